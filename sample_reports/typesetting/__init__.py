"""Typesets sample reports: figures and sentences become the documents agencies publish."""
