"""Structured logs: whatever a file is, once it is named columns it is read the same way."""

from analyzers.tabular.column import Column, Labels, Table
from analyzers.tabular.reading import reading

__all__ = ["Column", "Labels", "Table", "reading"]
