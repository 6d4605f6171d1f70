"""Models that come as text: code, `print(model)` of PyTorch, scikit-learn's parameters, JSON. Parsed, never run."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from analyzers.errors import SpecError
from analyzers.source.recipes.recipe import Recipe, read_source
from analyzers.spec.fields import brief
from analyzers.spec.printed import of_print

FORMS = ("source", "pytorch", "sklearn")
MOST_CHARACTERS = 500_000
PARTS = ("model", "data", "training")
HINT = (
    "paste the lines that make the model, what print(model) of PyTorch or get_params() of scikit-learn shows, or the "
    "JSON of a spec or of model.to_json(); model.summary() does not show enough"
)
_PARAMETERS = re.compile(r"\{[^{}]*hidden_layer_sizes[^{}]*\}")


def read(model: Mapping[str, Any], at: str = "/model") -> Recipe:
    """What a model given as text describes, with data and training where the text holds them."""
    form = next(form for form in FORMS if form in model)
    value = model[form]
    if form == "sklearn" and isinstance(value, Mapping):
        value = _constructor(value)
    if not isinstance(value, str) or len(value) > MOST_CHARACTERS:
        raise SpecError(
            f"{at}/{form} is {brief(value)},", f"but must be text of at most {MOST_CHARACTERS} characters", at
        )
    found = next((recipe for recipe in _readings(value) if recipe.spec), None)
    if found is None:
        raise SpecError(f"no network was found in {at}/{form};", HINT, f"{at}/{form}")
    return found


def _readings(text: str) -> Iterator[Recipe]:
    """The text as each form in which a network is posted; without a spec where it is none."""
    try:
        yield _of_json(json.loads(text))
    except ValueError:
        yield _of_parameters(text)
        yield read_source(text)
        yield of_print(text)


def _of_json(value: Any) -> Recipe:
    """A spec, the model of one, Keras' `to_json()`, or scikit-learn's parameters."""
    if not isinstance(value, Mapping):
        return Recipe({}, (), ())
    if "hidden_layer_sizes" in value:
        return read_source(_constructor(value))
    model = value.get("model") or ({"keras": value} if "class_name" in value else value if "layers" in value else None)
    if not isinstance(model, Mapping):
        return Recipe({}, (), ())
    if any(form in model for form in FORMS):
        return read(model)
    return Recipe({key: value[key] for key in PARTS if key in value} | {"model": dict(model)}, (), ())


def _of_parameters(text: str) -> Recipe:
    """What `get_params()` prints, wherever in the text it stands; not the lists of a search over parameters."""
    for found in _PARAMETERS.finditer(text):
        try:
            given = ast.literal_eval(found[0])
        except (ValueError, SyntaxError):
            continue
        if isinstance(given, dict) and not any(isinstance(value, list) for value in given.values()):
            return read_source(_constructor(given, regressor="MLPRegressor" in text))
    return Recipe({}, (), ())


def _constructor(parameters: Mapping[str, Any], regressor: bool = False) -> str:
    """The parameters of an MLP as the constructor call that they stand for."""
    given = {key: item for key, item in parameters.items() if key not in ("type", "estimator")}
    regressor = regressor or parameters.get("estimator", parameters.get("type")) == "MLPRegressor"
    return f"model = {'MLPRegressor' if regressor else 'MLPClassifier'}(**{given!r})\n"
