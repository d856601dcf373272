"""Writes the activation dump of a Keras model (Keras 3).

    python keras_dump.py teacher.keras inputs.npy --labels labels.npy --output train.npz

The last Dense layer is the head; Softmax and Activation layers may follow it. Dropout and batch
normalisation run as in inference.
"""

import contextlib
import os
import zipfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # its sums vary from run to run, and it talks

try:
    import keras
except ImportError:
    raise SystemExit("error: needed are Keras 3 and a backend: pip install tensorflow") from None
import numpy as np

import exporter_command
from dump_writer import ExportError, Teacher, check_inputs, write_dump
from exporter_command import shaped_rows

# Layers without multiply-accumulates, or such as a device folds into the layer before.
FREE = (
    "Activation", "ActivityRegularization", "Add", "AlphaDropout", "Average", "BatchNormalization",
    "Concatenate", "Dropout", "ELU", "Embedding", "Flatten", "GaussianDropout", "GaussianNoise",
    "Identity", "InputLayer", "Lambda", "LeakyReLU", "Masking", "Maximum", "Minimum", "Multiply",
    "Normalization", "PReLU", "Permute", "ReLU", "RepeatVector", "Rescaling", "Reshape", "Softmax",
    "Subtract",
)
FREE_PARTS = ("Cropping", "Padding", "Pooling", "SpatialDropout", "UpSampling")
RECURRENT = ("GRU", "LSTM", "SimpleRNN")
WRAPPERS = ("Bidirectional", "Functional", "Model", "Sequential", "TimeDistributed")


def read_teacher(model, inputs, layer=None, has_head=True, channels_first=False):
    """The teacher in `model`, tried on the first of `inputs` (N x the model's input shape)."""
    layers = list(model._flatten_layers(include_self=False))
    with recorded(layers) as calls:
        outputs = answers(model, inputs[:1])
    if not hasattr(outputs, "shape") or len(outputs.shape) != 2:
        raise ExportError("the model must have one output, N x classes; make such a model: "
                          "keras.Model(model.input, model.get_layer(NAME).output)")
    head = find_head(layers, calls, layer) if has_head else None

    def run(rows):
        with recorded([head] if head else []) as calls:
            outputs = keras.ops.convert_to_numpy(answers(model, rows))
        activations = keras.ops.convert_to_numpy(calls[head][0]) if head else None
        return activations, outputs

    macs, uncounted = count_macs(calls)
    weight, bias = head_arrays(head) if head else (None, None)
    return Teacher(run, head.name if head else "", weight, bias, model.count_params(), macs,
                   uncounted, time_axis=0, store=planar if channels_first else interleaved)


def export(model, inputs, output, layer=None, channels_first=False, **options):
    """Runs `model` over `inputs` and writes the dump `output`; options as in `write_dump`."""
    inputs = prepared(model, inputs)
    return write_dump(read_teacher(model, inputs, layer, channels_first=channels_first), inputs,
                      output, **options)


def answers(model, rows):
    """Outputs for rows, as in inference; an error of Keras becomes an ExportError."""
    try:
        return model(np.asarray(rows, np.float32), training=False)
    except Exception as error:  # of Keras or of its backend
        raise ExportError(f"the model does not take rows of shape {rows.shape[1:]}: "
                          f"{str(error).strip().splitlines()[0]}") from None


def interleaved(rows):
    """Rows of length x channels as they are: all channels of a sample, then the next sample."""
    return rows.reshape(len(rows), -1)


def planar(rows):
    """Rows of length x channels as channels x length."""
    return np.ascontiguousarray(np.moveaxis(rows, -1, 1))


def prepared(model, inputs):
    """Inputs in the shape that the model takes, where it states one."""
    check_inputs(inputs)
    shapes = getattr(model, "input_shape", None)
    if isinstance(shapes, list | dict):
        raise ExportError(f"the model has {len(shapes)} inputs; a dump has one: make a model that "
                          "concatenates them")
    return shaped_rows(inputs, shapes[1:]) if shapes else inputs


