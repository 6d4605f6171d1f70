"""Pasted source code and the text around it → settings and a model spec, by parsing alone; nothing is executed."""

from analyzers.source.context import context_for, context_of
from analyzers.source.fact import Certainty, Fact
from analyzers.source.facts import facts

__all__ = ["Certainty", "Fact", "context_for", "context_of", "facts"]
