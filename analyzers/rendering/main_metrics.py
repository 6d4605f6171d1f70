"""Which curves of a run are shown first, and what they are called."""

from analyzers.metrics import divide
from analyzers.rule import Finding
from analyzers.run import Run, Series
from analyzers.signals.roles import roles


def main_metrics(run: Run, findings: tuple[Finding, ...] = ()) -> list[list[str]]:
    """The series worth drawing, in groups that share an axis: losses, accuracies, then what a finding is about."""
    parts = roles(run)
    losses = [key for key in (parts.loss, parts.val_loss) if key]
    accuracies = [key for key in (parts.accuracy, parts.val_accuracy) if key]
    drawn = {*losses, *accuracies}
    judged = [finding.where.metric for finding in findings if finding.where and finding.where.metric in run]
    others = [[key] for key in dict.fromkeys(judged) if key not in drawn][:2]
    groups = [group for group in (losses, accuracies, *others) if group]
    return groups or [[key] for key in list(run.series)[:2]]


def name(series: Series, key: str) -> str:
    """The log's own name for a metric, with the split in front where the name does not tell it."""
    own = series.name_in_log
    told = bool(divide(own)[0]) or key.split("/")[0] in ("train", "lr", "layer")
    return own if own and told else key
