"""What comes in the path and the query of a request, held against the models that an endpoint names in its signature.

In place of flask-openapi's own way, which goes through a model's JSON schema with every request.
"""

from collections.abc import Callable
from functools import wraps
from typing import get_type_hints

from flask import Response

from service import at_hand
from service.schemas.contract import Question


def validated(endpoint: Callable[..., Response]) -> Callable[..., Response]:
    """The endpoint, called with its `path` and `query` as models. Raises ValidationError where they do not fit."""
    models: dict[str, type[Question]] = get_type_hints(endpoint)
    path, query = models.get("path"), models.get("query")

    @wraps(endpoint)
    def checked(**parts: str) -> Response:
        told: dict[str, Question] = {}
        if path is not None:
            told["path"] = path.model_validate(parts)
        if query is not None:
            asked = at_hand.asked()
            told["query"] = query.model_validate(asked.args.to_dict() if asked.query_string else {})
        return endpoint(**told)

    # tells flask-openapi that this is done
    checked.__delay_validate_request__ = True  # type: ignore[attr-defined]
    return checked
