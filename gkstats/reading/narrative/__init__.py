"""From the prose of a report to its figures: quantities, breakdowns, hotline, problems."""
