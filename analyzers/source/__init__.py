"""Pasted source code and the text around it → settings and a model spec, by parsing alone; nothing is executed."""

from analyzers.source.context import context_for, context_of
from analyzers.source.facts.fact import Certainty, Fact
from analyzers.source.facts.facts import facts
from analyzers.source.given import in_our_words

__all__ = ["Certainty", "Fact", "context_for", "context_of", "facts", "in_our_words"]