@contextlib.contextmanager
def recorded(layers):
    """While it lasts, {layer: (input, output)} of the last call of each layer, in order."""
    calls = {}

    def recorder(layer, call):
        def record(*arguments, **options):
            output = call(*arguments, **options)
            calls.pop(layer, None)
            calls[layer] = arguments[0] if arguments else next(iter(options.values())), output
            return output
        return record

    for layer in layers:
        layer.call = recorder(layer, layer.call)
    try:
        yield calls
    finally:
        for layer in layers:
            del layer.call


def find_head(layers, calls, name):
    """The last Dense layer that was called, or the one of that name."""
    dense = [layer for layer in calls if isinstance(layer, keras.layers.Dense)]
    if name is None:
        if not dense:
            raise ExportError("the model has no Dense layer; dump its outputs alone with "
                              "--no-head")
        return dense[-1]
    for layer in dense:
        if layer.name == name:
            return layer
    known = ", ".join(layer.name for layer in dense) or "none"
    raise ExportError(f"no Dense layer {name}; the Dense layers are: {known}; all layers: "
                      f"{', '.join(layer.name for layer in layers)}")


def head_arrays(head):
    """Weight (p x C) and bias (C)."""
    weight = keras.ops.convert_to_numpy(head.kernel)
    if not head.use_bias:
        return weight, np.zeros(weight.shape[1])
    return weight, keras.ops.convert_to_numpy(head.bias)


def count_macs(calls):
    """Multiply-accumulates of one row, and the layers that are not counted."""
    macs, uncounted = 0, []
    cells = [cell for layer in calls for cell in [getattr(layer, "cell", None)] if cell]
    for layer, (taken, given) in calls.items():
        kind = type(layer).__name__
        if layer in cells or kind in FREE + WRAPPERS or any(part in kind for part in FREE_PARTS):
            continue
        if kind == "Dense":
            macs += positions(taken, layer, channels=True) * size(layer.kernel)
        elif kind in ("Conv1D", "Conv2D", "Conv3D", "DepthwiseConv1D", "DepthwiseConv2D"):
            macs += positions(given, layer) * size(layer.kernel)
        elif kind in ("SeparableConv1D", "SeparableConv2D"):
            kernels = size(layer.depthwise_kernel) + size(layer.pointwise_kernel)
            macs += positions(given, layer) * kernels
        elif kind in ("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"):
            macs += positions(taken, layer) * size(layer.kernel)
        elif kind in RECURRENT:
            kernels = size(layer.cell.kernel) + size(layer.cell.recurrent_kernel)
            macs += int(taken.shape[1]) * kernels
        elif not has_layers(layer):
            uncounted.append(f"{layer.name} ({kind})")
    return macs, tuple(uncounted)


def size(weights):
    return int(np.prod(weights.shape))


def positions(rows, layer, channels=False):
    """Places at which the kernel is applied in the one row of `rows`."""
    channels_first = not channels and getattr(layer, "data_format", "") == "channels_first"
    return int(np.prod(rows.shape[2:] if channels_first else rows.shape[1:-1]))


def has_layers(layer):
    """Whether a layer is made of others, which are counted themselves."""
    inner = list(layer._flatten_layers(include_self=False))
    return bool(inner) and len(layer.weights) == sum(len(part.weights) for part in inner
                                                     if not has_layers(part))


def load_model(path):
    """A model from a .keras or .h5 file."""
    if not os.path.exists(path):
        raise FileNotFoundError(2, "not found", path)
    try:
        return keras.models.load_model(path, compile=False)
    except (OSError, ValueError, TypeError, zipfile.BadZipFile) as error:
        raise ExportError(f"{path} is no Keras model that can be loaded here: "
                          f"{str(error).strip().splitlines()[0]}. With layers of your own, import "
                          "keras_dump and call keras_dump.export(model, ...)") from None


def main():
    parser = exporter_command.parser("Writes the activation dump of a Keras model.")
    parser.add_argument("--channels-first", action="store_true",
                        help="dump rows of length x channels as channels x length")
    options = parser.parse_args()
    arrays = exporter_command.read_arrays(options)
    model = load_model(options.model)
    arrays["inputs"] = prepared(model, arrays["inputs"])
    exporter_command.tell(exporter_command.export_arrays(
        lambda inputs: read_teacher(model, inputs, options.layer, not options.no_head,
                                    options.channels_first),
        arrays, options, os.path.basename(options.model)))


if __name__ == "__main__":
    exporter_command.run(main)
