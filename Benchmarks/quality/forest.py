"""Random forests that fill a byte budget: 3 to 30 trees, grown best split first.

scikit-learn's best-first trees number their nodes in the order of their splits, so the first
L − 1 splits of a larger tree are the tree that `max_leaf_nodes=L` would have grown, and the first
trees of a larger forest are the smaller forest. One fit answers for all sizes.
"""

import copy
from dataclasses import dataclass

import numpy
from sklearn.ensemble import RandomForestClassifier

import sizes
from peer import Model, Variant

TREES = [3, 5, 10, 20, 30]
LEAF = -1


@dataclass(frozen=True)
class Votes:
    """Trees that vote: with their most frequent class (hard) or with class shares (soft)."""

    trees: list
    classes: numpy.ndarray
    is_hard: bool

    def predict(self, inputs):
        """Return the class with most votes, the lowest index among equals."""
        total = numpy.zeros((len(inputs), len(self.classes)))
        for tree in self.trees:
            shares = tree.predict(inputs).reshape(total.shape)
            if self.is_hard:
                shares = numpy.eye(len(self.classes))[shares.argmax(axis=1)]
            total += shares
        return self.classes[total.argmax(axis=1)]


def truncated(tree, leaves):
    """Return the tree after its first `leaves` − 1 splits."""
    result = copy.deepcopy(tree)
    beyond = result.children_left >= 2 * leaves - 1
    result.children_left[beyond] = LEAF
    result.children_right[beyond] = LEAF
    return result


def decision_count(tree):
    """Return the decision nodes that can be reached."""
    count, pending = 0, [0]
    while pending:
        node = pending.pop()
        if tree.children_left[node] != LEAF:
            count += 1
            pending += [tree.children_left[node], tree.children_right[node]]
    return count


def leaves_within(budget, trees, is_hard, classes):
    """Return the leaves per tree that the budget allows; hard votes share a table of classes."""
    if is_hard:
        free = budget - sizes.forest(trees, 0, classes)
        return max(free, 0) // (sizes.NODE * trees) + 1
    free = budget - sizes.forest(trees, 0, trees * classes)
    return max(free, 0) // ((sizes.NODE + classes) * trees) + 1


class Forest:
    """All sizes of forest on the labels, or on the teacher's answers with the transfer rows."""


    def __init__(self, training, budgets, distilled, tree_counts=TREES):
        """Offer, for each budget, the forests that fill it."""
        self.distilled = distilled
        self.name = "random forest, " + ("teacher's answers" if distilled else "labels")
        self.criterion = "agreement" if distilled else "accuracy"
        self.variants = []
        for budget in budgets:
            for trees in tree_counts:
                for vote in ("hard", "soft"):
                    leaves = leaves_within(budget, trees, vote == "hard", training.class_count)
                    settings = (("trees", trees), ("leaves", leaves), ("vote", vote))
                    if leaves > 1:
                        self.variants.append(Variant(f"{budget} B", settings))

    def fit(self, training, variants, seed):
        """Grow one forest, and cut the variants out of it."""
        inputs, labels, weights = training.rows.inputs, training.rows.labels, None
        if self.distilled:
            inputs, logits, weights = training.pooled
            labels, weights = logits.argmax(axis=1), weights * len(weights)
        model = RandomForestClassifier(
            max(variant["trees"] for variant in variants),
            max_leaf_nodes=max(variant["leaves"] for variant in variants),
            random_state=seed,
        ).fit(inputs, labels, weights)
        trees = [tree.tree_ for tree in model.estimators_]
        return {variant: self.cut(variant, trees, model.classes_) for variant in variants}

    def cut(self, variant, trees, classes):
        """Return the model of one variant, with the bytes of the nodes that it really has."""
        kept = [truncated(tree, variant["leaves"]) for tree in trees[: variant["trees"]]]
        is_hard = variant["vote"] == "hard"
        decisions = sum(map(decision_count, kept))
        leaf_bytes = len(classes) * (1 if is_hard else decisions + len(kept))
        bytes_of_all = sizes.forest(len(kept), decisions, leaf_bytes)
        return Model(Votes(kept, classes, is_hard), bytes_of_all)
