"""Networks with a hidden layer of ReLU units or none, on labels and distilled on teacher logits."""

import network
import sizes
from peer import Model, Variant

HIDDEN = [2, 4, 32]
ITERATIONS = [25, 50, 100, 200]
ALPHA = 1e-3
TASKS = {
    "labels": network.labels_task,
    "distilled (cross-entropy)": network.entropy_task,
    "distilled (squared error)": network.squares_task,
}


class Perceptron:
    """One width that learns one thing; no hidden layer is logistic regression."""

    def __init__(self, hidden, learns):
        """Offer some numbers of iterations."""
        self.hidden, self.task = hidden, TASKS[learns]
        self.name = f"MLP, {learns}" if hidden else f"logistic regression, {learns}"
        self.criterion = "accuracy" if learns == "labels" else "agreement"
        size = f"{hidden} hidden" if hidden else ""
        self.variants = [Variant(size, (("iterations", count),)) for count in ITERATIONS]

    def fit(self, training, variants, seed):
        """Answer for all variants with one fit."""
        counts = {variant["iterations"]: variant for variant in variants}
        n, classes = training.feature_count, training.class_count
        byte_count = (
            sizes.perceptron(n, self.hidden, classes) if self.hidden else sizes.linear(n, classes)
        )
        macs = self.hidden * (n + classes) if self.hidden else n * classes
        found = network.fit(self.task(training), self.hidden, ALPHA, counts, seed)
        return {counts[count]: Model(result, byte_count, macs) for count, result in found.items()}


def families(training, budgets, widths=HIDDEN):
    """Return all kinds in the given widths and in those that just fit a budget.

    On labels without a hidden layer scikit-learn's logistic regression is the peer.
    """
    n, classes = training.feature_count, training.class_count
    fitting = {min(sizes.hidden_within(budget, n, classes), max(widths)) for budget in budgets}
    wanted = sorted({0, *widths} | fitting)
    return [
        Perceptron(hidden, learns)
        for learns in TASKS
        for hidden in wanted
        if hidden or learns != "labels"
    ]
