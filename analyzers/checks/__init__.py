"""The catalogue of findings on a spec: one check a file, named as the finding.

To add one: copy a check, list it in `CHECKS`, write tests/checks/test_<id>.py with its two tables.
"""

from analyzers.check import Check, Setting
from analyzers.checks import (
    incomplete_training_loop,
    learning_rate_above_stability_limit,
    learning_rate_unusual,
    missing_nonlinearity,
    output_loss_mismatch,
    poor_initialization,
    undefined_logarithm,
    unscaled_inputs,
    vanishing_gradients,
)
from analyzers.rule import SEVERITIES, Finding

CHECKS: tuple[Check, ...] = (
    incomplete_training_loop.CHECK,
    output_loss_mismatch.CHECK,
    learning_rate_above_stability_limit.CHECK,
    unscaled_inputs.CHECK,
    poor_initialization.CHECK,
    vanishing_gradients.CHECK,
    undefined_logarithm.CHECK,
    learning_rate_unusual.CHECK,
    missing_nonlinearity.CHECK,
)
"""What makes training impossible first, then what slows it, then what may be meant."""


def check(setting: Setting) -> tuple[Finding, ...]:
    """All findings on a spec, the most severe first."""
    found = [finding for each in CHECKS for finding in each.on(setting)]
    return tuple(sorted(found, key=lambda finding: -SEVERITIES.index(finding.severity)))
