"""Python is read without being run: parsed, followed, and its calls recorded."""
