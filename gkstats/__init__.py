"""Annual reports on government information disclosure as tidy DataFrames."""
