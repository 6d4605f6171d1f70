"""The catalogue of log formats, and how one of them is chosen: the best fit wins.

To add one: write the file with its `READER`, list it in `READERS`, add a sample with its golden answer to the tests.
"""

from dataclasses import replace
from operator import itemgetter

from analyzers.containers import LARGEST, opened, refuse
from analyzers.errors import UnreadableError
from analyzers.reader import Fit, Reader, Reading, Upload
from analyzers.readers import (
    arrays,
    catboost_json,
    delimited,
    free_text,
    json_document,
    json_lines,
    mlflow_metric,
    rl_monitor,
    tensorboard,
)

READERS: tuple[Reader, ...] = (
    arrays.READER,
    catboost_json.READER,
    delimited.READER,
    json_document.READER,
    json_lines.READER,
    mlflow_metric.READER,
    rl_monitor.READER,
    tensorboard.READER,
    free_text.READER,
)

LOOKED_FOR = "Post lines such as 'epoch 1: loss = 0.52', a CSV with a header, JSON records or a TensorBoard event file."


def ranked(upload: Upload) -> tuple[tuple[Fit, Reader], ...]:
    """Every reader that claims the upload, the best fit first; readers of equal fit in the order of `READERS`."""
    claims = [(fit, reader) for reader in READERS if (fit := reader.sniff(upload))]
    return tuple(sorted(claims, key=itemgetter(0), reverse=True))


def pick(upload: Upload) -> Reader:
    """The reader whose fit is best.

    Raises UnreadableError where none claims the upload, and where two claim to know its signature.
    """
    refuse(upload.data)
    claims = ranked(upload)
    if not claims:
        raise UnreadableError("This is in no format that we read.", LOOKED_FOR)
    signed = [reader.id for fit, reader in claims if fit is Fit.SIGNATURE]
    if len(signed) > 1:
        raise UnreadableError(
            f"The upload bears the signatures of {' and of '.join(signed)}.", "Post one log at a time."
        )
    return claims[0][1]


def read(upload: Upload) -> Reading:
    """Reads an upload; one that cannot be read, once more without what stands before each of its lines.

    Raises UnreadableError where nobody finds anything in either.
    """
    try:
        return _read(upload)
    except UnreadableError as error:
        inner = opened(upload.text) if len(upload.data) <= LARGEST else None
        if inner is None:
            raise
        text, note = inner
        try:
            reading = _read(upload.of(text.encode(errors="replace")))
        except UnreadableError:
            raise error from None
    return replace(reading, notes=(*reading.notes, note))


def _read(upload: Upload) -> Reading:
    """Reads an upload with the reader that fits best, or with the next one where that one finds nothing.

    Raises UnreadableError (the best reader's words) where no reader finds anything.
    """
    best = pick(upload)
    try:
        return best.read(upload)
    except UnreadableError as error:
        for _, reader in ranked(upload):
            if reader is not best:
                try:
                    return reader.read(upload)
                except UnreadableError:
                    continue
        raise error
