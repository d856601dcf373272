"""Trains a network of scikit-learn on its breast-cancer table and writes the activation dumps.

Writes train.npz and test.npz; does nothing where they are. The table comes with
scikit-learn: 569 tumours, 30 features of cell nuclei, malignant or benign.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "Python/src"))
from tessera_pla.exporters.dump_writer import write_dump  # noqa: E402
from tessera_pla.exporters.teacher import Teacher  # noqa: E402

HIDDEN = (128, 64, 32)


def teacher_of(network):
    """The last layer of a fitted MLPClassifier as the head, the others as the network before it."""
    *before, (head_weight, head_bias) = zip(network.coefs_, network.intercepts_)

    def run(rows):
        activations = rows
        for weight, bias in before:
            activations = np.maximum(activations @ weight + bias, 0)
        probabilities = network.predict_proba(rows)
        outputs = probabilities[:, 1:] if network.out_activation_ == "logistic" else probabilities
        return activations, outputs

    weights = sum(weight.size for weight in network.coefs_)
    biases = sum(bias.size for bias in network.intercepts_)
    return Teacher(run, "the output layer", head_weight, head_bias, weights + biases, weights)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=Path("out/tabular"), metavar="DIR")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    paths = {name: options.output / f"{name}.npz" for name in ("train", "test")}
    if all(path.exists() for path in paths.values()):
        print(f"{options.output} has the dumps already")
        return

    table = load_breast_cancer()
    train, test, labels, test_labels = train_test_split(
        table.data, table.target, test_size=0.3, stratify=table.target, random_state=options.seed)
    scaler = StandardScaler().fit(train)  # one int8 scale serves all features
    train, test = scaler.transform(train), scaler.transform(test)
    network = MLPClassifier(HIDDEN, alpha=1, max_iter=1000, random_state=options.seed)
    teacher = teacher_of(network.fit(train, labels))

    for name, inputs, answers in [("train", train, labels), ("test", test, test_labels)]:
        written = write_dump(teacher, inputs, paths[name], labels=answers,
                             class_names=table.target_names,
                             feature_names=table.feature_names)
        print(f"wrote {written.path}: {written.rows:,} rows, {written.classes} classes")
    accuracy = network.score(test, test_labels)
    print(f"teacher: {teacher.parameters:,} parameters, accuracy {accuracy:.3f} on the test rows")


if __name__ == "__main__":
    main()
