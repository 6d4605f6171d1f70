"""Networks that pasted code makes, as layers of a spec."""
