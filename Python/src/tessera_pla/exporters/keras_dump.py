"""Writes the activation dump of a Keras model (Keras 3).

    python keras_dump.py teacher.keras inputs.npy --labels labels.npy --output train.npz

The last Dense layer is the head; Softmax and Activation layers may follow it. Dropout and batch
normalisation run as in inference.
"""

from __future__ import annotations

import contextlib
import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # its sums vary from run to run, and it talks

try:
    import keras
except ImportError:
    raise SystemExit("error: needed are Keras 3 and a backend: pip install tensorflow") from None
import numpy as np

from . import exporter_command
from .dump_writer import Written, write_dump
from .exporter_command import shaped_rows
from .keras_products import WRAPPERS, count_macs, products_of, recorded_products
from .outputs import TOLERANCE, alone, explains
from .row_arrays import check_inputs, named_rows
from .teacher import Array, Calls, ExportError, Teacher, chosen_output, output_rows

FUNCTIONS = {"softmax": "softmax", "log_softmax": "log-softmax", "sigmoid": "sigmoid",
             "hard_sigmoid": "hard sigmoid", "tanh": "tanh", "linear": "none"}
TRIED = 8  # rows, on which the head is found


def read_teacher(model: Any, inputs: Any, layer: str | None = None, has_head: bool = True,
                 answer: str | int | None = None, channels_first: bool = False) -> Teacher:
    """The teacher in `model`, tried on the first of `inputs` (N x the model's input shape).

    `answer` is the output to dump, where there are several: its name or its number.
    """
    layers = list(model._flatten_layers(include_self=False))
    with recorded(layers) as calls, recorded_products() as products:
        outputs = answers(model, inputs[:TRIED], answer)
    head = find_head(layers, calls, layer, outputs) if has_head else None

    def run(rows: Array) -> tuple[Array | None, Array]:
        with recorded([head] if head else []) as calls:
            outputs = answers(model, rows, answer)
        return last_input(calls, head) if head else None, outputs

    macs, uncounted = count_macs(calls, len(outputs))
    uncounted += products_of(model, products)
    weight, bias = head_arrays(head) if head else (None, None)
    return Teacher(run, head.name if head else "", weight, bias, model.count_params(), macs,
                   uncounted, time_axis=0, store=planar if channels_first else interleaved,
                   ending=last_function(calls, outputs))


def export(model: Any, inputs: Any, output: str | os.PathLike[str], layer: str | None = None,
           has_head: bool = True, answer: str | int | None = None, channels_first: bool = False,
           **options: Any) -> Written:
    """Runs `model` over `inputs` and writes the dump `output`; options as in `write_dump`.

    Inputs may be a data frame, whose columns name the features.
    """
    inputs, names = named_rows(inputs)
    inputs = prepared(model, inputs)
    has_head = has_head and options.get("task") != "regression"
    return write_dump(read_teacher(model, inputs, layer, has_head, answer, channels_first), inputs,
                      output, **{"feature_names": names, **options})


def answers(model: Any, rows: Array, answer: str | int | None) -> Array:
    """Outputs for rows, N x C, as in inference; an error of Keras becomes an ExportError."""
    try:
        outputs = model(np.asarray(rows, np.float32), training=False)
    except Exception as error:  # of Keras or of its backend
        raise ExportError(f"the model does not take rows of shape {rows.shape[1:]}: "
                          f"{str(error).strip().splitlines()[0]}") from None
    if isinstance(outputs, list | tuple) and len(outputs) == len(names := output_names(model)):
        outputs = dict(zip(names, outputs))
    if isinstance(outputs, dict | list | tuple):
        outputs = chosen_output(outputs, answer)
    return output_rows(keras.ops.convert_to_numpy(outputs), len(rows))


def output_names(model: Any) -> list[str]:
    """The names of the outputs of a functional model, where all are different."""
    names = getattr(model, "output_names", None) or []
    return names if len(set(names)) == len(names) else []


def interleaved(rows: Array) -> Array:
    """Rows of length x channels as they are: all channels of a sample, then the next sample."""
    return rows.reshape(len(rows), -1)


def planar(rows: Array) -> Array:
    """Rows of length x channels as channels x length."""
    return np.ascontiguousarray(np.moveaxis(rows, -1, 1))


