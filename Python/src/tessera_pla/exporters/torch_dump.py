"""Writes the activation dump of a PyTorch module (PyTorch 1.13 to 2).

    python torch_dump.py mynet:build --weights teacher.pt inputs.npy --labels labels.npy \\
        --output train.npz

MODEL is package.module:name, where name is an nn.Module, a class of them or a function that makes
one, called without arguments; --weights is what torch.save(model.state_dict(), ...) wrote. The
last nn.Linear is the head; Softmax, LogSoftmax or Sigmoid may follow it.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import os
import pickle
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np

try:
    import torch
    from torch import nn
except ImportError:
    raise SystemExit("error: needed is PyTorch: pip install torch, or apt-get install "
                     "python3-torch and /usr/bin/python3") from None

from . import exporter_command
from .dump_writer import Written, write_dump
from .exporter_command import shaped_rows
from .outputs import TOLERANCE, alone, explains
from .row_arrays import check_inputs, named_rows
from .teacher import Array, Calls, ExportError, Teacher, chosen_output, output_rows
from .torch_products import Products

FUNCTIONS = {nn.Softmax: "softmax", nn.LogSoftmax: "log-softmax", nn.Sigmoid: "sigmoid",
             nn.Hardsigmoid: "hard sigmoid", nn.Tanh: "tanh", nn.Linear: "none",
             nn.Conv1d: "none", nn.Conv2d: "none"}
TRIED = 8  # rows, on which the head is found
CONVERT = ("export it to ONNX (torch.onnx.export) and use onnx_dump.py, or give "
           "package.module:function and --weights")


def read_teacher(model: Any, inputs: Any, layer: str | None = None, has_head: bool = True,
                 answer: str | int | None = None) -> Teacher:
    """The teacher in `model` (an nn.Module), tried on the first of `inputs` (N x ...).

    `answer` is the output to dump, where there are several: its key or its number.
    """
    if isinstance(model, torch.jit.ScriptModule):
        raise ExportError(f"a TorchScript module does not show its layers: {CONVERT}")
    model = model.eval()
    forward(model, inputs[:1])  # gives lazy modules their shapes
    with recorded(model.modules()) as calls:
        outputs = answers(model, inputs[:TRIED], answer)
    names = {module: name for name, module in model.named_modules()}
    head = find_head(names, calls, layer, outputs) if has_head else None

    def run(rows: Array) -> tuple[Array | None, Array]:
        with recorded([head] if head else []) as calls:
            outputs = answers(model, rows, answer)
        return calls[head][0].numpy() if head else None, outputs

    macs, uncounted = counted(model, inputs[:1])
    name = names.get(head, "") or ("model" if head else "")
    weight, bias = head_arrays(head) if head else (None, None)
    return Teacher(run, name, weight, bias, stored_numbers(model), macs, uncounted,
                   ending=last_function(calls, outputs))


def export(model: Any, inputs: Any, output: str | os.PathLike[str], layer: str | None = None,
           has_head: bool = True, answer: str | int | None = None, **options: Any) -> Written:
    """Runs `model` over `inputs` and writes the dump `output`; options as in `write_dump`.

    Inputs may be a data frame, whose columns name the features.
    """
    inputs, names = named_rows(inputs)
    check_inputs(inputs)
    has_head = has_head and options.get("task") != "regression"
    return write_dump(read_teacher(model, inputs, layer, has_head, answer), inputs, output,
                      **{"feature_names": names, **options})


def answers(model: Any, rows: Array, answer: str | int | None) -> Array:
    """The outputs for rows, N x C."""
    outputs = forward(model, rows)
    if not isinstance(outputs, torch.Tensor):
        if not isinstance(outputs, dict | list | tuple):
            raise ExportError(f"the model returns a {type(outputs).__name__}; needed is a tensor, "
                              "N x classes: wrap the model in a module that returns one")
        outputs = chosen_output(outputs, answer)
    return output_rows(outputs.float().cpu().numpy(), len(rows))


def forward(model: Any, rows: Array, with_gradients: bool = False) -> Any:
    """What the model returns for rows; an error of PyTorch becomes an ExportError."""
    known = (parameter for parameter in model.parameters()
             if not isinstance(parameter, nn.parameter.UninitializedParameter))
    try:
        with torch.set_grad_enabled(with_gradients):
            taken = torch.from_numpy(np.array(rows, np.float32)).to(next(known, torch.zeros(1)))
            return model(taken)
    except (RuntimeError, ValueError, TypeError, IndexError) as error:
        raise ExportError(f"the network does not take rows of shape {rows.shape[1:]}: "
                          f"{str(error).strip().splitlines()[0]}. If rows need another shape, give "
                          "--input-shape, such as 1,140") from None


@contextlib.contextmanager
def recorded(modules: Any) -> Iterator[Calls]:
    """While it lasts, {module: (input, output)} of the last call of each module, in order."""
    calls: Calls = {}

    def record(module: Any, arguments: Any, output: Any) -> None:
        if not arguments:  # called with keywords alone
            return
        taken = arguments[0]
        if isinstance(module, nn.Linear):
            taken, output = taken.float().cpu(), output.float().cpu()
        calls.pop(module, None)
        calls[module] = taken, output

    hooks = [module.register_forward_hook(record) for module in modules]
    try:
        yield calls
    finally:
        for hook in hooks:
            hook.remove()


def counted(model: Any, row: Any) -> tuple[int, tuple[str, ...]]:
    """Multiply-accumulates of one row, and what is not counted.

    Where gradients are on, attention runs as plain products. Some modules do not take them.
    """
    for with_gradients in (True, False):
        try:
            with Products(model) as products:
                forward(model, row, with_gradients)
            return products.count, products.uncounted()
        except Exception:  # whatever a module has against being watched
            continue
    return 0, (f"model ({type(model).__name__})",)


def find_head(names: dict[Any, str], calls: Calls, name: str | None, outputs: Array) -> Any:
    """The last nn.Linear that explains the outputs, or the one of that name."""
    linear = [module for module in calls if isinstance(module, nn.Linear)]
    if name is None:
        if not linear:
            raise ExportError(f"the model has no nn.Linear: "
                              f"{alone(last_function(calls, outputs), outputs)}")
        fits = (module for module in reversed(linear)
                if explains(head_of(module), calls[module][0].numpy(), outputs)[1] <= TOLERANCE)
        return next(fits, linear[-1])
    found = {names[module]: module for module in linear}
    if name not in found:
        modules = ", ".join(name for name in names.values() if name)
        raise ExportError(f"no nn.Linear {name}; there are {', '.join(found) or 'none'}; all "
                          f"modules: {modules}")
    return found[name]


def head_of(module: Any) -> Teacher:
    """A dense layer as a teacher that has nothing before it."""
    return Teacher(None, "head", *head_arrays(module), 0, 0)


def last_function(calls: Calls, outputs: Array) -> str | None:
    """The function of the last module, where the outputs are its; None where it is not known."""
    parts = [(module, given) for module, (_, given) in calls.items() if not [*module.children()]]
    module, given = parts[-1] if parts else (None, None)
    is_last = isinstance(given, torch.Tensor) and given.numel() == outputs.size and np.array_equal(
        given.float().cpu().numpy().reshape(outputs.shape), outputs)
    return FUNCTIONS.get(type(module)) if is_last else None


def head_arrays(head: Any) -> tuple[Array, Array]:
    """Weight (p x C) and bias (C)."""
    weight = head.weight.detach().float().cpu().numpy().T
    if head.bias is None:
        return weight, np.zeros(weight.shape[1])
    return weight, head.bias.detach().float().cpu().numpy()


def stored_numbers(model: Any) -> int:
    """Parameters, and buffers of real numbers such as the statistics of batch normalisation."""
    buffers = [buffer for buffer in model.buffers() if buffer.is_floating_point()]
    return sum(tensor.numel() for tensor in [*model.parameters(), *buffers])


def load_model(path: str, weights: str | None) -> Any:
    """An nn.Module from package.module:name, with a state_dict from a file."""
    if os.path.exists(path) or path.endswith((".pt", ".pth", ".pt2")):
        raise ExportError(f"{path}: a file does not say which network it is. If it is a "
                          "state_dict, give package.module:function and --weights; if it is "
                          f"TorchScript or an exported program, {CONVERT}")
    module_name, colon, name = path.partition(":")
    if not colon:
        raise ExportError(f"{path}: needed is package.module:name, name being a module or a "
                          "function that makes one")
    sys.path.insert(0, os.getcwd())
    try:
        found = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        raise ExportError(f"{module_name} cannot be imported: {error}; run this where it can, or "
                          "set PYTHONPATH") from None
    if not hasattr(found, name):
        raise ExportError(f"{module_name} has no {name}")
    model = getattr(found, name)
    if not isinstance(model, nn.Module):
        try:
            inspect.signature(model).bind()
        except TypeError as error:
            raise ExportError(f"{path} cannot be called without arguments ({error}): write a "
                              "function that can") from None
        model = model()
    if not isinstance(model, nn.Module):
        raise ExportError(f"{path} makes a {type(model).__name__}, not an nn.Module")
    if weights:
        model.load_state_dict(read_weights(weights))
    return model


def read_weights(path: str) -> Any:
    """A state_dict, read without running code from the file."""
    if not os.path.exists(path):
        raise FileNotFoundError(2, "not found", path)
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError) as error:
        raise ExportError(f"{path} is no state_dict, as torch.save(model.state_dict(), ...) "
                          f"writes: {str(error).strip().splitlines()[0]}") from None
    return state.get("state_dict", state) if isinstance(state, dict) else state


def row_shape(text: str) -> tuple[int, ...]:
    return tuple(int(size) for size in text.split(","))


def main() -> None:
    parser = exporter_command.parser("Writes the activation dump of a PyTorch module.",
                                     "MODEL is package.module:name, a module or what makes one.")
    parser.add_argument("--weights", metavar="FILE", help="a state_dict")
    parser.add_argument("--input-shape", metavar="A,B", type=row_shape,
                        help="shape of a row: 1,140")
    options = parser.parse_args()
    arrays = exporter_command.read_arrays(options)
    check_inputs(arrays["inputs"])
    if options.input_shape:
        arrays["inputs"] = shaped_rows(arrays["inputs"], options.input_shape)
    try:
        model = load_model(options.model, options.weights)
    except RuntimeError as error:  # a state_dict of another network
        raise ExportError(str(error)) from None
    exporter_command.tell(exporter_command.export_arrays(
        lambda inputs: read_teacher(model, inputs, options.layer,
                                    exporter_command.has_head(options), options.answer),
        arrays, options, options.model))


if __name__ == "__main__":
    exporter_command.run(main)
