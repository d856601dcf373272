"""Counts the multiply-accumulates of a Keras model by the calls of its layers."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import keras
import numpy as np

from .teacher import Calls

# Layers without multiply-accumulates, or such as a device folds into the layer before.
FREE = (
    "Activation", "ActivityRegularization", "Add", "AlphaDropout", "Average", "BatchNormalization",
    "Concatenate", "Dropout", "ELU", "Embedding", "Flatten", "GaussianDropout", "GaussianNoise",
    "Identity", "InputLayer", "Lambda", "LeakyReLU", "Masking", "Maximum", "Minimum", "Multiply",
    "Normalization", "PReLU", "Permute", "ReLU", "RepeatVector", "Rescaling", "Reshape", "Softmax",
    "Subtract",
)
FREE_PARTS = ("Cropping", "Padding", "Pooling", "SpatialDropout", "UpSampling")
WRAPPERS = ("Bidirectional", "Functional", "Model", "Sequential", "TimeDistributed")
RECURRENT = ("GRU", "LSTM", "SimpleRNN")
CELLS = ("GRUCell", "LSTMCell", "SimpleRNNCell")
PRODUCTS = ("dot", "einsum", "matmul", "tensordot")  # functions of keras.ops; not counted


def count_macs(calls: Calls, rows: int) -> tuple[int, tuple[str, ...]]:
    """Multiply-accumulates of one row of `rows`, and the layers that are not counted."""
    macs, uncounted, calls = 0, [], without_trials(calls)
    cells = [layer.cell for layer in calls if type(layer).__name__ in RECURRENT]
    for layer, made in calls.items():
        kind = type(layer).__name__
        if layer in cells or kind in FREE + WRAPPERS or any(part in kind for part in FREE_PARTS):
            continue
        found = [layer_macs(layer, kind, *call) for call in made]
        known = [count for count in found if count is not None]
        if len(known) == len(found):
            macs += sum(known)
        elif not has_layers(layer):
            uncounted.append(f"{layer.name} ({kind})")
    return macs // rows, tuple(uncounted)


def without_trials(calls: Calls) -> Calls:
    """Calls without those by which a backend tries a cell before it runs it over the steps."""
    kept = dict(calls)
    for layer, made in calls.items():
        cell: Any = getattr(layer, "cell", None)
        if type(layer).__name__ != "RNN" or cell not in calls:
            continue
        steps, tried = sum(taken.shape[1] for taken, _ in made), len(calls[cell])
        for part in {cell, *cell._flatten_layers()} & set(calls):
            kept[part] = calls[part][len(calls[part]) * max(0, tried - steps) // tried:]
    return kept


def layer_macs(layer: Any, kind: str, taken: Any, given: Any) -> int | None:
    """Multiply-accumulates of one call for all of its rows; None where they are not known."""
    if kind == "Dense":
        return places(taken, layer, channels_last=True) * size(layer.kernel)
    if kind in ("Conv1D", "Conv2D", "Conv3D", "DepthwiseConv1D", "DepthwiseConv2D"):
        return places(given, layer) * size(layer.kernel)
    if kind in ("SeparableConv1D", "SeparableConv2D"):
        return places(given, layer) * (size(layer.depthwise_kernel) + size(layer.pointwise_kernel))
    if kind in ("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"):
        return places(taken, layer) * size(layer.kernel)
    if kind in RECURRENT:
        kernels = size(layer.cell.kernel) + size(layer.cell.recurrent_kernel)
        return int(np.prod(taken.shape[:2])) * kernels
    if kind in CELLS:
        return len(taken) * (size(layer.kernel) + size(layer.recurrent_kernel))
    return None


def size(weights: Any) -> int:
    return int(np.prod(weights.shape))


def places(rows: Any, layer: Any, channels_last: bool = False) -> int:
    """Places at which the kernel is applied, in all of `rows`."""
    channels_first = not channels_last and getattr(layer, "data_format", "") == "channels_first"
    sizes = (rows.shape[0], *rows.shape[2:]) if channels_first else rows.shape[:-1]
    return int(np.prod(sizes))


def has_layers(layer: Any) -> bool:
    """Whether a layer is made of others, which are counted themselves."""
    inner = list(layer._flatten_layers(include_self=False))
    return bool(inner) and len(layer.weights) == sum(len(part.weights) for part in inner
                                                     if not has_layers(part))


@contextlib.contextmanager
def recorded_products() -> Iterator[set[str]]:
    """While it lasts, the names of those functions of PRODUCTS that layers of a user call."""
    called, functions = set(), {name: getattr(keras.ops, name) for name in PRODUCTS}

    def recorder(name: str) -> Callable[..., Any]:
        def record(*arguments: Any, **options: Any) -> Any:
            called.add(name)
            return functions[name](*arguments, **options)
        return record

    for name in PRODUCTS:
        setattr(keras.ops, name, recorder(name))
    try:
        yield called
    finally:
        for name, function in functions.items():
            setattr(keras.ops, name, function)


def products_of(model: Any, called: set[str]) -> tuple[str, ...]:
    """Functions that multiply matrices in layers or between those of a functional model."""
    between = {type(operation).__name__.lower() for operation in getattr(model, "operations", [])}
    return tuple(f"keras.ops.{name}" for name in PRODUCTS if name in called | between)
