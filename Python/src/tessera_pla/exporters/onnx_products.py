"""Arrays, shapes and multiply-accumulates of an ONNX graph."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, numpy_helper, shape_inference

from .teacher import Array, ExportError

REAL = {TensorProto.FLOAT: np.float32, TensorProto.DOUBLE: np.float64,
        TensorProto.FLOAT16: np.float16}
# Operators without multiply-accumulates, or such as a device folds into the one before.
FREE = (
    "Abs", "Add", "ArgMax", "ArrayFeatureExtractor", "AveragePool", "BatchNormalization", "Cast",
    "Ceil", "Clip", "Concat", "Constant", "ConstantOfShape", "Div", "Dropout", "Elu", "Equal",
    "Erf", "Exp", "Expand", "Flatten", "Floor", "Gather", "GlobalAveragePool", "GlobalMaxPool",
    "HardSigmoid", "HardSwish", "Identity", "LeakyRelu", "Log", "LogSoftmax", "Max", "MaxPool",
    "Min", "Mul", "Neg", "Normalizer", "PRelu", "Pad", "Pow", "Range", "ReduceMax", "ReduceMean",
    "ReduceSum", "Relu", "Reshape", "Resize", "Scaler", "Selu", "Shape", "Sigmoid", "Slice",
    "Softmax", "Softplus", "Split", "Sqrt", "Squeeze", "Sub", "Tanh", "Tile", "Transpose",
    "Unsqueeze", "Where", "ZipMap",
)


def graph_input(graph: Any) -> Any:
    """The one input that is not a stored array."""
    stored = {array.name for array in graph.initializer}
    entries = [entry for entry in graph.input if entry.name not in stored]
    if len(entries) != 1:
        raise ExportError(f"the model has {len(entries)} inputs; a dump has one")
    if entries[0].type.tensor_type.elem_type not in REAL:
        raise ExportError(f"the model's input {entries[0].name} is not of real numbers")
    return entries[0]


def stored_arrays(graph: Any) -> dict[str, Array]:
    """Arrays of the file by name: initialisers, constants, and their transposes."""
    arrays = {array.name: numpy_helper.to_array(array) for array in graph.initializer}
    for node in graph.node:
        attributes = {item.name: item for item in node.attribute}
        if node.op_type == "Constant" and "value" in attributes:
            arrays[node.output[0]] = numpy_helper.to_array(attributes["value"].t)
        elif node.op_type in ("Identity", "Transpose") and node.input[0] in arrays:
            array = arrays[node.input[0]]
            if node.op_type == "Transpose":
                array = array.transpose(attributes["perm"].ints if "perm" in attributes else None)
            arrays[node.output[0]] = array
    return arrays


def count_macs(model: Any, row: Any) -> tuple[int, tuple[str, ...]]:
    """Multiply-accumulates of one row, and the operators that are not counted."""
    shapes = inferred_shapes(model, row)
    macs, uncounted = 0, []
    for node in model.graph.node:
        if node.op_type in FREE:
            continue
        try:
            macs += node_macs(node, shapes)
        except (KeyError, IndexError, TypeError):
            uncounted.append(f"{node.name or node.output[0]} ({node.op_type})")
    return macs, tuple(uncounted)


def node_macs(node: Any, shapes: dict[str, Any]) -> int:
    """Multiply-accumulates of one operator; a KeyError where they are not known."""
    if node.op_type in ("LinearClassifier", "LinearRegressor"):
        return sum(len(item.floats) for item in node.attribute if item.name == "coefficients")
    taken, given = [shapes[name] for name in node.input[:2]], shapes[node.output[0]]
    if node.op_type == "Conv":
        return int(np.prod(given[2:]) * np.prod(taken[1]))
    if node.op_type == "ConvTranspose":
        return int(np.prod(taken[0][2:]) * np.prod(taken[1]))
    if node.op_type == "MatMul":
        return int(np.prod(given) * taken[0][-1])
    if node.op_type == "Gemm":
        return int(np.prod(taken[1]) * given[0])
    if node.op_type in ("LSTM", "GRU", "RNN"):
        return int(taken[0][0] * (np.prod(taken[1]) + np.prod(shapes[node.input[2]])))
    raise KeyError(node.op_type)


def inferred_shapes(model: Any, row: Any) -> dict[str, Any]:
    """Shapes by tensor for one row; those that cannot be known are missing."""
    single = onnx.ModelProto()
    single.CopyFrom(model)
    entry = graph_input(single.graph)
    for size, length in zip(entry.type.tensor_type.shape.dim, (1, *row)):
        size.dim_value = length
    for output in single.graph.output:
        output.type.tensor_type.ClearField("shape")
    inferred = shape_inference.infer_shapes(single, data_prop=True).graph
    shapes = {name: array.shape for name, array in stored_arrays(inferred).items()}
    for value in [*inferred.input, *inferred.value_info, *inferred.output]:
        sizes = [size.dim_value for size in value.type.tensor_type.shape.dim]
        if value.type.tensor_type.HasField("shape") and all(sizes):
            shapes.setdefault(value.name, tuple(sizes))
    return shapes
