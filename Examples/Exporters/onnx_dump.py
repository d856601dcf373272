"""Writes the activation dump of an ONNX model, run by ONNX Runtime.

    python onnx_dump.py teacher.onnx inputs.npy --labels labels.npy --output train.npz

The last Gemm, or MatMul with or without an Add, whose weights are stored in the file is the head;
Softmax, LogSoftmax or Sigmoid may follow it.
"""

import os

import numpy as np

try:
    import onnx
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper, shape_inference
except ImportError:
    raise SystemExit("error: needed are ONNX and its runtime: pip install onnx onnxruntime"
                     ) from None

import exporter_command
from dump_writer import ExportError, Teacher, check_inputs, write_dump
from exporter_command import shaped_rows

REAL = {TensorProto.FLOAT: np.float32, TensorProto.DOUBLE: np.float64,
        TensorProto.FLOAT16: np.float16}
ENDINGS = ("Softmax", "LogSoftmax", "Sigmoid", "Identity", "Cast", "Flatten", "Reshape", "Squeeze")
# Operators without multiply-accumulates, or such as a device folds into the one before.
FREE = ENDINGS + (
    "Abs", "Add", "ArgMax", "AveragePool", "BatchNormalization", "Ceil", "Clip", "Concat",
    "Constant", "ConstantOfShape", "Div", "Dropout", "Elu", "Equal", "Erf", "Exp", "Expand",
    "Floor", "Gather", "GlobalAveragePool", "GlobalMaxPool", "HardSigmoid", "HardSwish",
    "LeakyRelu", "Log", "Max", "MaxPool", "Min", "Mul", "Neg", "PRelu", "Pad", "Pow", "Range",
    "ReduceMax", "ReduceMean", "ReduceSum", "Relu", "Resize", "Selu", "Shape", "Slice", "Softplus",
    "Split", "Sqrt", "Sub", "Tanh", "Tile", "Transpose", "Unsqueeze", "Where",
)


