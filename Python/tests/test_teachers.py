"""Networks become the dumps that the exporters write."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import Ridge
from sklearn.neural_network import MLPClassifier

import tessera_pla
from tessera_pla import InvalidDataError


def test_a_keras_model_becomes_what_the_exporter_writes(rows: Any, tmp_path: Path) -> None:
    keras = pytest.importorskip("keras")
    from tessera_pla.exporters import keras_dump

    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(8, "relu"),
                              keras.layers.Dense(3, "softmax")])
    groups = np.arange(200) % 10
    dump = tessera_pla.from_keras(model, rows, labels=rows[:, :3].argmax(axis=1), groups=groups)
    keras_dump.export(model, rows, tmp_path / "train.npz", labels=rows[:, :3].argmax(axis=1),
                      groups=groups)
    written = tessera_pla.Dump.load(tmp_path / "train.npz")
    for name in ("inputs", "logits", "activations", "labels", "groups"):
        assert np.array_equal(getattr(dump, name), getattr(written, name)), name
    assert dump.teacher_macs == written.teacher_macs == 4 * 8 + 8 * 3
    assert np.array_equal(dump.head[0], written.head[0])  # type: ignore[index]


def test_a_transfer_set_has_parents(rows: Any) -> None:
    model = MLPClassifier((8,), max_iter=50).fit(rows, rows[:, :3].argmax(axis=1))
    made = tessera_pla.from_sklearn(model, rows, augment="mixup,jitter", count=500)
    assert len(made) == 500
    assert np.shape(made.parents) == (500, 2)
    train = tessera_pla.from_sklearn(model, rows)
    student = tessera_pla.compress(train, transfer=made, k=2, lambda_=0.1, front=False)
    assert student.output_count == 3


@pytest.mark.filterwarnings("ignore")
def test_a_perceptron_is_read_with_its_head_and_a_forest_without(rows: Any) -> None:
    y = np.array(["a", "b", "c"])[rows[:, :3].argmax(axis=1)]
    perceptron = tessera_pla.from_sklearn(MLPClassifier((8,), max_iter=20).fit(rows, y), rows, y)
    assert perceptron.head is not None and np.shape(perceptron.activations) == (200, 8)
    forest = tessera_pla.from_sklearn(RandomForestClassifier(9).fit(rows, y), rows, y)
    assert forest.head is None and np.shape(forest.logits) == (200, 3)
    assert forest.class_names == perceptron.class_names == ["a", "b", "c"]


def test_a_regressor_is_read_as_numbers(rows: Any) -> None:
    dump = tessera_pla.from_sklearn(Ridge().fit(rows, rows[:, 0]), rows)
    assert dump.task == "regression"
    student = tessera_pla.compress(dump, front=False, warn=False)
    assert np.abs(student.predict(rows) - rows[:, 0]).max() < 0.1


def test_an_onnx_file_is_read(rows: Any, tmp_path: Path) -> None:
    skl2onnx = pytest.importorskip("skl2onnx")
    model = MLPClassifier((8,), max_iter=300).fit(rows, rows[:, :3].argmax(axis=1))
    made = skl2onnx.to_onnx(model, rows[:1], options={"zipmap": False})
    (tmp_path / "m.onnx").write_bytes(made.SerializeToString())
    dump = tessera_pla.from_onnx(tmp_path / "m.onnx", rows)
    answers = np.asarray(dump.logits).argmax(axis=1)
    assert np.array_equal(answers, model.predict(rows))


def test_what_cannot_be_read_is_refused_with_the_exporters_words(rows: Any) -> None:
    with pytest.raises(InvalidDataError, match="neither predict_proba nor predict"):
        tessera_pla.from_sklearn(object(), rows)
    with pytest.raises(TypeError, match="no option lables"):
        tessera_pla.from_sklearn(Ridge().fit(rows, rows[:, 0]), rows, lables=1)


def test_a_missing_framework_is_an_import_error(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys
    for name in ("torch", "tessera_pla.exporters.torch_dump"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ImportError):
        tessera_pla.from_torch(object(), np.zeros((2, 2)))
