"""Synthetic reports with known truth and a dial for defects: for tests, benchmarks and teaching."""
