"""A network, its data and its training together, as the JSON of a spec."""
