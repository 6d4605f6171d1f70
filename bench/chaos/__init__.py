"""Everything is killed while clients post, and nothing may be lost."""