def read_teacher(model, inputs, layer=None, has_head=True):
    """The teacher in `model` (a ModelProto), for rows such as `inputs` (N x ...)."""
    graph = model.graph
    head = find_head(graph, layer) if has_head else None
    outputs = [output.name for output in graph.output]
    if len(outputs) != 1:
        raise ExportError(f"the model has {len(outputs)} outputs ({', '.join(outputs)}); make one "
                          "with the logits alone: onnx.utils.extract_model")
    if head and head.taken not in outputs:
        exposed = onnx.ModelProto()
        exposed.CopyFrom(model)
        exposed.graph.output.append(helper.make_empty_tensor_value_info(head.taken))
        outputs.append(head.taken)
    else:
        exposed = model
    try:
        session = onnxruntime.InferenceSession(exposed.SerializeToString(),
                                               providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's exceptions have no common class
        raise ExportError(f"ONNX Runtime does not take the model: {first_line(error)}") from None
    entry = graph_input(graph)
    real = REAL[entry.type.tensor_type.elem_type]

    fixed = entry.type.tensor_type.shape.dim[0].dim_value  # rows at once; 0 for any number

    def run(rows):
        try:
            parts = [session.run(outputs, {entry.name: part})
                     for part in portions(np.asarray(rows, real), fixed)]
        except Exception as error:
            raise ExportError(f"the network does not take rows of shape {rows.shape[1:]}: "
                              f"{first_line(error)}") from None
        found = [np.concatenate(part)[:len(rows)].astype(np.float32) for part in zip(*parts)]
        return found[-1] if head else None, found[0].reshape(len(rows), -1)

    macs, uncounted = count_macs(model, inputs.shape[1:])
    weight, bias = (head.weight, head.bias) if head else (None, None)
    return Teacher(run, head.name if head else "", weight, bias, stored_numbers(graph), macs,
                   uncounted)


def export(model, inputs, output, layer=None, **options):
    """Runs `model` over `inputs` and writes the dump `output`; options as in `write_dump`."""
    inputs = prepared(model, inputs)
    return write_dump(read_teacher(model, inputs, layer), inputs, output, **options)


def portions(rows, fixed):
    """Rows in portions of a fixed number; the last row fills up the last of them."""
    if not fixed:
        return [rows]
    rows = np.concatenate([rows, np.repeat(rows[-1:], -len(rows) % fixed, axis=0)])
    return [rows[start:start + fixed] for start in range(0, len(rows), fixed)]


def first_line(error):
    return str(error).strip().splitlines()[0]


def graph_input(graph):
    """The one input that is not a stored array."""
    stored = {array.name for array in graph.initializer}
    entries = [entry for entry in graph.input if entry.name not in stored]
    if len(entries) != 1:
        raise ExportError(f"the model has {len(entries)} inputs; a dump has one")
    if entries[0].type.tensor_type.elem_type not in REAL:
        raise ExportError(f"the model's input {entries[0].name} is not of real numbers")
    return entries[0]


def prepared(model, inputs):
    """Inputs in the shape that the model takes."""
    check_inputs(inputs)
    sizes = graph_input(model.graph).type.tensor_type.shape.dim
    return shaped_rows(inputs, tuple(size.dim_value or None for size in sizes[1:]))


class Head:
    """A dense layer: the tensor it takes, its weight (p x C) and its bias (C)."""

    def __init__(self, name, taken, weight, bias):
        self.name, self.taken, self.weight = name, taken, weight
        self.bias = np.zeros(weight.shape[1]) if bias is None else bias.reshape(-1)


def find_head(graph, name):
    """The dense layer before the output, or the one of that name."""
    stored = stored_arrays(graph)
    heads = {head.name: head for node in graph.node for head in [dense(graph, node, stored)]
             if head}
    if name is not None:
        if name not in heads:
            raise ExportError(f"no dense layer {name}; there are {', '.join(heads) or 'none'}")
        return heads[name]
    makers = {output: node for node in graph.node for output in node.output}
    node = makers.get(graph.output[0].name)
    while node is not None and node.op_type in ENDINGS:
        node = makers.get(node.input[0])
    if node is not None and node.op_type == "Add":
        products = [makers[taken] for taken in node.input if taken in makers]
        node = next((made for made in products if made.op_type == "MatMul"), node)
    head = dense(graph, node, stored) if node is not None else None
    if head is None:
        last = f"{node.op_type} {node.name}" if node is not None else "an input"
        raise ExportError(f"the output comes from {last}, which is no Gemm or MatMul with stored "
                          "weights: dump the outputs alone with --no-head, or name a dense layer "
                          f"with --layer: {', '.join(heads) or 'there are none'}")
    return head


def dense(graph, node, stored):
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
        return Head(name, node.input[0], weight, bias)
    for after in graph.node:
        if after.op_type == "Add" and node.output[0] in after.input:
            other = [taken for taken in after.input if taken != node.output[0]]
            if other and other[0] in stored and stored[other[0]].size == weight.shape[1]:
                return Head(name, node.input[0], weight, stored[other[0]])
    return Head(name, node.input[0], weight, None)


def stored_arrays(graph):
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


def stored_numbers(graph):
    """Real numbers in the file: weights, and statistics that were not folded."""
    return sum(int(np.prod(array.dims)) for array in graph.initializer if array.data_type in REAL)


def count_macs(model, row):
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


def node_macs(node, shapes):
    """Multiply-accumulates of one operator; a KeyError where they are not known."""
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


def inferred_shapes(model, row):
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


def load_model(path):
    """A ModelProto that ONNX finds valid."""
    if not os.path.exists(path):
        raise FileNotFoundError(2, "not found", path)
    try:
        model = onnx.load(path)
        onnx.checker.check_model(model)
    except Exception as error:  # of Protocol Buffers or of ONNX
        raise ExportError(f"{path} is no valid ONNX model: {first_line(error)}") from None
    return model


def main():
    parser = exporter_command.parser("Writes the activation dump of an ONNX model.")
    options = parser.parse_args()
    arrays = exporter_command.read_arrays(options)
    model = load_model(options.model)
    arrays["inputs"] = prepared(model, arrays["inputs"])
    exporter_command.tell(exporter_command.export_arrays(
        lambda inputs: read_teacher(model, inputs, options.layer, not options.no_head),
        arrays, options, os.path.basename(options.model)))


if __name__ == "__main__":
    exporter_command.run(main)
