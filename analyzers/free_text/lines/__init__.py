"""Text as it was pasted → the lines that were meant, cut into words and numbers."""
