"""The analysis as a plain library: no HTTP, no database, no clock, no environment."""
