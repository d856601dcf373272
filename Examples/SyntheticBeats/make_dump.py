"""Trains a teacher on synthetic beats and writes its activation dumps.

Writes beats-train.npz, beats-test.npz and beats-transfer.npz.

In shapes below, N counts beats, n samples (140), p activations and C classes (5).
"""

import argparse
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # its order of summation varies

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from generate_beats import CLASS_NAMES, SAMPLES, generate, standardise

TRAIN_PATIENTS, TEST_PATIENTS, BEATS_PER_PATIENT = 40, 20, 50
TRANSFER_ROWS = 3000
MIXING_WEIGHT = (0.5, 1.5)

STEM_FILTERS, STEM_KERNEL = 16, 7
BLOCK_FILTERS, BLOCK_KERNEL = (16, 32, 48), 5

BATCH, LEARNING_RATE, LABEL_SMOOTHING = 64, 2e-3, 0.05
THREADS = 2  # fixed, because sums are split by thread
TOLERANCE = 1e-4  # on logits against activations @ head_weight + head_bias


def convolution(x, filters, kernel, strides=1):
    """Bias-free convolution and batch normalisation of `x` (N x length x channels)."""
    x = layers.Conv1D(filters, kernel, strides, padding="same", use_bias=False)(x)
    return layers.BatchNormalization()(x)


def residual_block(x, filters):
    """Two convolutions around a projected shortcut; halves the length."""
    shortcut = convolution(x, filters, 1, strides=2)
    x = layers.ReLU()(convolution(x, filters, BLOCK_KERNEL, strides=2))
    x = convolution(x, filters, BLOCK_KERNEL)
    return layers.ReLU()(layers.Add()([x, shortcut]))


def build_teacher():
    """Residual network from inputs (N x n) to activations (N x p) and logits (N x C)."""
    inputs = keras.Input((SAMPLES,))
    x = layers.Reshape((SAMPLES, 1))(inputs)
    x = layers.ReLU()(convolution(x, STEM_FILTERS, STEM_KERNEL))
    for filters in BLOCK_FILTERS:
        x = residual_block(x, filters)
    activations = layers.GlobalAveragePooling1D(name="activations")(x)
    logits = layers.Dense(len(CLASS_NAMES), name="head")(activations)
    return keras.Model(inputs, {"activations": activations, "logits": logits})


def train_teacher(inputs, labels, epochs):
    """A teacher fitted to `inputs` (N x n) and `labels` (N)."""
    teacher = build_teacher()
    classifier = keras.Model(teacher.input, teacher.output["logits"])
    updates = epochs * -(-len(inputs) // BATCH)
    rate = keras.optimizers.schedules.CosineDecay(LEARNING_RATE, updates)
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=LABEL_SMOOTHING)
    classifier.compile(keras.optimizers.AdamW(rate), loss)
    targets = keras.utils.to_categorical(labels, len(CLASS_NAMES))
    classifier.fit(inputs.astype(np.float32), targets, batch_size=BATCH, epochs=epochs, verbose=0)
    return teacher


def teacher_cost(teacher):
    """Parameters and multiply-accumulates per inference of the deployed teacher.

    Batch normalisation counts as folded into the convolution before it, which
    leaves one bias per filter. Pooling, additions and ReLU multiply nothing.
    """
    parameters = macs = 0
    for layer in teacher.layers:
        if isinstance(layer, (layers.Conv1D, layers.Dense)):
            weights = int(np.prod(layer.kernel.shape))
            positions = layer.output.shape[1] if isinstance(layer, layers.Conv1D) else 1
            parameters += weights + layer.kernel.shape[-1]
            macs += positions * weights
    return parameters, macs


def teacher_arrays(teacher, inputs):
    """The arrays that every dump holds, for `inputs` (float16 N x n)."""
    outputs = teacher.predict(inputs.astype(np.float32), batch_size=500, verbose=0)
    weight, bias = teacher.get_layer("head").get_weights()
    parameters, macs = teacher_cost(teacher)
    return {
        "inputs": inputs,
        "activations": outputs["activations"],
        "logits": outputs["logits"],
        "head_weight": weight,
        "head_bias": bias,
        "teacher_parameters": np.int64(parameters),
        "teacher_macs": np.int64(macs),
        "class_names": np.array(CLASS_NAMES),
    }


