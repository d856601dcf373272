"""A residual network as a TFLite file in int8, made by TensorFlow's own converter.

    python tflite_int8.py --teacher out/4455 --beats PREFIX --output out/4455/tflite.json

--teacher is what residual.py wrote. The network is built again in Keras with the same weights.
Weights, activations, inputs and outputs become int8; training rows set the ranges. The file is
written beside the figures.
"""

import argparse
import json
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

import beats as rows_of  # noqa: E402

layers = tf.keras.layers
EPSILON = 1e-5  # of PyTorch's batch normalisation
RANGE_ROWS = 500


def convolution(signal, arrays, name, stride=1):
    """The convolution and normalisation of that name in `arrays`, folded into one."""
    weight, norm = arrays[f"{name}.0.weight"], f"{name}.1"
    gain = arrays[f"{norm}.weight"] / np.sqrt(arrays[f"{norm}.running_var"] + EPSILON)
    bias = arrays[f"{norm}.bias"] - arrays[f"{norm}.running_mean"] * gain
    channels, _, kernel = weight.shape
    if kernel > 1:  # padded alike on both sides, as in PyTorch
        signal = layers.ZeroPadding1D(kernel // 2)(signal)
    layer = layers.Conv1D(channels, kernel, stride)
    answer = layer(signal)
    layer.set_weights([(weight * gain[:, None, None]).transpose(2, 1, 0), bias])
    return answer


def network_of(arrays, length):
    """The Keras network of the arrays of residual.py."""
    rows = layers.Input((length,))
    signal = layers.Reshape((length, 1))(rows)
    signal = layers.ReLU()(convolution(signal, arrays, "stem"))
    for place in range(len([name for name in arrays if name.endswith("shortcut.0.weight")])):
        block = f"blocks.{place}"
        inner = layers.ReLU()(convolution(signal, arrays, f"{block}.first", 2))
        inner = convolution(inner, arrays, f"{block}.second")
        shortcut = convolution(signal, arrays, f"{block}.shortcut", 2)
        signal = layers.ReLU()(layers.Add()([inner, shortcut]))
    head = layers.Dense(len(arrays["head.bias"]))
    outputs = head(layers.GlobalAveragePooling1D()(signal))
    head.set_weights([arrays["head.weight"].T, arrays["head.bias"]])
    return tf.keras.Model(rows, outputs)


def converted(network, rows):
    """The bytes of the int8 file; `rows` set its ranges."""
    converter = tf.lite.TFLiteConverter.from_keras_model(network)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([row[None]] for row in rows)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.int8
    return converter.convert()


def labels_of(content, rows):
    """What the file answers to each row."""
    interpreter = tf.lite.Interpreter(model_content=content, num_threads=1)
    interpreter.allocate_tensors()
    taken, given = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    scale, zero = taken["quantization"]
    counts = np.clip(np.rint(rows / scale + zero), -128, 127).astype(np.int8)
    labels = []
    for row in counts:
        interpreter.set_tensor(taken["index"], row[None])
        interpreter.invoke()
        labels.append(int(interpreter.get_tensor(given["index"])[0].argmax()))
    return np.array(labels)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--beats", default=str(rows_of.BUNDLED), metavar="PREFIX")
    parser.add_argument("--teacher", type=Path, required=True, metavar="DIR")
    parser.add_argument("--output", type=Path, required=True, metavar="JSON")
    options = parser.parse_args()
    with np.load(options.teacher / "weights.npz") as stored:
        arrays = {name: stored[name] for name in stored}
    train = rows_of.read(options.beats, "train")
    network = network_of(arrays, train.inputs.shape[1])
    content = converted(network, train.inputs[:RANGE_ROWS])
    options.output.with_suffix(".tflite").write_bytes(content)
    test = rows_of.read(options.beats, "test")
    own = np.asarray(network(test.inputs))
    with np.load(options.teacher / "test.npz") as dump:  # the same network as in PyTorch
        apart = float(np.abs(own - dump["logits"]).max())
    if apart > 1e-3:
        raise ArithmeticError(f"the network in Keras is off by {apart:g}")
    labels = labels_of(content, test.inputs)
    figures = {"accuracy": float((labels == test.labels).mean()),
               "agreement": float((labels == own.argmax(1)).mean()), "bytes": len(content)}
    options.output.write_text(json.dumps(figures) + "\n", encoding="utf-8")
    print(f"int8 TFLite: accuracy {figures['accuracy']:.4f}, {len(content):,} bytes")


if __name__ == "__main__":
    main()
