"""Checks of this folder against scikit-learn and finite differences, on made-up rows.

Benchmarks/.venv/bin/python Benchmarks/quality/checks.py
"""

import numpy
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import f1_score

import data
import forest
import measures
import network
import sizes

CLASSES = 4


def made_up(count=600, seed=0):
    """Return training rows in groups, with a transfer set made of pairs of them."""
    generator = numpy.random.default_rng(seed)
    inputs = generator.normal(size=(count, 12)).astype(numpy.float32)
    logits = numpy.tanh(inputs @ generator.normal(size=(12, CLASSES))) * 3
    labels = (logits + generator.normal(size=logits.shape)).argmax(axis=1)
    rows = data.Rows(inputs, logits, labels, numpy.arange(count) % 10)
    parents = generator.integers(-1, count, size=(count, 2))
    mixed = (inputs[parents[:, 0]] + inputs[parents[:, 1]]) / 2
    return data.Training(rows, data.Rows(mixed, logits[::-1], parents=parents))


def check_gradients():
    """Compare the gradient along a random direction with central differences."""
    training = made_up()
    generator = numpy.random.default_rng(1)
    for task in (network.labels_task, network.entropy_task, network.squares_task):
        for hidden in (0, 5):
            problem = network.Fit(task(training), hidden, 1e-2)
            point = problem.start(0) + 0.1 * generator.normal(size=problem.start(0).shape)
            direction = generator.normal(size=point.shape)
            ahead = problem.loss(point + 1e-2 * direction)[0]
            behind = problem.loss(point - 1e-2 * direction)[0]
            slope = problem.loss(point)[1] @ direction
            assert abs((ahead - behind) / 2e-2 - slope) < 1e-2 * max(1, abs(slope)), task


def check_forests():
    """Compare forests cut out of a large one with forests grown to that size."""
    training = made_up()
    family = forest.Forest(training, [921, 5120], distilled=True)
    inputs, logits, weights = training.pooled
    for variant, model in family.fit(training, family.variants, 3).items():
        grown = RandomForestClassifier(
            variant["trees"], max_leaf_nodes=variant["leaves"], random_state=3
        ).fit(inputs, logits.argmax(axis=1), weights * len(weights))
        assert model.byte_count <= int(variant.size.split()[0]), variant
        if variant["vote"] == "soft":
            assert (model.predict(inputs) == grown.predict(inputs)).all(), variant


def check_measures():
    """Compare the measures with scikit-learn's, and draws of groups with rows put together."""
    rows = made_up().rows
    answers = numpy.random.default_rng(2).integers(0, CLASSES - 1, len(rows.labels))
    judge = measures.Judge(rows, replicates=20)
    scores = judge.judge(answers)
    for draw, found in [(numpy.ones(10), scores.point), *zip(judge.draws, scores.replicates)]:
        drawn = numpy.concatenate(
            [numpy.flatnonzero(rows.groups == g) for g in range(10) for _ in range(int(draw[g]))]
        )
        labels, told = rows.labels[drawn], answers[drawn]
        f1 = f1_score(labels, told, labels=range(CLASSES), average="macro", zero_division=0)
        expected = [(labels == told).mean(), (rows.teacher[drawn] == told).mean(), f1]
        assert numpy.allclose(found, expected), (found, expected)


def check_folds():
    """See that no group is on both sides, and no transfer row has a held-out parent."""
    training = made_up()
    for mask in training.folds(5):
        part = training.without(mask)
        assert not set(training.rows.groups[mask]) & set(part.rows.groups)
        parents = part.transfer.parents
        assert not mask[parents[parents >= 0]].any()
        assert abs(part.pooled[2].sum() - 1) < 1e-9


def check_sizes():
    """Compare byte counts with those of packed students (Docs/Format.md, "Size")."""
    assert sizes.linear(140, 5) == 808
    assert sizes.ENVELOPE + (8 + 280) + 3 * sizes.dense(5, 140) == 2592


if __name__ == "__main__":
    for check in (check_gradients, check_forests, check_measures, check_folds, check_sizes):
        check()
        print("ok", check.__name__)
