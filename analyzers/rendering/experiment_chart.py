"""An experiment as a chart: before and after, the limit of the rate, the loss at each rate."""

from math import isfinite

import numpy as np

from analyzers.experiments import Experiment
from analyzers.rendering.chart import draw
from analyzers.rendering.experiment_page import headline, range_in_words
from analyzers.rendering.panel import Line, Mark, Panel

EXPLODED = 10  # times its start: a loss above it would flatten all others


def experiment_svg(tried: Experiment) -> str:
    """The loss before and after, the limit that the curvature sets, and the loss against the learning rate."""
    panels = [panel for panel in (_curves(tried), _limits(tried), _rates(tried)) if panel]
    return draw(panels, headline(tried), experiment_description(tried))


def experiment_description(tried: Experiment) -> str:
    """The chart in words."""
    return " ".join(("The loss of the replay.", range_in_words(tried.range).replace("**", "") if tried.range else ""))


def _curves(tried: Experiment) -> Panel | None:
    if tried.replay is None:
        return None
    lines = [Line.of(tried.replay.run["train/loss"], "before", 0)]
    if tried.best:
        lines.append(Line.of(tried.best.outcome.run["train/loss"], "after", 2))
    return Panel("train/loss", tuple(lines), "epoch", whole=True)


def _limits(tried: Experiment) -> Panel | None:
    """The learning rate beside the one that the curvature allows: where they meet is the edge of stability."""
    run = tried.replay.run if tried.replay else None
    if run is None or not {"lr", "stability_limit"} <= {*run.series} or not run["lr"].values.max() > 0:
        return None
    used = Line.of(run["lr"], "learning rate", 1)
    limit = Line.of(run["stability_limit"], "stability limit", 3, dots=True)
    return Panel("Learning rate and its limit", (used, limit), "epoch", height=140, log_y=True, whole=True)


def _rates(tried: Experiment) -> Panel | None:
    found = tried.range
    if found is None:
        return None
    used = tried.prepared.spec.training.learning_rate
    marks = [Mark(used, "used", "warning")] if used > 0 else []
    if found.suggested is not None and isfinite(found.suggested):
        marks.append(Mark(found.suggested, "suggested", "good"))
    shown = (
        found.losses <= max(EXPLODED * found.start, found.losses[0]) if found.start > 0 else np.isfinite(found.losses)
    )
    capped = np.where(shown, found.losses, np.nan)
    curve = Line(found.rates, capped, f"loss after {found.epochs} epochs", 0, dots=True)
    return Panel("Loss against learning rate", (curve,), "learning rate", marks=tuple(marks), log_x=True)
