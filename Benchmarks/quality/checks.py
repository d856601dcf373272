"""Checks of this folder against scikit-learn and finite differences, on made-up rows.

Benchmarks/.venv/bin/python Benchmarks/quality/checks.py
"""

import pathlib
import tempfile

import numpy
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import f1_score

import convolution
import data
import dealing
import forest
import measures
import network
import page
import sizes
import tasks

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


def check_convolutions():
    """Compare the gradient with central differences, sums with loops, and int8 with float."""
    training = made_up()
    generator = numpy.random.default_rng(1)
    for shape in ((12,), (3, 4)):
        where = convolution.layout(shape)
        problem = convolution.Fit(network.entropy_task(training), where, 3)
        point = problem.start(0)
        direction = generator.normal(size=point.shape)
        ahead, behind = (problem.loss(point + sign * 1e-2 * direction)[0] for sign in (1, -1))
        slope = problem.loss(point)[1] @ direction
        assert abs((ahead - behind) / 2e-2 - slope) < 1e-2 * max(1, abs(slope)), shape
        found, inputs = problem.network(point), training.rows.inputs
        naive = [
            numpy.maximum(inputs[0][places] @ found.filters + found.thresholds, 0)
            for places in where.places
        ]
        assert numpy.allclose(found.values(inputs[:1])[1][0], naive, atol=1e-5)
        same = found.quantised(inputs).predict(inputs) == found.predict(inputs)
        assert same.mean() > 0.95, same.mean()


def check_tasks():
    """See that the logits of a teacher answer as scikit-learn does, and mixtures stay in class."""
    for name in ("wine", "breast cancer"):
        inputs, labels = tasks.table(name, 0).train
        inputs = (inputs - inputs.mean(axis=0)) / inputs.std(axis=0)
        teacher = tasks.MLPClassifier((8,), max_iter=50, random_state=0).fit(inputs, labels)
        found = tasks.logits(teacher, inputs)
        powers = numpy.exp(found - found.max(axis=1, keepdims=True))
        shares = powers / powers.sum(axis=1, keepdims=True)
        assert numpy.allclose(shares, teacher.predict_proba(inputs))
        mixed, parents = tasks.mixtures(inputs, labels, 0)
        assert (labels[parents[:, 0]] == labels[parents[:, 1]]).all()
        assert mixed.shape == (tasks.TRANSFER_ROWS, inputs.shape[1])


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
    for mask in training.folds(5, 3):
        part = training.without(mask)
        assert not set(training.rows.groups[mask]) & set(part.rows.groups)
        parents = part.transfer.parents
        assert not mask[parents[parents >= 0]].any()
        assert abs(part.pooled[2].sum() - 1) < 1e-9


def check_dealing():
    """Compare with folds that KFold.swift dealt."""
    dealt = dealing.fold_of_rows(23, 5, 3)
    assert "".join(map(str, dealt)) == "13222024423341000110134"
    assert dealing.Generator(7, dealing.STREAM).permutation(10) == [8, 9, 0, 4, 3, 1, 2, 6, 7, 5]
    groups = numpy.repeat([4, -1, 7, 2], [10, 20, 30, 40])
    folds = dealing.fold_of_groups(groups, 2, 0)
    assert all(len(set(folds[groups == group])) == 1 for group in (4, -1, 7, 2))
    assert sorted(numpy.bincount(folds)) in ([40, 60], [50, 50]), numpy.bincount(folds)


def check_validation():
    """See that groups count alike in accuracy and agreement, and rows in macro-F1."""
    rows = made_up().rows
    answers = numpy.random.default_rng(2).integers(0, CLASSES, len(rows.labels))
    found = measures.Judge(rows).validate(answers)
    for measure, right in enumerate([rows.labels, rows.teacher]):
        shares = [(right == answers)[rows.groups == group].mean() for group in range(10)]
        assert numpy.isclose(found[measure], numpy.mean(shares))
    assert numpy.isclose(found[2], f1_score(rows.labels, answers, average="macro"))


def check_page():
    """See that the parts of the page keep one another, and what is around them."""
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "page.md")
        file.write_text(f"head\n\n{page.BEGIN}\nold\n{page.END}\ntail\n", encoding="utf-8")
        for parts in [
            {"tasks": "first"},
            {"tasks": "second", "ecg": "one"},
            {"mit-bih": "two", "exchange": "third"},
            {"ecg": "three"},
        ]:
            page.put(file, **parts)
        known = {"ecg": "three", "mit-bih": "two", "exchange": "third", "tasks": "second"}
        marked = "\n\n".join(page.marked(name, text) for name, text in known.items())
        introduction = page.INTRODUCTION.rstrip()
        expected = f"head\n\n{page.BEGIN}\n{introduction}\n\n{marked}\n{page.END}\ntail\n"
        found = file.read_text(encoding="utf-8")
        assert found == expected, found


def check_sizes():
    """Compare byte counts with those of packed students (Docs/Format.md, "Size")."""
    assert sizes.linear(140, 5) == 808
    assert sizes.ENVELOPE + (8 + 280) + 3 * sizes.dense(5, 140) == 2592


if __name__ == "__main__":
    for check in (
        check_gradients,
        check_convolutions,
        check_tasks,
        check_forests,
        check_measures,
        check_folds,
        check_dealing,
        check_validation,
        check_page,
        check_sizes,
    ):
        check()
        print("ok", check.__name__)
