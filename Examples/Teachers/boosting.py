"""Gradient boosting of trees (scikit-learn), a teacher without layers.

G. Ke et al., "LightGBM", NeurIPS 2017, whose histograms scikit-learn's
HistGradientBoostingClassifier has. The dump holds the raw scores, which are logits. There is no
head, and there are no multiply-accumulates.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import log_loss

import beats as rows_of

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "Python/src"))
from tessera_pla.exporters.dump_writer import write_dump  # noqa: E402
from tessera_pla.exporters.teacher import Teacher  # noqa: E402

PARTS = ("train", "transfer", "test")
# The least loss on held-out training rows of ECG5000 among eight settings.
SETTINGS = {"learning_rate": 0.1, "max_leaf_nodes": 4, "min_samples_leaf": 10,
            "l2_regularization": 1, "max_features": 0.1, "early_stopping": False}


def fit(train, rounds, seed):
    """Trees on all training rows, as many rounds as suit held-out ones; the fewest of equals."""
    chosen = rows_of.held_out(train, seed)
    watched = boosted(train.inputs[~chosen], train.labels[~chosen], rounds, seed)
    classes = np.arange(train.class_count)
    losses = [log_loss(train.labels[chosen], answer, labels=classes)
              for answer in watched.staged_predict_proba(train.inputs[chosen])]
    return boosted(train.inputs, train.labels, int(np.argmin(losses)) + 1, seed)


def boosted(inputs, labels, rounds, seed):
    return HistGradientBoostingClassifier(
        max_iter=rounds, random_state=seed, **SETTINGS).fit(inputs, labels)


def teacher_of(trees):
    """The raw scores as outputs, and the nodes of all trees as parameters."""
    nodes = sum(len(tree.nodes) for rounds in trees._predictors for tree in rounds)
    return Teacher(lambda rows: (None, trees.decision_function(rows)), "", None, None, nodes, 0,
                   uncounted=("trees",))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--beats", default=str(rows_of.BUNDLED), metavar="PREFIX",
                        help="PREFIX-train.npz, -transfer.npz, -test.npz (the bundled beats)")
    parser.add_argument("--output", type=Path, required=True, metavar="DIR")
    parser.add_argument("--epochs", type=int, default=200, help="the most rounds (200)")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    trees = fit(rows_of.read(options.beats, "train"), options.epochs, options.seed)
    for part in PARTS:
        rows = rows_of.read(options.beats, part)
        write_dump(teacher_of(trees), rows.inputs, options.output / f"{part}.npz",
                   labels=rows.labels, groups=rows.groups, parents=rows.parents,
                   class_names=rows.class_names)
    print(f"boosting: accuracy {trees.score(rows.inputs, rows.labels):.4f} on the test rows")


if __name__ == "__main__":
    main()
