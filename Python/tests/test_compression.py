"""Arrays in, student out; and what the tool says becomes Python's."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest

import tessera_pla
from conftest import BEATS, FIXED, ROOT
from tessera_pla import Dump, InvalidDataError, Student, TesseraWarning, _options, _tool


def test_arrays_and_files_give_the_same_student(
        student: Student, beats: dict[str, Dump], tmp_path: Path) -> None:
    subprocess.run([_tool.executable(), "compress", BEATS / "beats-train.npz", "--k", "3",
                    "--lambda", "1.0", "--output", tmp_path / "s.tessera", "--quiet"], check=True)
    assert student.packed == (tmp_path / "s.tessera").read_bytes()


def test_activations_with_their_head_serve_in_place_of_logits(rows: Any) -> None:
    weight = np.random.default_rng(1).normal(size=(4, 3))
    made = tessera_pla.compress(rows, activations=rows, head=(weight, np.zeros(3)), **FIXED)
    assert made.output_count == 3
    assert (made.predict(rows) == (rows @ weight).argmax(axis=1)).mean() > 0.9


def test_labels_may_be_words_and_data_frames_name_features(rows: Any) -> None:
    frame = pandas.DataFrame(rows, columns=["a", "b", "c", "d"])
    words = np.array(["x", "y", "z"])[rows[:, :3].argmax(axis=1)]
    made = tessera_pla.compress(frame, logits=rows[:, :3], labels=words.astype(object), **FIXED)
    assert made.class_names == ("x", "y", "z")
    assert made.record["feature_names"] == ["a", "b", "c", "d"]


def test_the_front_is_a_table_with_its_students(beats: dict[str, Dump]) -> None:
    made = tessera_pla.compress(beats["train"], test=beats["test"], k=[1, 2, 4], lambda_=1.0)
    assert len(made.front) == len(made.front_students) > 1
    assert made.front["bytes"].tolist() == [one.nbytes for one in made.front_students]
    assert made.front["chosen"].sum() == 1
    assert made.front["test_agreement"].notna().all()
    assert {"k", "lambda", "bytes", "agreement"} <= set(made.table.columns)
    assert len(made.table) == 3


def test_a_transfer_set_takes_part(beats: dict[str, Dump]) -> None:
    made = tessera_pla.compress(beats["train"], transfer=[beats["transfer"]], **FIXED)
    assert [dump["role"] for dump in made.record["dumps"]] == ["train", "transfer"]


def test_exceptions_carry_the_message_of_the_tool_without_its_folder(rows: Any) -> None:
    with pytest.raises(ValueError, match="3 rows do not fill 5 folds. Give --folds 3") as refused:
        tessera_pla.compress(rows[:3], logits=rows[:3, :3], front=False)
    assert isinstance(refused.value, InvalidDataError)
    assert refused.value.exit_code == 65
    rows[5, 1] = np.nan
    with pytest.raises(InvalidDataError) as refused:
        tessera_pla.compress(rows, logits=rows[:, :3], front=False)
    assert "/tmp" not in refused.value.message


def test_an_unknown_option_is_a_type_error(rows: Any) -> None:
    with pytest.raises(TypeError, match="no option bugdet"):
        tessera_pla.compress(rows, logits=rows, bugdet="2KB")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="labels beside a Dump"):
        tessera_pla.compress(Dump(rows, logits=rows), labels=rows[:, 0])


def test_a_wrong_value_of_an_option_is_refused_with_its_name(rows: Any) -> None:
    with pytest.raises(InvalidDataError, match="--folds"):
        tessera_pla.compress(rows, logits=rows, folds=1)


def test_objections_become_warnings_and_notes_stay(rows: Any) -> None:
    shares = np.eye(3)[rows[:20, :3].argmax(axis=1)]
    with pytest.warns(TesseraWarning, match="20 training rows"):
        made = tessera_pla.compress(rows[:20], logits=shares, k=1, lambda_=1.0, front=False)
    assert any("probabilities" in note for note in made.notes)


def test_every_option_of_the_tool_is_a_keyword() -> None:
    text = subprocess.run([_tool.executable(), "compress", "--help"], capture_output=True,
                          text=True, check=True).stdout
    given = {"test", "output", "transfer", "pareto", "json", "quiet", "version", "help", "array",
             "class-names", "task", "front-end", "resume", "dry-run", "groups"}
    names = {line.split()[0 if line.split()[0].startswith("--") else 1].split("/")[0][2:]
             for line in text.splitlines() if line.startswith("  -")}
    ours = {_options.RENAMED.get(name, name.rstrip("_")).replace("_", "-")
            for name in _options.KNOWN} - {"hold-out-groups"}
    assert names - given == ours


def test_progress_is_shown_where_someone_watches(
        beats: dict[str, Dump], capfd: pytest.CaptureFixture[str]) -> None:
    tessera_pla.compress(beats["train"], transfer=beats["transfer"], front=False, progress=True,
                         threads=1)
    assert " of " in capfd.readouterr().err
    tessera_pla.compress(beats["train"], **FIXED, progress=False)
    assert capfd.readouterr().err == ""


def children() -> list[str]:
    """The commands of the processes that this one has started."""
    found = subprocess.run(["ps", "-o", "args=", "--ppid", str(os.getpid())],
                           capture_output=True, text=True, check=False).stdout
    return [line for line in found.splitlines() if "compress" in line]


def test_an_interrupt_ends_the_tool(beats: dict[str, Dump]) -> None:
    def interrupt() -> None:
        while not children():
            time.sleep(0.02)
        time.sleep(0.3)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        tessera_pla.compress(beats["train"], transfer=beats["transfer"], search="thorough")
    thread.join()
    assert children() == []


def test_the_package_is_imported_without_its_dependencies() -> None:
    code = ("import sys, tessera_pla; assert not {'pandas', 'sklearn', 'keras'} & set(sys.modules)")
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_package_has_the_version_of_the_tool() -> None:
    tool = subprocess.run([_tool.executable(), "--version"], capture_output=True, text=True,
                          check=True).stdout.strip()
    project = (ROOT / "Python/pyproject.toml").read_text(encoding="utf-8")
    assert tessera_pla.__version__ == tool
    assert f'\nversion = "{tool}"\n' in project
