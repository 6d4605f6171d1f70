"""A text without its repetitions, to look for words in."""

_DIGITS = b"0123456789"


def kinds(text: str) -> str:
    """The lines of a text, of those that differ in digits only the first, without its digits.

    >>> kinds("epoch 1\\nlr 0.1\\nepoch 2\\nepoch 13")
    'epoch \\nlr .'
    """
    lines = text.encode(errors="surrogatepass").translate(None, _DIGITS).split(b"\n")
    return b"\n".join(dict.fromkeys(lines)).decode(errors="surrogatepass")
