"""Tessera: a trained network into a few kilobytes of int8.

Arrays in, student out::

    import tessera_pla
    student = tessera_pla.compress(inputs, logits=teacher(inputs), labels=labels)
    student.predict(rows)           # the integers of the device
    student.firmware("firmware")    # a folder of C

`from_keras`, `from_torch`, `from_onnx` and `from_sklearn` make the arrays of a network.
`TesseraClassifier` and `TesseraRegressor` are estimators of scikit-learn.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .compression import compress
    from .dump import Dump
    from .errors import InvalidDataError, TesseraError, TesseraWarning
    from .estimators import TesseraClassifier, TesseraRegressor
    from .report import Report
    from .student import Student
    from .teachers import from_keras, from_onnx, from_sklearn, from_torch

__version__ = "0.1.0"

# What is imported when it is asked for: each needs other packages.
_HOMES = {
    "compress": "compression", "Dump": "dump", "InvalidDataError": "errors",
    "TesseraError": "errors", "TesseraWarning": "errors", "TesseraClassifier": "estimators",
    "TesseraRegressor": "estimators", "Report": "report", "Student": "student",
    "from_keras": "teachers", "from_onnx": "teachers", "from_sklearn": "teachers",
    "from_torch": "teachers",
}

__all__ = [
    "Dump", "InvalidDataError", "Report", "Student", "TesseraClassifier", "TesseraError",
    "TesseraRegressor", "TesseraWarning", "compress", "from_keras", "from_onnx", "from_sklearn",
    "from_torch",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{_HOMES[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
