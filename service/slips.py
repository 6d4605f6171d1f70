"""Slips of the hand with curl, told by what arrived in place of a log."""

import re

from analyzers.reader import HEAD_BYTES

NAME_OF_A_FILE = re.compile(rb"@?[\w./\\~:+-]{1,255}\.[A-Za-z]\w{0,11}\s*", re.ASCII)
LONG_LINE = (
    "Its first line is longer than 65,536 bytes, and what stands beyond is not looked at to recognise a format: "
    "post fewer columns, or one record a line."
)
SHORT = 200  # bytes that may well be meant as one line

LACKS_AT = "That looks like the name of a file. To send the file put @ before its name, as in {}."
LOST_LINE_ENDS = (
    "The body is a single line: curl -d takes the line ends out of a file, curl --data-binary @FILE keeps them."
)


def slip(body: bytes, form: bool = False) -> str | None:
    """What went wrong and how to send it, for a body in which no log was found; None where nothing can be told.

    form: the body was a field of a form
    """
    if NAME_OF_A_FILE.fullmatch(body):
        return LACKS_AT.format("curl -F log=@FILE" if form else "curl --data-binary @FILE")
    if b"\0" in body:
        return None
    if len(body) > SHORT and b"\n" not in body and b"\r" not in body:
        return LOST_LINE_ENDS
    return LONG_LINE if len(body) > HEAD_BYTES and b"\n" not in body[:HEAD_BYTES] else None
