"""Sample reports, and what typesets them from figures."""
