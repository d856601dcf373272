"""What a student can do beside answering."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tessera_pla
from conftest import FIXED
from tessera_pla import Dump, InvalidDataError, Student


def test_a_saved_student_comes_back(student: Student, tmp_path: Path) -> None:
    found = Student.load(student.save(tmp_path / "s.tessera"))
    assert found.packed == student.packed
    assert found.record == student.record
    assert found.class_names == student.class_names


def test_a_student_can_be_pickled(student: Student, beats: dict[str, Dump]) -> None:
    found = pickle.loads(pickle.dumps(student))
    inputs = beats["test"].inputs
    assert np.array_equal(found.predict_integers(inputs), student.predict_integers(inputs))
    assert found.record == student.record


@pytest.mark.parametrize("damage", ["nothing", "text", "cut", "flipped"])
def test_a_damaged_file_is_refused(damage: str, student: Student, tmp_path: Path) -> None:
    packed = student.packed
    flipped = bytes([*packed[:200], packed[200] ^ 1, *packed[201:]])
    path = tmp_path / "s.tessera"
    path.write_bytes({"nothing": b"", "text": b"no student at all", "cut": packed[:-4],
                      "flipped": flipped}[damage])
    with pytest.raises(InvalidDataError, match="the student is"):
        Student.load(path)


def test_figures_are_those_of_the_predictions(student: Student, beats: dict[str, Dump]) -> None:
    test = beats["test"]
    figures = student.evaluate(test)
    answers = student.predict(test.inputs)
    assert figures["accuracy"] == pytest.approx((answers == test.labels).mean())
    teacher = np.asarray(test.logits).argmax(axis=1)
    assert figures["agreement"] == pytest.approx((answers == teacher).mean())
    assert student.evaluate(test.inputs, logits=test.logits)["agreement"] == figures["agreement"]


def test_a_regression_is_measured_as_one(rows: Any) -> None:
    made = tessera_pla.compress(rows, logits=rows[:, 0], task="regression", front=False,
                                warn=False)
    assert made.evaluate(rows, logits=rows[:, 0])["r2"] > 0.99
    assert made.report(Dump(rows, logits=rows[:, 0])).page


def test_the_report_is_a_page_that_a_notebook_shows(
        student: Student, beats: dict[str, Dump], tmp_path: Path) -> None:
    report = student.report(beats["test"], window=140)
    assert report.page.startswith("<!DOCTYPE html>")
    assert report._repr_html_().startswith("<iframe srcdoc=")
    assert report.save(tmp_path / "page.html").read_text(encoding="utf-8") == report.page


def test_export_onnx_writes_both_students(student: Student, tmp_path: Path) -> None:
    exact = student.export_onnx(tmp_path / "exact.onnx").read_bytes()
    real = student.export_onnx(tmp_path / "real.onnx", float_student=True).read_bytes()
    assert exact != real
    assert b"MatMul" in exact and b"MatMul" in real
    assert b"quanta" in exact and b"quanta" not in real


def test_firmware_is_a_folder_that_holds_the_student(
        student: Student, beats: dict[str, Dump], tmp_path: Path) -> None:
    folder = student.firmware(tmp_path / "firmware", name="beats", inputs=beats["test"].inputs)
    assert (folder / "src/beats.c").exists()
    with pytest.raises(tessera_pla.TesseraError):
        student.firmware(tmp_path / "firmware", name="no good name")


def test_a_profile_has_a_row_for_each_core(student: Student) -> None:
    profile = student.profile(estimate=True)
    assert "cortex-m4" in profile.index
    assert (profile["instructions"] > 0).all()
    assert list(student.profile("cortex-m4", clock="64MHz", estimate=True).index) == ["cortex-m4"]


def test_a_student_that_learns_is_personalised(beats: dict[str, Dump]) -> None:
    options: dict[str, Any] = {**FIXED, "adaptive": True}
    made = tessera_pla.compress(beats["train"], **{**options, "k": None, "lambda_": None,
                                                   "form": "corrected", "finalists": 0})
    found = made.personalize(beats["test"], count=5)
    assert found["labels"] == 5
    assert set(found["mean"]) == {"before", "after"}


def test_a_student_says_what_it_is(student: Student) -> None:
    assert repr(student) == f"Student({student.nbytes:,} bytes, 140 inputs, 3 regions, 5 outputs)"
    assert (student.window_count, student.region_count, student.output_count) == (140, 3, 5)
    assert student.output_scale > 0
