"""Blocks → runs: which of them record training, by which counter, of which split."""
