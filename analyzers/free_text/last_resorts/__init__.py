"""What is tried where nothing in a text has a name that means something."""
