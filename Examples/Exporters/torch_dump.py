"""Writes the activation dump of a PyTorch module (PyTorch 1.13 to 2).

    python torch_dump.py mynet:build --weights teacher.pt inputs.npy --labels labels.npy \\
        --output train.npz

MODEL is package.module:name, where name is an nn.Module, a class of them or a function that makes
one, called without arguments; --weights is what torch.save(model.state_dict(), ...) wrote. The
last nn.Linear is the head; Softmax, LogSoftmax or Sigmoid may follow it.
"""

import contextlib
import importlib
import inspect
import os
import pickle
import sys

import numpy as np

try:
    import torch
    from torch import nn
except ImportError:
    raise SystemExit("error: needed is PyTorch: pip install torch, or apt-get install "
                     "python3-torch and /usr/bin/python3") from None

import exporter_command
from dump_writer import ExportError, Teacher, check_inputs, write_dump
from exporter_command import shaped_rows

CONVOLUTIONS = (nn.Conv1d, nn.Conv2d, nn.Conv3d)
TRANSPOSED = (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)
# Parameters without multiply-accumulates, or such as a device folds into the layer before.
FREE = (nn.modules.batchnorm._BatchNorm, nn.PReLU, nn.Embedding)
CONVERT = ("export it to ONNX (torch.onnx.export) and use onnx_dump.py, or give "
           "package.module:function and --weights")


def read_teacher(model, inputs, layer=None, has_head=True):
    """The teacher in `model` (an nn.Module), tried on the first of `inputs` (N x ...)."""
    if isinstance(model, torch.jit.ScriptModule):
        raise ExportError(f"a TorchScript module does not show its layers: {CONVERT}")
    model = model.eval()
    with recorded(model.modules()) as calls:
        outputs = forward(model, inputs[:1])
    if not isinstance(outputs, torch.Tensor) or outputs.ndim != 2:
        raise ExportError("the model must return one tensor, N x classes; wrap it in a module that "
                          "does")
    head = find_head(model, calls, layer) if has_head else None

    def run(rows):
        with recorded([head] if head else []) as calls:
            outputs = forward(model, rows)
        return calls[head][0].numpy() if head else None, outputs.numpy()

    macs, uncounted = count_macs(model, calls)
    name = {module: name for name, module in model.named_modules()}.get(head, "")
    weight, bias = head_arrays(head) if head else (None, None)
    return Teacher(run, name or ("model" if head else ""), weight, bias, stored_numbers(model),
                   macs, uncounted)


def export(model, inputs, output, layer=None, **options):
    """Runs `model` over `inputs` and writes the dump `output`; options as in `write_dump`."""
    check_inputs(inputs)
    return write_dump(read_teacher(model, inputs, layer), inputs, output, **options)


def forward(model, rows):
    """Outputs for rows, on the CPU; an error of PyTorch becomes an ExportError."""
    parameter = next(iter(model.parameters()), torch.zeros(1))
    try:
        with torch.no_grad():
            taken = torch.from_numpy(np.array(rows, np.float32)).to(parameter)
            outputs = model(taken)
    except (RuntimeError, ValueError, TypeError, IndexError) as error:
        raise ExportError(f"the network does not take rows of shape {rows.shape[1:]}: "
                          f"{str(error).strip().splitlines()[0]}. If rows need another shape, give "
                          "--input-shape, such as 1,140") from None
    return outputs.float().cpu() if isinstance(outputs, torch.Tensor) else outputs


@contextlib.contextmanager
def recorded(modules):
    """While it lasts, {module: (input, output)} of the last call of each module, in order."""
    calls = {}

    def record(module, arguments, output):
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


def find_head(model, calls, name):
    """The last nn.Linear that was called, or the one of that name."""
    linear = [module for module in calls if isinstance(module, nn.Linear)]
    if name is None:
        if not linear:
            raise ExportError("the model has no nn.Linear; dump its outputs alone with --no-head")
        return linear[-1]
    names = {name: module for name, module in model.named_modules() if module in linear}
    if name not in names:
        modules = ", ".join(name for name, _ in model.named_modules() if name)
        raise ExportError(f"no nn.Linear {name}; there are {', '.join(names) or 'none'}; all "
                          f"modules: {modules}")
    return names[name]


def head_arrays(head):
    """Weight (p x C) and bias (C)."""
    weight = head.weight.detach().float().cpu().numpy().T
    if head.bias is None:
        return weight, np.zeros(weight.shape[1])
    return weight, head.bias.detach().float().cpu().numpy()


def stored_numbers(model):
    """Parameters, and buffers of real numbers such as the statistics of batch normalisation."""
    buffers = [buffer for buffer in model.buffers() if buffer.is_floating_point()]
    return sum(tensor.numel() for tensor in [*model.parameters(), *buffers])


def count_macs(model, calls):
    """Multiply-accumulates of one row, and the modules that are not counted."""
    macs, uncounted = 0, []
    names = {module: name for name, module in model.named_modules()}
    for module, name in names.items():
        taken, given = calls.get(module, (None, None))
        weights = sum(tensor.numel() for tensor in module.parameters(recurse=False)
                      if tensor.ndim > 1)
        if not weights or isinstance(module, FREE):
            continue
        if taken is None or not isinstance(taken, torch.Tensor):
            uncounted.append(f"{name} ({type(module).__name__})")
        elif isinstance(module, nn.Linear):
            macs += weights * int(np.prod(taken.shape[1:-1]))
        elif isinstance(module, CONVOLUTIONS):
            macs += weights * int(np.prod(given.shape[2:]))
        elif isinstance(module, TRANSPOSED):
            macs += weights * int(np.prod(taken.shape[2:]))
        elif isinstance(module, nn.RNNBase) and taken.ndim == 3:
            macs += weights * taken.shape[1 if module.batch_first else 0]
        else:
            uncounted.append(f"{name} ({type(module).__name__})")
    return macs, tuple(uncounted)


def load_model(path, weights):
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


def read_weights(path):
    """A state_dict, read without running code from the file."""
    if not os.path.exists(path):
        raise FileNotFoundError(2, "not found", path)
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError) as error:
        raise ExportError(f"{path} is no state_dict, as torch.save(model.state_dict(), ...) "
                          f"writes: {str(error).strip().splitlines()[0]}") from None
    return state.get("state_dict", state) if isinstance(state, dict) else state


def row_shape(text):
    return tuple(int(size) for size in text.split(","))


def main():
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
        lambda inputs: read_teacher(model, inputs, options.layer, not options.no_head),
        arrays, options, options.model))


if __name__ == "__main__":
    exporter_command.run(main)
