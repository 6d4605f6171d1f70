"""Ids that sort by the time they were made and cannot be guessed."""

import secrets
import time

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
LENGTH = 26
PAIRS = [first + second for first in ALPHABET for second in ALPHABET]
RANDOM_BITS = 78  # 26 characters of 5 bits hold 130: 52 bits of microseconds (to the year 2112), the rest random


def new_id() -> str:
    """26 characters: microseconds since 1970, then 78 random bits. Order is by time, as far as the clock is right."""
    number = (time.time_ns() // 1_000) << RANDOM_BITS | secrets.randbits(RANDOM_BITS)
    return "".join([PAIRS[number >> shift & 1023] for shift in range(5 * (LENGTH - 2), -1, -10)])
