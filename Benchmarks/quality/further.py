"""Ours and peers on the further tasks: the best of each kind at equal bytes, over several seeds."""

import os
from dataclasses import dataclass

import numpy

import contest
import convolution
import data
import forest
import linear
import measures
import page
import perceptron
import search
import tasks

BUDGETS = contest.BUDGETS
FOLDS = 5
WIDTHS = [4, 32]
TREES = [3, 10, 30]
OURS = "Tessera"
# What a model's name begins with, in the order of the page.
KINDS = [OURS, "logistic regression", "random forest", "MLP", "CNN"]

INTRODUCTION = f"""### Further tasks

Each task has a teacher of its own, a network of scikit-learn with {tasks.HIDDEN[0]} and
{tasks.HIDDEN[1]} hidden units. All learn from the training rows, on labels or distilled, and from
{tasks.TRANSFER_ROWS:,} mixtures of them that the teacher answered. At a budget, each kind shows the
model that fits with the best cross-validated agreement. It has no row where a larger budget changes
nothing. Scores on the test rows are *median / least* over seeds. A seed splits a table anew. Of the
series it starts another teacher, since their split is official. It seeds the search, and the peers
and their folds, too.

Peers answer in float, but the CNN in int8. Its filters need inputs in an order, so tables have
none. A forest compares and multiplies nothing.
"""


@dataclass(frozen=True, eq=False)
class Result:
    """A model on the test rows of one seed."""

    byte_count: int
    macs: int
    validated: numpy.ndarray
    accuracy: float
    agreement: float


def families(training, shape, is_quick):
    """Return the peers, without those networks that learn labels."""
    budgets = BUDGETS[:2] if is_quick else BUDGETS
    widths = [4] if is_quick else WIDTHS
    networks = perceptron.families(training, budgets, widths)
    return [
        linear.Logistic(),
        *(family for family in networks if family.criterion == "agreement"),
        *(forest.Forest(training, budgets, kind, TREES) for kind in (False, True)),
        *(convolution.families(training, budgets, shape) if shape else []),
    ]


def results(task, prefix, tool, seed, is_quick):
    """Return {kind: results} of one seed. The test rows are read when everything is fitted."""
    training = data.read_training(prefix)
    processes, folds = os.cpu_count(), 2 if is_quick else FOLDS
    peers = families(training, task.shape, is_quick)
    choices = search.cross_validate(peers, training, folds, [seed], processes)
    fitted = search.fit_chosen(choices, training, [seed], processes)
    _, students = tool.pareto(prefix, seed)
    test = data.read_test(prefix)

    def result(labels, byte_count, macs, validated):
        agreement = (labels == test.teacher).mean()
        return Result(byte_count, macs, validated, (labels == test.labels).mean(), agreement)

    found = {kind: [] for kind in KINDS}
    for student in students:
        labels = tool.labels(student, data.test_path(prefix))
        found[OURS].append(result(labels, student.byte_count, student.macs, student.validated))
    for choice, (model,) in zip(choices, fitted):
        kind = next(kind for kind in KINDS if choice.family.name.startswith(kind))
        labels = model.predict(test.inputs)
        found[kind].append(result(labels, model.byte_count, model.macs, choice.validated))
    return found, float((test.teacher == test.labels).mean())


def spread(values):
    """Return median and least of a score."""
    return f"{page.share(numpy.median(values))} / {page.share(min(values))}"


def rows(seeds):
    """Return the rows of a task's table; `seeds` has {kind: results} of each.

    A kind has no row at a budget that changes nothing for it.
    """
    last = {}
    for budget in BUDGETS:
        for kind in KINDS:
            best = [
                contest.best_validated(contest.fitting(found[kind], budget), contest.AGREEMENT)
                for found in seeds
            ]
            if all(best) and best != last.get(kind):
                last[kind] = best
                yield [
                    page.kilobytes(budget),
                    kind,
                    f"{numpy.median([one.byte_count for one in best]):,.0f}",
                    f"{numpy.median([one.macs for one in best]):,.0f}",
                    spread([one.accuracy for one in best]),
                    spread([one.agreement for one in best]),
                ]


def markdown(name, folder, tool, seed_count, is_quick):
    """Return the section of one task."""
    seeds, teachers = [], []
    for seed in range(seed_count):
        task = tasks.TASKS[name](name, seed)
        if task is None:
            return f"#### {name}\n\nskipped: aeon is not installed\n"
        prefix = f"{folder}/{name.replace(' ', '-')}-{seed}"
        parameters, macs = tasks.write_dumps(task, prefix, seed)
        found, accuracy = results(task, prefix, tool, seed, is_quick)
        seeds.append(found)
        teachers.append(accuracy)
    (inputs, labels), (test, _) = task.train, task.test
    header = ["within", "model", "bytes", "MACs", "accuracy", "agreement"]
    return (
        f"#### {name}\n\n{len(inputs):,} training rows, {len(test):,} test rows; "
        f"{inputs.shape[1]} inputs, {labels.max() + 1} classes; {seed_count} seeds. Teacher: "
        f"accuracy {spread(teachers)}, {parameters:,} parameters, {macs:,} MACs.\n\n"
        + page.table(header, rows(seeds), 2)
    )
