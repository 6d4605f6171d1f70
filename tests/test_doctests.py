"""Every example in a docstring is run."""

import doctest
import importlib
import pkgutil

import pytest

import analyzers
import service

NOT_IMPORTED = ("service.store.migrations", "service.__main__")  # scripts that do their work when they are imported
MODULES = [
    module.name
    for package in (analyzers, service)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not module.name.startswith(NOT_IMPORTED)
]


@pytest.mark.parametrize("name", ["analyzers", "service", *MODULES])
def test_the_examples_of_a_module_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
