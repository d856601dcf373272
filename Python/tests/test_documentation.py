"""Every public function is documented, and the examples run."""

from __future__ import annotations

import doctest
import importlib
import inspect
import re
from collections.abc import Iterator
from typing import Any

import pytest

import tessera_pla

MODULES = ("_options", "compression", "dump", "errors", "estimators", "packed", "report", "student",
           "teachers")


def functions() -> Iterator[tuple[str, Any]]:
    """The public functions, and the public methods of public classes."""
    for name in tessera_pla.__all__:
        item = getattr(tessera_pla, name)
        if not inspect.isclass(item):
            yield name, item
            continue
        for method, function in inspect.getmembers(item):
            function = getattr(function, "__func__", function)
            if not str(getattr(function, "__module__", "")).startswith("tessera_pla"):
                continue
            if not method.startswith("_") and inspect.isfunction(function):
                yield f"{name}.{method}", function


@pytest.mark.parametrize(("name", "function"), [*functions()],
                         ids=lambda item: item if isinstance(item, str) else "")
def test_parameters_and_results_are_documented(name: str, function: Any) -> None:
    text = inspect.getdoc(function) or ""
    named = {parameter for parameter in inspect.signature(function).parameters
             if parameter not in ("self", "cls")}
    if named:
        section = re.search(r"Parameters\n-{10}\n(.*?)(\n[A-Z]\w+\n---|\Z)", text, re.DOTALL)
        assert section, f"{name} has no section Parameters"
        missing = {word for word in named if not re.search(rf"\b{word}\b", section.group(1))}
        assert not missing, f"{name} does not document {missing}"
    assert "Returns\n-------" in text, f"{name} does not say what it returns"
    if {"X", "inputs"} & named and "as_dump" not in name:
        assert "shape (" in text, f"{name} does not say the shapes"


@pytest.mark.parametrize("name", tessera_pla.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    assert inspect.getdoc(getattr(tessera_pla, name))
    assert name in dir(tessera_pla)


@pytest.mark.parametrize("name", MODULES)
@pytest.mark.filterwarnings("ignore")
def test_examples_in_the_documentation_run(name: str) -> None:
    module = importlib.import_module(f"tessera_pla.{name}")
    assert doctest.testmod(module).failed == 0
