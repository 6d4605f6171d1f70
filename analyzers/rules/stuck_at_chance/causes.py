"""What may keep a network at chance, and how likely each is by itself: the first sign that a run shows tells.

The numbers say in which order to look; they are judgements, and nobody counted them.
"""

from analyzers.rule import Cause
from analyzers.rules.stuck_at_chance.rate import STATED
from analyzers.rules.stuck_at_chance.signs import Signs
from analyzers.run import Run

SATURATED = 0.75  # a sigmoid at its limit: steps that were too long drove it there


def causes(run: Run, shown: Signs, sure: bool) -> tuple[Cause, ...]:
    """All that may be. sure: whether the outputs are sure of one answer, and wrong about the others"""
    driven = sure and run.known("output_activation") == "sigmoid"  # a softmax over one unit is sure from the start
    return (
        _too_high(shown, driven),
        Cause(
            "dead_units",
            0.8 * shown.high + 0.05,  # most often it is a long step that kills them
            "units that no input switches on pass nothing on, and do not come back",
        ),
        _initialization(shown),
        Cause(
            "saturated_activations",
            _likelihood((shown.at_once and shown.noisy and not sure, 0.85), (shown.at_once, 0.55), (True, 0.3)),
            "a sigmoid passes at most a quarter of the gradient on",
        ),
        Cause(
            "learning_rate_too_low",
            _likelihood((shown.tiny, 0.8), (shown.equal, 0.4), (shown.creeps, 0.8), (True, 0.1)),
            "steps too short to leave the start",
        ),
        Cause(
            "unscaled_inputs",
            _likelihood((not shown.huge or shown.high >= STATED, 0.2), (_rate_is_known(run), 0.8), (True, 0.6)),
            "inputs of a huge scale make the first steps go astray",
        ),
        Cause(
            "wrong_output_or_loss",
            _likelihood((sure and not driven, 0.9), (True, 0.25)),
            "labels that do not belong to the inputs, or an output that cannot fit",
        ),
        Cause(
            "no_parameter_update",
            _likelihood((shown.untouched and not driven, 0.8), (True, 0.15)),
            "weights that are not passed to the optimizer",
        ),
    )


def _too_high(shown: Signs, driven: bool) -> Cause:
    if driven and shown.high < SATURATED:
        return Cause("learning_rate_too_high", SATURATED, "outputs that are sure and wrong were driven there")
    return Cause("learning_rate_too_high", shown.high, shown.why)


def _initialization(shown: Signs) -> Cause:
    if shown.equal:
        return Cause("poor_initialization", 0.85, "it began at chance to all digits, as equal weights or zeros do")
    faded = _likelihood((shown.at_once and not shown.noisy, 0.65), (True, 0.35))
    return Cause("poor_initialization", faded, "signals that fade from layer to layer look the same")


def _likelihood(*signs: tuple[bool, float]) -> float:
    """That of the first sign that is there."""
    return next(likelihood for there, likelihood in signs if there)


def _rate_is_known(run: Run) -> bool:
    """A usual rate is no reason for a huge start."""
    return "learning_rate" in run.context and "optimizer" in run.context
