"""The public contract as pydantic models: one module a resource. Questions are validated by them, answers described."""
