"""From a log, or from curves, to its runs and its diagnosis: what `analyzers` offers whoever imports it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from analyzers import complaint, containers, diagnosis, readers, symptoms
from analyzers.allowance import UNLIMITED, Allowance
from analyzers.comparison import compared
from analyzers.complaint import stopped
from analyzers.diagnosis import Diagnosis
from analyzers.errors import TooLargeError, UnreadableError
from analyzers.metrics import NamedAt, keys
from analyzers.reader import Reading, Upload
from analyzers.run import Context, Floats, Run, Series
from analyzers.source import context_for, in_our_words
from analyzers.text import decode

NOTHING_MORE: Context = {}
MOST_SERIES = 5_000  # of all runs of a log: an answer about that many has 0.7 MB, and nobody reads it


def read(data: bytes, name: str = "", context: Context = NOTHING_MORE, allowance: Allowance | None = None) -> Reading:
    """The runs of a log, each with what is known about it: `context` first, then what the text around it says.

    allowance: what it may cost
    Raises AnalyzerError where there is nothing to read.
    """
    allowance = allowance or Allowance()
    uploads = containers.unpack(Upload(data, name, allowance))
    if len(uploads) == 1:
        return _read(uploads[0], context)
    readings: dict[str, Reading] = {}
    failed: dict[str, UnreadableError] = {}
    for upload in allowance.paced(uploads):
        try:
            readings[upload.name] = _read(upload, context)
        except UnreadableError as error:
            failed[upload.name] = error
    return containers.joined(readings, failed)


def _read(upload: Upload, context: Context) -> Reading:
    reading = _given(readers.read(upload), context)
    runs = context_for(reading.runs, upload.utf8 if reading.format == "free text" else upload.head)
    return reading if runs == reading.runs else replace(reading, runs=runs)


def _given(reading: Reading, context: Context) -> Reading:
    """The reading with what is known beside the log, in our words; it goes before what the log itself says."""
    known, notes = in_our_words(context)
    if not known:
        return reading
    runs = tuple(replace(run, context={**run.context, **known}) for run in reading.runs)
    return replace(reading, runs=runs, notes=(*reading.notes, *notes))


def diagnose(
    data: bytes, name: str = "", context: Context = NOTHING_MORE, allowance: Allowance | None = None
) -> Diagnosis:
    """What a log shows and what to change. allowance: what it may cost

    A text without a curve that describes a training run gives the verdict "unknown" and what its words point to.
    Raises AnalyzerError where there is neither.
    """
    allowance = allowance or Allowance()
    try:
        found = _judged(read(data, name, context, allowance), allowance)
    except UnreadableError:
        described = symptoms.described(decode(data[: symptoms.MOST]))
        if described is None:
            raise
        return described
    if not found.reading.ignored:
        return found
    found = stopped.told(found, decode(data[-symptoms.MOST :]))
    if found.verdict not in ("healthy", "unknown"):
        return found
    text = decode(data[: symptoms.MOST])
    found = complaint.heard(found, text)
    return found if found.verdict != "unknown" else replace(found, mentioned=symptoms.mentions(text))


def diagnose_metrics(metrics: Mapping[str, Sequence[float] | Floats], context: Context = NOTHING_MORE) -> Diagnosis:
    """The same for curves that are numbers already, by the names that the user gives them."""
    named: dict[NamedAt, Series] = {
        (name, None): Series.of(values, name_in_log=name) for name, values in metrics.items()
    }
    series = {key: named[name] for name, key in keys(named).items()}
    records = max((len(each) for each in series.values()), default=0)
    return _judged(_given(Reading("metrics as JSON", (Run(series),), records, records), context))


def _judged(reading: Reading, allowance: Allowance = UNLIMITED) -> Diagnosis:
    count = sum(len(run.series) for run in reading.runs)
    if count > MOST_SERIES:
        raise TooLargeError(
            f"There are {count:,} curves, more than {MOST_SERIES:,}.", "Post losses and metrics alone, or fewer runs."
        )
    found = diagnosis.diagnose(reading, allowance=allowance)
    return compared(found) if len(found.runs) > 1 else found