def mix_beats(inputs, labels, seed):
    """Mixtures of pairs of training beats of one class.

    Returns inputs (float16 rows x n) and the two parents of each row (int32 rows x 2).
    """
    rng = np.random.default_rng(seed)
    first = rng.integers(len(labels), size=TRANSFER_ROWS)
    second = np.array([rng.choice(np.flatnonzero(labels == label)) for label in labels[first]])
    weight = rng.uniform(*MIXING_WEIGHT, size=(TRANSFER_ROWS, 1))
    mixed = weight * inputs[first] + (1 - weight) * inputs[second]
    return standardise(mixed), np.stack([first, second], axis=1).astype(np.int32)


def write_dump(path, arrays):
    """Writes `arrays` to `path` after checking that the head explains the logits."""
    activations = arrays["activations"].astype(np.float64)
    explained = activations @ arrays["head_weight"] + arrays["head_bias"]
    difference = np.abs(arrays["logits"] - explained).max()
    if difference > TOLERANCE:
        raise ValueError(f"{path.name}: logits differ from activations @ head by {difference:.1e}")
    np.savez_compressed(path, **arrays)
    rows, width = activations.shape
    print(f"{path.name}: {rows} rows, {width} activations, {path.stat().st_size} bytes")
    print(f"  largest difference of logits from activations @ head: {difference:.1e}")


def print_quality(name, logits, labels):
    """Prints class counts and the teacher's accuracy, in all and by class."""
    correct = logits.argmax(axis=1) == labels
    print(f"{name}: teacher accuracy {correct.mean():.3f}")
    for label, class_name in enumerate(CLASS_NAMES):
        found = correct[labels == label]
        print(f"  {class_name:<17}{found.size:5d} beats, {found.mean():.3f} recognised")


def parse_arguments():
    """Command-line options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    option = parser.add_argument
    option("--seed", type=int, default=1, help="seed of beats, teacher and mixtures (default 1)")
    option("--epochs", type=int, default=30, help="training epochs of the teacher (default 30)")
    option("--output", type=Path, default=Path("."), metavar="DIR", help="where the dumps go")
    return parser.parse_args()


def make_repeatable(seed):
    """Seeds TensorFlow and fixes what it lets vary between runs."""
    keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()
    tf.config.threading.set_intra_op_parallelism_threads(THREADS)
    tf.config.threading.set_inter_op_parallelism_threads(1)


def main():
    """Generates beats, trains the teacher and writes the three dumps."""
    arguments = parse_arguments()
    seed = arguments.seed
    arguments.output.mkdir(parents=True, exist_ok=True)
    make_repeatable(seed)
    train = generate(TRAIN_PATIENTS, BEATS_PER_PATIENT, [seed, 0])
    test = generate(TEST_PATIENTS, BEATS_PER_PATIENT, [seed, 1], first_patient=TRAIN_PATIENTS)
    teacher = train_teacher(train[0], train[1], arguments.epochs)
    for name, (inputs, labels, groups) in {"train": train, "test": test}.items():
        arrays = teacher_arrays(teacher, inputs) | {"labels": labels, "groups": groups}
        print_quality(name, arrays["logits"], labels)
        write_dump(arguments.output / f"beats-{name}.npz", arrays)
    mixed, parents = mix_beats(*train[:2], [seed, 2])
    arrays = teacher_arrays(teacher, mixed) | {"parents": parents}
    write_dump(arguments.output / "beats-transfer.npz", arrays)
    parameters, macs = arrays["teacher_parameters"], arrays["teacher_macs"]
    print(f"teacher: {parameters} parameters, {macs} multiply-accumulates per beat")


if __name__ == "__main__":
    main()
