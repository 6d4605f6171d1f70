"""A spec is tried: checked, replayed, measured, and the remedies for what it shows are re-trained against it."""

from analyzers.experiments.course import experiment
from analyzers.experiments.experiment import Experiment

__all__ = ["Experiment", "experiment"]
