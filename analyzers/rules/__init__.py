"""The catalogue of findings: one rule a file, named as the finding.

To add one: copy a rule, list it in `RULES`, write tests/rules/test_<id>.py with its two tables. A forgotten step fails
a test that says so.
"""

from analyzers.rule import Rule
from analyzers.rules import (
    collapsed,
    dead_units,
    diverging,
    exploding_gradients,
    frozen_metrics,
    implausible_loss,
    initial_plateau,
    late_plateau,
    loss_spikes,
    majority_class,
    noisy_loss,
    non_finite_loss,
    oscillating,
    overfitting,
    poor_initialization,
    saturated_activations,
    slow_convergence,
    still_improving,
    stuck_at_chance,
    underfitting,
    unstable_validation,
    update_too_large,
    update_too_small,
    vanishing_gradients,
)

RULES: tuple[Rule, ...] = (
    non_finite_loss.RULE,
    diverging.RULE,
    implausible_loss.RULE,
    collapsed.RULE,
    stuck_at_chance.RULE,
    majority_class.RULE,
    frozen_metrics.RULE,
    dead_units.RULE,
    saturated_activations.RULE,
    exploding_gradients.RULE,
    vanishing_gradients.RULE,
    poor_initialization.RULE,
    update_too_large.RULE,
    update_too_small.RULE,
    oscillating.RULE,
    loss_spikes.RULE,
    overfitting.RULE,
    slow_convergence.RULE,
    initial_plateau.RULE,
    late_plateau.RULE,
    underfitting.RULE,
    unstable_validation.RULE,
    noisy_loss.RULE,
    still_improving.RULE,
)
"""Of two findings of equal severity on one run, the one listed first here is told first: what destroys the run or its
numbers, then what keeps it from learning (the curve's own words before a layer's), then what costs quality or time."""

BY_ID = {rule.id: rule for rule in RULES}
