"""The finding that every way of being implausible ends in."""

from analyzers.rule import Cause, Finding, number, stretch
from analyzers.run import Run


def finding(run: Run, key: str, at: int, what: str) -> Finding:
    series = run[key]
    return Finding(
        code="implausible_loss",
        severity="critical",
        confidence=0.9,
        headline=f"{series.name_in_log or key} = {series.values[at]:.4g} at {series.unit} {series.steps[at]} {what}.",
        explanation="The labels are not in the form that the loss expects, or the output lacks its activation.",
        where=stretch(run, key, at, at),
        evidence={
            "value": number(series.values[at]),
            "records_at_or_below_0": number(int((series.values <= 0).sum()), "records"),
        },
        causes=(Cause("wrong_output_or_loss", 0.9, "output, loss and labels do not belong together"),),
    )
