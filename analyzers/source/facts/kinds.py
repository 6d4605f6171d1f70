"""A text without its repetitions, to look for words in."""

_DIGITS = b"0123456789"


def without_digits(text: str) -> list[str]:
    """The lines of a text without their digits: those that record the same become equal.

    >>> without_digits("epoch 1\\nlr 0.1\\nepoch 13")
    ['epoch ', 'lr .', 'epoch ']
    """
    return text.encode(errors="surrogatepass").translate(None, _DIGITS).decode(errors="surrogatepass").split("\n")


def distinct(text: str) -> str:
    """The lines of a text without their digits, of equal ones the first."""
    return "\n".join(dict.fromkeys(without_digits(text)))
