"""Predictions are those of the tool and of the device, and they are fast."""

from __future__ import annotations

import resource
import subprocess
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tessera_pla
from conftest import FIXED, REAL, ToolAnswers
from tessera_pla import Dump, InvalidDataError, Student, _tool


def assert_equal_answers(student: Student, inputs: Any, tool_answers: ToolAnswers) -> None:
    """Logits, labels, regions and verdicts of every row."""
    assert np.array_equal(student.predict_logits(inputs), tool_answers(student, inputs))
    assert np.array_equal(student.regions(inputs), tool_answers(student, inputs, "--regions"))
    assert np.array_equal(student.verdicts(inputs), tool_answers(student, inputs, "--verdicts"))
    assert np.array_equal(student.predict(inputs), tool_answers(student, inputs, "--labels"))


def test_every_row_of_the_bundled_test_split_is_answered_as_by_the_tool(
        student: Student, beats: dict[str, Dump], tool_answers: ToolAnswers) -> None:
    assert_equal_answers(student, beats["test"].inputs, tool_answers)


CLOSED: dict[str, Any] = {"form": "corrected", "finalists": 0, "front": False}  # a quick search
WINDOWS = ("standardize", "front_end")  # options for windows of mean 0 and deviation 1


@pytest.mark.parametrize("options", [
    {**FIXED, "input_bits": "int16"}, {**FIXED, "standardize": 140},
    {**CLOSED, "coverage": "90%", "foreign": "1%"}, {**CLOSED, "keep_inputs": "50%"},
    {**CLOSED, "adaptive": True},
    {**CLOSED, "front_end": "samples", "counts_per_unit": 1000.0},
    {**CLOSED, "front_end": "events-shape", "counts_per_unit": 1000.0},
], ids=lambda options: "-".join(map(str, [*options.items()][-1])))
def test_students_of_every_kind_answer_as_the_tool_does(
        options: dict[str, Any], beats: dict[str, Dump], tool_answers: ToolAnswers) -> None:
    inputs = np.asarray(beats["train"].inputs, np.float32)
    if set(WINDOWS) & set(options):
        inputs = inputs - inputs.mean(axis=1, keepdims=True)
        inputs /= inputs.std(axis=1, keepdims=True)
    made = tessera_pla.compress(inputs, logits=beats["train"].logits, force=True, warn=False,
                                **options)
    assert_equal_answers(made, inputs, tool_answers)


def test_every_row_of_a_real_test_set_is_answered_as_by_the_tool(
        tool_answers: ToolAnswers) -> None:
    if not (REAL / "ecg5000-test.npz").exists():
        pytest.skip("no dump")
    made = tessera_pla.compress(Dump.load(REAL / "ecg5000-train.npz"), **FIXED)
    assert_equal_answers(made, Dump.load(REAL / "ecg5000-test.npz").inputs, tool_answers)


def test_a_regression_answers_numbers(rows: Any, tool_answers: ToolAnswers) -> None:
    made = tessera_pla.compress(rows, logits=rows[:, 0], task="regression", front=False)
    assert made.predict(rows).shape == (200,)
    assert np.array_equal(made.predict(rows)[:, None], tool_answers(made, rows))
    assert np.abs(made.predict(rows) - rows[:, 0]).max() < 0.1


def test_one_logit_decides_between_two_classes(rows: Any, tool_answers: ToolAnswers) -> None:
    made = tessera_pla.compress(rows, logits=3 * rows[:, 0], k=1, lambda_=0.01, front=False,
                                warn=False)
    assert np.array_equal(made.predict(rows), tool_answers(made, rows, "--labels"))
    assert set(made.predict(rows)) == {0, 1}


