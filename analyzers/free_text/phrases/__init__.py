"""Lines → what each of their numbers is, and blocks of lines of one shape."""
