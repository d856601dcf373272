"""Counts the multiply-accumulates of a PyTorch module by the operators that it runs.

Each call counts, also of functions such as F.linear or torch.matmul. Element-wise products do not.
"""

from __future__ import annotations

from math import prod
from typing import Any

import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

# Parameters without multiply-accumulates, or such as a device folds into the layer before.
FREE = (nn.modules.batchnorm._BatchNorm, nn.PReLU, nn.Embedding, nn.LayerNorm, nn.GroupNorm)
# Parts of the names of operators that multiply in ways that are not counted.
UNKNOWN = ("_trilinear", "cdist", "_fft", "fft_", "lstm", "gru", "rnn_", "_transformer", "sparse",
           "quantized", "segment_")
# Products of matrices and vectors, and the place of the first factor among their arguments.
PRODUCTS = {"mm": 0, "addmm": 1, "bmm": 0, "baddbmm": 1, "addbmm": 1, "mv": 0, "addmv": 1, "dot": 0,
            "vdot": 0, "linear": 0, "matmul": 0}

FREE_SPACES = ("prim", "prims", "profiler")  # of operators that compute nothing


def operator_products(name: str, arguments: Any, output: Any) -> int | None:
    """Multiply-accumulates of one call of an operator of ATen; None where they are not known."""
    if name in PRODUCTS:
        taken = arguments[PRODUCTS[name]]
        sums = taken.shape[0] if name == "addbmm" else 1
        return int(taken.shape[-1] * output.numel() * sums * (4 if output.is_complex() else 1))
    if "convolution" in name and "backward" not in name:
        taken, weight = arguments[:2]
        is_transposed = len(arguments) > 6 and arguments[6] is True
        positions = (taken if is_transposed else output).shape
        return int(positions[0] * prod(positions[2:]) * weight.numel())
    if name == "mkldnn_rnn_layer":
        taken = arguments[0]
        return int(prod(taken.shape[:2]) * (arguments[1].numel() + arguments[2].numel()))
    if name.startswith("_scaled_dot_product"):
        query, key, value = arguments[:3]
        return int(prod(query.shape[:-1]) * key.shape[-2] * (query.shape[-1] + value.shape[-1]))
    if name == "_native_multi_head_attention":
        query, key = arguments[:2]
        size, rows = query.shape[-1], query.numel() // query.shape[-1]
        others = key.numel() // key.shape[-1]
        return int((2 * rows + 2 * others) * size * size + 2 * rows * key.shape[1] * size)
    return None if any(part in name for part in UNKNOWN) else 0


class Products(TorchDispatchMode):  # type: ignore[misc]  # without types
    """While it is entered, counts multiply-accumulates, in all and for each module.

    A module with weights in whose calls nothing was counted is not known, nor is an operator of
    UNKNOWN or of a library of its own.
    """

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.count = 0
        self.within: dict[Any, int] = {}
        self.unknown: set[tuple[Any, str]] = set()
        self.names = {module: name for name, module in model.named_modules()}
        self.running: list[Any] = []
        self.hooks: list[Any] = []

    def __torch_dispatch__(self, operator: Any, types: Any, arguments: Any = (),
                           options: Any = None) -> Any:
        output = operator(*arguments, **(options or {}))
        space, name = operator.name().split("::")
        name = name.split(".")[0]
        found = operator_products(name, arguments, output) if space == "aten" else None
        if found is None and space not in FREE_SPACES:
            module = self.running[-1][0] if self.running else None
            self.unknown.add((module, name))
        self.count += found or 0
        return output

    def __enter__(self) -> Any:
        for module in self.names:
            self.hooks.append(module.register_forward_pre_hook(self.begin))
            self.hooks.append(module.register_forward_hook(self.end))
        return super().__enter__()

    def __exit__(self, *error: Any) -> Any:
        for hook in self.hooks:
            hook.remove()
        return super().__exit__(*error)

    def begin(self, module: Any, arguments: Any) -> None:
        self.running.append((module, self.count))

    def end(self, module: Any, arguments: Any, output: Any) -> None:
        started = self.running.pop()[1]
        self.within[module] = self.within.get(module, 0) + self.count - started

    def uncounted(self) -> tuple[str, ...]:
        """Modules and operators that are not in `count`, such as "mixer (Bilinear)"."""
        found = {}
        for module, name in self.names.items():
            weights = [tensor for tensor in module.parameters(recurse=False) if tensor.ndim > 1]
            if weights and not isinstance(module, FREE) and self.within.get(module) == 0:
                found[module] = f"{name or 'model'} ({type(module).__name__})"
        operators = {f"{self.names.get(module) or 'model'} ({name})"
                     for module, name in self.unknown if module not in found}
        return tuple([*found.values(), *sorted(operators)])
