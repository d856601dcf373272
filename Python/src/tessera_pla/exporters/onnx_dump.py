"""Writes the activation dump of an ONNX model, run by ONNX Runtime.

    python onnx_dump.py teacher.onnx inputs.npy --labels labels.npy --output train.npz

The last Gemm, or MatMul with or without an Add, whose weights are stored in the file is the head;
Softmax, LogSoftmax, Sigmoid, HardSigmoid or Tanh may follow it. A classifier of scikit-learn, as
skl2onnx writes it, is read by its probabilities where it has no such layer.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

try:
    import onnx
    import onnxruntime
    from onnx import TensorProto, helper
except ImportError:
    raise SystemExit("error: needed are ONNX and its runtime: pip install onnx onnxruntime"
                     ) from None

from . import exporter_command
from .dump_writer import Written, write_dump
from .exporter_command import shaped_rows
from .onnx_products import REAL, count_macs, graph_input, stored_arrays
from .outputs import alone
from .row_arrays import check_inputs, named_rows
from .teacher import Array, ExportError, Teacher, chosen_output, output_rows

SHAPES = ("Identity", "Cast", "Flatten", "Reshape", "Squeeze")
FUNCTIONS = {"Softmax": "softmax", "LogSoftmax": "log-softmax", "Sigmoid": "sigmoid",
             "HardSigmoid": "hard sigmoid", "Tanh": "tanh", "Gemm": "none", "MatMul": "none",
             "Conv": "none"}
TRIED = 64  # rows, on which labels and outputs are compared
ENDINGS = ("Softmax", "LogSoftmax", "Sigmoid", "HardSigmoid", "Tanh", *SHAPES)


def read_teacher(model: Any, inputs: Any, layer: str | None = None, has_head: bool = True,
                 answer: str | int | None = None) -> Teacher:
    """The teacher in `model` (a ModelProto), for rows such as `inputs` (N x ...).

    `answer` is the output to dump, where there are several: its name or its number.
    """
    exposed = without_maps(model)
    graph = exposed.graph
    given = answer_of(graph, answer)
    head = find_head(graph, layer, given) if has_head else None
    outputs = [given]
    if head and head.taken not in {output.name for output in graph.output}:
        graph.output.append(helper.make_empty_tensor_value_info(head.taken))
    if head:
        outputs.append(head.taken)
    try:
        session = onnxruntime.InferenceSession(exposed.SerializeToString(),
                                               providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's exceptions have no common class
        raise ExportError(f"ONNX Runtime does not take the model: {first_line(error)}") from None
    entry = graph_input(graph)
    real = REAL[entry.type.tensor_type.elem_type]
    shape = entry.type.tensor_type.shape.dim
    fixed = shape[0].dim_value if shape else 0  # rows at once; 0 for any number

    def tensors(names: list[str], rows: Array) -> list[Array]:
        try:
            parts = [session.run(names, {entry.name: part})
                     for part in portions(np.asarray(rows, real), fixed)]
        except Exception as error:
            raise ExportError(f"the network does not take rows of shape {rows.shape[1:]}: "
                              f"{first_line(error)}") from None
        return [np.concatenate([np.atleast_1d(array) for array in part])[:len(rows)]
                for part in zip(*parts)]

    def run(rows: Array) -> tuple[Array | None, Array]:
        found = [array.astype(np.float32) for array in tensors(outputs, rows)]
        return found[-1] if head else None, output_rows(found[0], len(rows))

    if has_head and head is None:
        check_head(graph, given, run(inputs[:1])[1])
    names = class_labels(graph)
    check_order(graph, names, run, tensors, inputs[:TRIED])
    macs, uncounted = count_macs(model, inputs.shape[1:])
    weight, bias = (head.weight, head.bias) if head else (None, None)
    return Teacher(run, head.name if head else "", weight, bias, stored_numbers(graph), macs,
                   uncounted, ending=last_function(graph, given), class_names=names)


def export(model: Any, inputs: Any, output: str | os.PathLike[str], layer: str | None = None,
           has_head: bool = True, answer: str | int | None = None, **options: Any) -> Written:
    """Runs `model` over `inputs` and writes the dump `output`; options as in `write_dump`.

    Inputs may be a data frame, whose columns name the features.
    """
    inputs, names = named_rows(inputs)
    inputs = prepared(model, inputs)
    has_head = has_head and options.get("task") != "regression"
    return write_dump(read_teacher(model, inputs, layer, has_head, answer), inputs, output,
                      **{"feature_names": names, **options})


def without_maps(model: Any) -> Any:
    """A copy in which an output of ZipMap (a list of {class: probability}) is its array."""
    copied = onnx.ModelProto()
    copied.CopyFrom(model)
    taken = {node.output[0]: node.input[0] for node in copied.graph.node
             if node.op_type == "ZipMap"}
    for output in copied.graph.output:
        if output.name in taken:
            output.CopyFrom(helper.make_empty_tensor_value_info(taken[output.name]))
            output.type.tensor_type.elem_type = TensorProto.FLOAT
    return copied


def answer_of(graph: Any, answer: str | int | None) -> str:
    """The name of the output that answers: the only one of real numbers, or `answer`."""
    names: list[str] = [output.name for output in graph.output]
    real: list[str] = [output.name for output in graph.output
                       if output.type.tensor_type.elem_type in (*REAL, TensorProto.UNDEFINED)]
    if answer is None and len(real) == 1:
        return real[0]
    return str(chosen_output({name: name for name in real or names}, answer))


def class_labels(graph: Any) -> tuple[str, ...] | None:
    """The names of the classes, where a classifier of scikit-learn has others than 0, 1, ...."""
    stored = stored_arrays(graph)
    for node in graph.node:
        found = [list(item.strings or item.ints) for item in node.attribute
                 if item.name.startswith("classlabels")]
        if node.op_type == "ArrayFeatureExtractor" and node.input[0] in stored:
            found.append(stored[node.input[0]].reshape(-1).tolist())
        for values in filter(None, found):
            names = [value.decode() if isinstance(value, bytes) else str(value)
                     for value in values]
            are_numbers = names == [str(number) for number in range(len(names))]
            return None if are_numbers else tuple(names)
    return None


def check_order(graph: Any, names: Sequence[str] | None,
                run: Callable[[Array], tuple[Array | None, Array]],
                tensors: Callable[[list[str], Array], list[Array]], rows: Array) -> None:
    """Refuses outputs that are in another order than the labels that a classifier gives, too."""
    label = next((output.name for output in graph.output if output.type.tensor_type.elem_type
                  in (TensorProto.INT64, TensorProto.STRING)), None)
    if label is None:
        return
    outputs, labels = run(rows)[1], tensors([label], rows)[0].reshape(-1)
    places = outputs.argmax(axis=1) if outputs.shape[1] > 1 else (outputs[:, 0] > 0).astype(int)
    found = np.array(names if names is not None else range(places.max() + 1)).astype(str)[places]
    if len(labels) == len(found) and np.mean(labels.astype(str) == found) < 0.5:
        raise ExportError(f"the output {label} is seldom the class of the largest of the other "
                          "outputs: convert the classifier without raw_scores, so that these are "
                          "probabilities")


def portions(rows: Array, fixed: int) -> list[Array]:
    """Rows in portions of a fixed number; the last row fills up the last of them."""
    if not fixed:
        return [rows]
    rows = np.concatenate([rows, np.repeat(rows[-1:], -len(rows) % fixed, axis=0)])
    return [rows[start:start + fixed] for start in range(0, len(rows), fixed)]


def first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]


def prepared(model: Any, inputs: Any) -> Any:
    """Inputs in the shape that the model takes."""
    check_inputs(inputs)
    sizes = graph_input(model.graph).type.tensor_type.shape.dim
    return shaped_rows(inputs, tuple(size.dim_value or None for size in sizes[1:]))


class Head:
    """A dense layer: the tensors it takes and gives, its weight (p x C) and its bias (C)."""

    def __init__(self, name: str, taken: str, given: str, weight: Array, bias: Array | None
                ) -> None:
        self.name, self.taken, self.given, self.weight = name, taken, given, weight
        self.bias = np.zeros(weight.shape[1]) if bias is None else bias.reshape(-1)


def find_head(graph: Any, name: str | None, given: str) -> Head | None:
    """The dense layer before the tensor `given`, or None; or the one of that name."""
    stored = stored_arrays(graph)
    heads = {head.name: head for node in graph.node for head in [dense(graph, node, stored)]
             if head}
    if name is not None:
        if name not in heads:
            raise ExportError(f"no dense layer {name}; there are {', '.join(heads) or 'none'}")
        return heads[name]
    makers = {output: node for node in graph.node for output in node.output}
    while given in makers and makers[given].op_type in ENDINGS:
        given = makers[given].input[0]
    return next((head for head in heads.values() if head.given == given), None)


def last_node(graph: Any, given: str, passed: Sequence[str]) -> Any:
    """The operator that gives the tensor `given`, before those of the types `passed`; or None."""
    makers = {output: node for node in graph.node for output in node.output}
    node = makers.get(given)
    while node is not None and node.op_type in passed:
        node = makers.get(node.input[0])
    return node


def last_function(graph: Any, given: str) -> str | None:
    """The function that gives the tensor `given`, by the name that it has in `outputs`."""
    node = last_node(graph, given, SHAPES)
    return FUNCTIONS.get(node.op_type) if node is not None else None


def check_head(graph: Any, given: str, outputs: Array) -> None:
    """Refuses a network without a dense layer at its end, but no classifier of scikit-learn."""
    if any(node.domain == "ai.onnx.ml" for node in graph.node):
        return
    node = last_node(graph, given, ENDINGS)
    last = f"{node.op_type} {node.name or node.output[0]}" if node is not None else "an input"
    raise ExportError(f"the output comes from {last}, which is no Gemm or MatMul with stored "
                      f"weights: {alone(last_function(graph, given), outputs)}")


def dense(graph: Any, node: Any, stored: dict[str, Array]) -> Head | None:
    """The head that `node` is, or None."""
    if node.op_type not in ("Gemm", "MatMul") or node.input[1] not in stored:
        return None
    weight, name = stored[node.input[1]], node.name or node.output[0]
    if weight.ndim != 2:
        return None
    if node.op_type == "Gemm":
        attributes = {item.name: helper.get_attribute_value(item) for item in node.attribute}
        if attributes.get("transA", 0):
            return None
        weight = (weight.T if attributes.get("transB", 0) else weight) * attributes.get("alpha", 1)
        bias = stored.get(node.input[2]) if len(node.input) > 2 else None
        if bias is not None:
            bias = np.broadcast_to(bias, weight.shape[1:]) * attributes.get("beta", 1)
        return Head(name, node.input[0], node.output[0], weight, bias)
    for after in graph.node:
        if after.op_type == "Add" and node.output[0] in after.input:
            other = [taken for taken in after.input if taken != node.output[0]]
            if other and other[0] in stored and stored[other[0]].size == weight.shape[1]:
                return Head(name, node.input[0], after.output[0], weight, stored[other[0]])
    return Head(name, node.input[0], node.output[0], weight, None)


def stored_numbers(graph: Any) -> int:
    """Real numbers in the file: weights, and statistics that were not folded."""
    return sum(int(np.prod(array.dims)) for array in graph.initializer if array.data_type in REAL)


def load_model(path: str) -> Any:
    """A ModelProto that ONNX finds valid."""
    if not os.path.exists(path):
        raise FileNotFoundError(2, "not found", path)
    try:
        model = onnx.load(path)
        onnx.checker.check_model(model)
    except Exception as error:  # of Protocol Buffers or of ONNX
        raise ExportError(f"{path} is no valid ONNX model: {first_line(error)}") from None
    return model


def main() -> None:
    parser = exporter_command.parser("Writes the activation dump of an ONNX model.")
    options = parser.parse_args()
    arrays = exporter_command.read_arrays(options)
    model = load_model(options.model)
    arrays["inputs"] = prepared(model, arrays["inputs"])
    exporter_command.tell(exporter_command.export_arrays(
        lambda inputs: read_teacher(model, inputs, options.layer,
                                    exporter_command.has_head(options), options.answer),
        arrays, options, os.path.basename(options.model)))


if __name__ == "__main__":
    exporter_command.run(main)