def test_a_million_rows_take_at_most_three_times_the_work_of_the_tool(
        student: Student, beats: dict[str, Dump], tmp_path: Path) -> None:
    inputs = np.tile(np.asarray(beats["test"].inputs, np.float32), (1000, 1))
    path = student.save(tmp_path / "student.tessera")
    np.save(tmp_path / "inputs.npy", inputs)
    command = [_tool.executable(), "predict", path, tmp_path / "inputs.npy", "--quiet",
               "--output", tmp_path / "answers.npy"]
    seconds: dict[str, list[float]] = {"tool": [], "package": []}
    for _ in range(3):  # of the processor, whatever else it has to do
        start = processor_seconds(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True)
        seconds["tool"].append(processor_seconds(resource.RUSAGE_CHILDREN) - start)
        start = processor_seconds(resource.RUSAGE_SELF)
        answers = student.predict_logits(inputs)
        seconds["package"].append(processor_seconds(resource.RUSAGE_SELF) - start)
    assert np.array_equal(answers, np.load(tmp_path / "answers.npy"))
    assert min(seconds["package"]) < 3 * min(seconds["tool"])


def processor_seconds(who: int) -> float:
    """What this process or its children have taken."""
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def test_one_row_takes_less_than_20_microseconds(student: Student, beats: dict[str, Dump]) -> None:
    row = np.asarray(beats["test"].inputs, np.float32)[:1]
    best = np.inf
    for _ in range(20):
        start = time.perf_counter()
        for _ in range(200):
            student.predict(row)
        best = min(best, (time.perf_counter() - start) / 200)
    assert best < 20e-6


def test_blocks_of_threads_do_not_matter(student: Student, beats: dict[str, Dump]) -> None:
    inputs = np.tile(np.asarray(beats["test"].inputs, np.float32), (20, 1))
    assert np.array_equal(student.predict_integers(inputs),
                          np.tile(student.predict_integers(inputs[:1000]), (20, 1)))


@pytest.mark.parametrize("layout", ["float64", "float16", "Fortran", "every other", "list"])
def test_the_layout_of_an_array_does_not_matter(
        layout: str, student: Student, beats: dict[str, Dump]) -> None:
    inputs = np.asarray(beats["test"].inputs, np.float32)[:50]
    given: Any = {"float64": inputs.astype(np.float64), "float16": inputs.astype(np.float16),
                  "Fortran": np.asfortranarray(inputs),
                  "every other": np.repeat(inputs, 2, axis=0)[::2],
                  "list": inputs.tolist()}[layout]
    assert np.array_equal(student.predict_logits(given), student.predict_logits(inputs))


def test_constant_rows_and_no_rows_are_answered(student: Student) -> None:
    assert student.predict(np.zeros((3, 140))).shape == (3,)
    assert student.predict_logits(np.zeros((0, 140))).shape == (0, 5)


@pytest.mark.parametrize(("inputs", "words"), [
    (np.full((2, 140), np.nan), "row 0"),
    (np.vstack([np.zeros((4, 140)), np.full((1, 140), np.inf)]), "row 4"),
    (np.full((1, 140), 1e300), "single precision"),
    (np.zeros((2, 3)), "140"),
    (np.zeros(140), "shape"),
    (np.full((1, 140), "a"), "numbers"),
    (np.full((1, 140), 1j), "numbers"),
    (np.full((1, 140), None), "numbers"),
])
def test_what_cannot_be_answered_is_refused(inputs: Any, words: str, student: Student) -> None:
    with pytest.raises(InvalidDataError, match=words):
        student.predict(inputs)


def test_counts_are_refused_where_the_student_takes_none(student: Student) -> None:
    with pytest.raises(InvalidDataError, match="counts"):
        student.predict(np.zeros((1, 140)), counts=True)


def test_counts_are_answered_where_the_student_takes_them(rows: Any) -> None:
    counts = np.rint(100 * rows).astype(np.int16)
    made = tessera_pla.compress(counts / np.float32(100), logits=rows[:, :3], k=2, lambda_=0.1,
                                counts_per_unit=100.0, front=False, warn=False)
    agreement = made.predict(counts, counts=True) == made.predict(counts / np.float32(100))
    assert agreement.mean() > 0.97
    with pytest.raises(InvalidDataError, match="whole numbers"):
        made.predict(rows + 0.5, counts=True)
