"""Trains a small 1-D CNN of Keras on a dump's inputs and labels; the tutorial's teacher.

    python train_keras.py beats-train.npz --output teacher.keras
"""

import argparse
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import keras
import numpy as np
from keras import layers

EPOCHS, BATCH, RATE = 30, 32, 5e-3
FILTERS, KERNEL = (16, 32, 48), 9


def build(length, classes):
    """Three strided convolutions, average pooling, a dense softmax: 48 activations."""
    model = keras.Sequential([keras.Input((length, 1))])
    for filters in FILTERS:
        model.add(layers.Conv1D(filters, KERNEL, strides=2, padding="same", use_bias=False))
        model.add(layers.BatchNormalization(momentum=0.9))
        model.add(layers.ReLU())
    model.add(layers.GlobalAveragePooling1D())
    model.add(layers.Dropout(0.1))
    model.add(layers.Dense(classes, activation="softmax", name="classes"))
    return model


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("beats", help=".npz with inputs (N x length) and labels (N)")
    parser.add_argument("--output", default="teacher.keras")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    beats = np.load(options.beats)
    inputs, labels = beats["inputs"].astype(np.float32)[:, :, None], beats["labels"]
    keras.utils.set_random_seed(options.seed)
    model = build(inputs.shape[1], int(labels.max()) + 1)
    rate = keras.optimizers.schedules.CosineDecay(RATE, EPOCHS * -(-len(inputs) // BATCH))
    model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy",
                  metrics=["accuracy"])
    model.fit(inputs, labels, batch_size=BATCH, epochs=EPOCHS, verbose=0)
    accuracy = model.evaluate(inputs, labels, verbose=0)[1]
    os.makedirs(os.path.dirname(options.output) or ".", exist_ok=True)
    model.save(options.output)
    print(f"wrote {options.output}: accuracy {accuracy:.3f} on what it was trained with")


if __name__ == "__main__":
    main()
