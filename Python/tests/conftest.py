"""What the tests share: the bundled dump, its student, and the tool."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import tessera_pla
from tessera_pla import Dump, Student, _tool

ROOT = Path(__file__).resolve().parents[2]
BEATS = ROOT / "Examples/SyntheticBeats"
REAL = ROOT.parent / "shared/data"
FIXED: dict[str, Any] = {"k": 3, "lambda_": 1.0, "front": False}

ToolAnswers = Callable[..., npt.NDArray[Any]]


@pytest.fixture(scope="session")
def beats() -> dict[str, Dump]:
    """The three parts of the bundled dump."""
    return {name: Dump.load(BEATS / f"beats-{name}.npz") for name in ("train", "transfer", "test")}


@pytest.fixture(scope="session")
def student(beats: dict[str, Dump]) -> Student:
    """A student of the bundled dump, made without a search."""
    return tessera_pla.compress(beats["train"], **FIXED)


@pytest.fixture
def tool_answers(tmp_path: Path) -> ToolAnswers:
    """What `tessera predict` writes for a student and inputs."""
    def answers(student: Student, inputs: npt.ArrayLike, *options: str) -> npt.NDArray[Any]:
        path = student.save(tmp_path / "student.tessera")
        np.save(tmp_path / "inputs.npy", np.asarray(inputs))
        subprocess.run([_tool.executable(), "predict", path, tmp_path / "inputs.npy", *options,
                        "--output", tmp_path / "answers.npy", "--quiet"], check=True)
        found: npt.NDArray[Any] = np.load(tmp_path / "answers.npy")
        return found
    return answers


@pytest.fixture
def rows() -> npt.NDArray[np.float32]:
    """200 rows of 4 numbers."""
    return np.random.default_rng(7).normal(size=(200, 4)).astype(np.float32)