def prepared(model: Any, inputs: Any) -> Any:
    """Inputs in the shape that the model takes, where it states one."""
    check_inputs(inputs)
    shapes = getattr(model, "input_shape", None)
    if isinstance(shapes, list | dict):
        raise ExportError(f"the model has {len(shapes)} inputs; a dump has one: make a model that "
                          "concatenates them")
    return shaped_rows(inputs, shapes[1:]) if shapes else inputs


@contextlib.contextmanager
def recorded(layers: Sequence[Any]) -> Iterator[Calls]:
    """While it lasts, {layer: [(input, output), ...]}, the layers in the order of last calls."""
    calls: Calls = {}

    def recorder(layer: Any, call: Callable[..., Any]) -> Callable[..., Any]:
        def record(*arguments: Any, **options: Any) -> Any:
            output = call(*arguments, **options)
            taken = arguments[0] if arguments else next(iter(options.values()), None)
            calls[layer] = [*calls.pop(layer, []), (taken, output)]
            return output
        return record

    for layer in layers:
        layer.call = recorder(layer, layer.call)
    try:
        yield calls
    finally:
        for layer in layers:
            del layer.call


def last_input(calls: Calls, layer: Any) -> Array:
    taken: Array = keras.ops.convert_to_numpy(calls[layer][-1][0])
    return taken


def find_head(layers: Sequence[Any], calls: Calls, name: str | None, outputs: Array) -> Any:
    """The last Dense layer that explains the outputs, or the one of that name."""
    dense = [layer for layer in calls if isinstance(layer, keras.layers.Dense)]
    if name is None:
        if not dense:
            raise ExportError(f"the model has no Dense layer: "
                              f"{alone(last_function(calls, outputs), outputs)}")
        fits = (layer for layer in reversed(dense)
                if explains(head_of(layer), last_input(calls, layer), outputs)[1] <= TOLERANCE)
        return next(fits, dense[-1])
    for layer in dense:
        if layer.name == name:
            return layer
    known = ", ".join(layer.name for layer in dense) or "none"
    raise ExportError(f"no Dense layer {name}; the Dense layers are: {known}; all layers: "
                      f"{', '.join(layer.name for layer in layers)}")


def head_of(layer: Any) -> Teacher:
    """A dense layer as a teacher that has nothing before it."""
    return Teacher(None, "head", *head_arrays(layer), 0, 0)


def last_function(calls: Calls, outputs: Array) -> str | None:
    """The function of the last layer, where the outputs are its; None where it is not known."""
    for layer, made in reversed(calls.items()):
        if type(layer).__name__ not in WRAPPERS:
            break
    else:
        return None
    given = made[-1][1]
    if not hasattr(given, "shape") or int(np.prod(given.shape)) != outputs.size:
        return None
    if not np.array_equal(keras.ops.convert_to_numpy(given).reshape(outputs.shape), outputs):
        return None
    if isinstance(layer, keras.layers.Softmax):
        return "softmax"
    return FUNCTIONS.get(getattr(getattr(layer, "activation", None), "__name__", ""))


def head_arrays(head: Any) -> tuple[Array, Array]:
    """Weight (p x C) and bias (C)."""
    weight = keras.ops.convert_to_numpy(head.kernel)
    if not head.use_bias:
        return weight, np.zeros(weight.shape[1])
    return weight, keras.ops.convert_to_numpy(head.bias)


def load_model(path: str) -> Any:
    """A model from a .keras or .h5 file."""
    if not os.path.exists(path):
        raise FileNotFoundError(2, "not found", path)
    try:
        return keras.models.load_model(path, compile=False)
    except (OSError, ValueError, TypeError, zipfile.BadZipFile) as error:
        raise ExportError(f"{path} is no Keras model that can be loaded here: "
                          f"{str(error).strip().splitlines()[0]}. With layers of your own, import "
                          "keras_dump and call keras_dump.export(model, ...)") from None


def main() -> None:
    parser = exporter_command.parser("Writes the activation dump of a Keras model.")
    parser.add_argument("--channels-first", action="store_true",
                        help="dump rows of length x channels as channels x length")
    options = parser.parse_args()
    arrays = exporter_command.read_arrays(options)
    model = load_model(options.model)
    arrays["inputs"] = prepared(model, arrays["inputs"])
    exporter_command.tell(exporter_command.export_arrays(
        lambda inputs: read_teacher(model, inputs, options.layer,
                                    exporter_command.has_head(options), options.answer,
                                    options.channels_first),
        arrays, options, os.path.basename(options.model)))


if __name__ == "__main__":
    exporter_command.run(main)
