"""Which concepts, named together in a sentence, tell of which finding."""

from analyzers.frozen import frozen


@frozen()
class Symptom:
    """A finding and the concepts that tell of it.

    says:    all of these in one sentence ("a|b": one of them)
    then:    all of these in one sentence soon after, or in the same
    without: none of these in the first sentence
    """

    code: str
    likelihood: float
    says: tuple[str, ...]
    then: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


SYMPTOMS = (
    Symptom("non_finite_loss", 0.9, ("nan",)),
    Symptom("initial_plateau", 0.88, ("loss|accuracy", "not_falling|stuck", "start"), ("sudden",), ("nan", "explodes")),
    Symptom("initial_plateau", 0.8, ("loss|accuracy", "not_falling|stuck"), ("sudden", "loss|accuracy", "falls|rises")),
    Symptom("overfitting", 0.85, ("validation", "loss", "rises", "falls"), (), ("not_rising",)),
    Symptom("overfitting", 0.8, ("validation", "loss", "rises"), ("training", "falls"), ("not_rising",)),
    Symptom("overfitting", 0.7, ("validation", "loss|accuracy", "not_falling|stuck", "falls|rises"), (), ("start",)),
    Symptom("overfitting", 0.7, ("overfit",)),
    Symptom("overfitting", 0.65, ("gap",)),
    Symptom("overfitting", 0.6, ("validation", "loss", "rises"), (), ("not_rising",)),
    Symptom("overfitting", 0.65, ("validation", "loss", "high"), ("training", "low")),
    Symptom("overfitting", 0.65, ("validation", "accuracy", "low"), ("training", "high")),
    Symptom("diverging", 0.85, ("loss", "explodes"), (), ("exploding",)),
    Symptom("diverging", 0.6, ("reward", "explodes")),
    Symptom("diverging", 0.75, ("loss", "rises"), (), ("validation", "not_rising", "oscillates", "accuracy", "reward")),
    Symptom("noisy_loss", 0.85, ("loss", "oscillates", "overall"), ()),
    Symptom("noisy_loss", 0.6, ("loss", "oscillates"), ("loss", "falls", "overall")),
    Symptom("oscillating", 0.75, ("loss|accuracy", "oscillates")),
    Symptom("oscillating", 0.6, ("unstable",)),
    Symptom("unstable_validation", 0.8, ("validation", "loss|accuracy", "oscillates")),
    Symptom("loss_spikes", 0.8, ("loss", "spike")),
    Symptom("majority_class", 0.8, ("one_class",)),
    Symptom("frozen_metrics", 0.75, ("frozen",)),
    Symptom("collapsed", 0.75, ("accuracy", "sudden", "falls"), (), ("not_falling", "start", "rises")),
    Symptom("stuck_at_chance", 0.75, ("accuracy", "stuck"), (), ("validation",)),
    Symptom("stuck_at_chance", 0.6, ("accuracy", "stuck")),
    Symptom("stuck_at_chance", 0.7, ("loss", "accuracy", "chance")),
    Symptom("stuck_at_chance", 0.65, ("loss", "not_falling|stuck"), (), ("after", "validation")),
    Symptom("stuck_at_chance", 0.55, ("accuracy", "low|zero"), (), ("validation", "overfit")),
    Symptom("stuck_at_chance", 0.5, ("validation", "accuracy", "low|zero"), (), ("overfit",)),
    Symptom("stuck_at_chance", 0.55, ("training", "not_falling|stuck"), (), ("after", "validation")),
    Symptom("stuck_at_chance", 0.55, ("not_learning",), (), ("after", "validation")),
    Symptom("stuck_at_chance", 0.55, ("reward", "not_rising|not_falling|stuck")),
    Symptom("late_plateau", 0.6, ("loss|accuracy", "not_falling|stuck", "after"), (), ("start",)),
    Symptom("late_plateau", 0.55, ("validation", "loss|accuracy", "not_falling|stuck"), (), ("start", "rises")),
    Symptom("late_plateau", 0.7, ("loss", "floor")),
    Symptom("slow_convergence", 0.65, ("slow", "loss|falls")),
    Symptom("slow_convergence", 0.5, ("slow", "training")),
    Symptom("underfitting", 0.65, ("underfit",)),
    Symptom("implausible_loss", 0.6, ("loss", "zero"), (), ("validation", "falls", "not_falling")),
    Symptom("implausible_loss", 0.6, ("loss", "negative"), (), ("validation", "reward")),
    Symptom("dead_units", 0.7, ("dead",)),
    Symptom("vanishing_gradients", 0.6, ("vanishing",)),
    Symptom("exploding_gradients", 0.65, ("exploding",)),
    Symptom("saturated_activations", 0.45, ("saturated",)),
)
