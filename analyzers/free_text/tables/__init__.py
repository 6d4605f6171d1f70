"""Numbers that are named by a line above them."""
