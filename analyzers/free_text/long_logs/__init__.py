"""Long logs: lines of one shape are understood once and read as columns."""
