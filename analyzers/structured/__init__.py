"""JSON and what is printed like it: documents, records, lines → tables."""

from analyzers.structured.parse import parse
from analyzers.structured.records import Records
from analyzers.structured.tables import tables

__all__ = ["Records", "parse", "tables"]
