"""What a name beside a number means."""
