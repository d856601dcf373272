"""The teacher in a fitted model of scikit-learn.

A multilayer perceptron has its last layer as the head. Every other model is read by its answers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .teacher import Array, ExportError, Teacher

ACTIVATIONS: dict[str, Callable[[Array], Array]] = {
    "relu": lambda rows: np.maximum(rows, 0), "tanh": np.tanh, "identity": lambda rows: rows,
    "logistic": lambda rows: 0.5 * (1 + np.tanh(0.5 * rows))}
ENDINGS = {"logistic": "sigmoid", "softmax": "softmax", "identity": "none"}


def read_teacher(model: Any) -> Teacher:
    """The teacher in a fitted classifier or regressor."""
    if hasattr(model, "coefs_") and hasattr(model, "out_activation_"):
        return network(model)
    if hasattr(model, "predict_proba"):
        return answering(lambda rows: two_or_more(model.predict_proba(rows)), "softmax", model)
    if hasattr(model, "decision_function"):
        return answering(model.decision_function, "none", model)
    if hasattr(model, "predict"):
        return answering(model.predict, "none", model)
    raise ExportError(f"a {type(model).__name__} has neither predict_proba nor predict")


def network(model: Any) -> Teacher:
    """The last layer of a fitted perceptron as the head, the others as the network before it."""
    *before, (weight, bias) = zip(model.coefs_, model.intercepts_)
    function = ACTIVATIONS[model.activation]

    def run(rows: Array) -> tuple[Array | None, Array]:
        activations = np.asarray(rows, np.float64)
        for inner, offset in before:
            activations = function(activations @ inner + offset)
        if not hasattr(model, "predict_proba"):
            outputs = np.asarray(model.predict(rows)).reshape(len(rows), -1)
        else:
            outputs = model.predict_proba(rows)
            outputs = outputs[:, 1:] if model.out_activation_ == "logistic" else outputs
        return activations, outputs

    weights = sum(array.size for array in model.coefs_)
    biases = sum(array.size for array in model.intercepts_)
    return Teacher(run, "the output layer", weight, bias, weights + biases, weights,
                   ending=ENDINGS[model.out_activation_], class_names=names_of(model))


def answering(answers: Any, ending: str, model: Any) -> Teacher:
    """A model that is read by its answers alone; its size is not known."""
    def run(rows: Array) -> tuple[Array | None, Array]:
        return None, np.asarray(answers(rows), np.float64).reshape(len(rows), -1)

    return Teacher(run, "", None, None, 0, 0, (type(model).__name__,), ending=ending,
                   class_names=names_of(model))


def two_or_more(probabilities: Any) -> Array:
    """The probabilities of one answer; several answers are refused."""
    if isinstance(probabilities, list):
        raise ExportError("the model has several outputs, and a student answers one")
    return np.asarray(probabilities)


def names_of(model: Any) -> tuple[str, ...] | None:
    """The classes, where they are others than 0, 1, ...."""
    names = [str(name) for name in getattr(model, "classes_", ())]
    are_numbers = names == [str(number) for number in range(len(names))]
    return tuple(names) if names and not are_numbers else None
