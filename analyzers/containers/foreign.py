"""Files that people post instead of their log, known by their first bytes."""

from analyzers.errors import UnreadableError

MAGIC = {
    b"\x89PNG": ("a PNG image", "Post the numbers that the plot was drawn from"),
    b"\xff\xd8\xff": ("a JPEG image", "Post the numbers that the plot was drawn from"),
    b"GIF8": ("a GIF image", "Post the numbers that the plot was drawn from"),
    b"%PDF": ("a PDF", "Post the log that it quotes, as text"),
    b"\x89HDF": ("an HDF5 file, as Keras keeps weights in", "Post history.history as JSON, or what fit() printed"),
    b"\x80\x02": ("a pickle, which is never opened", "Post its curves as JSON"),
    b"\x80\x03": ("a pickle, which is never opened", "Post its curves as JSON"),
    b"\x80\x04": ("a pickle, which is never opened", "Post its curves as JSON"),
    b"\x80\x05": ("a pickle, which is never opened", "Post its curves as JSON"),
    b"SQLite format 3": ("an SQLite database", "Export its metrics as CSV"),
    b"PAR1": ("a Parquet file", "Export it as CSV"),  # its decoder can be made to end the process
    b"\x7fELF": ("a program", "Post what it printed"),
}
"""First bytes: what it is, what to do instead."""

_BEGINNINGS = tuple(MAGIC)


def refuse(data: bytes) -> None:
    """Raises UnreadableError where the bytes are of a kind that holds no log."""
    for magic, (what, instead) in MAGIC.items() if data.startswith(_BEGINNINGS) else ():
        if data.startswith(magic):
            raise UnreadableError(f"This is {what}, not a log.", f"{instead}.")
