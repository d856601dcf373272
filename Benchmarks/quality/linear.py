"""Logistic regression on labels, scikit-learn's; the distilled ones are networks."""

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import sizes
from peer import Model, Variant

STRENGTHS = [0.001, 0.01, 0.1, 1.0]


class Logistic:
    """scikit-learn's logistic regression on the labels of the training rows."""

    name = "logistic regression, labels"
    criterion = "accuracy"

    def __init__(self):
        """Offer some strengths of the penalty."""
        self.variants = [Variant("", (("C", value),)) for value in STRENGTHS]

    def fit(self, training, variants, seed):
        """Fit each variant on scaled inputs."""
        rows = training.rows
        n, classes = training.feature_count, training.class_count
        byte_count = sizes.linear(n, classes)
        models = {}
        for variant in variants:
            model = LogisticRegression(C=variant["C"], max_iter=300, tol=1e-3, random_state=seed)
            pipeline = make_pipeline(StandardScaler(), model).fit(rows.inputs, rows.labels)
            models[variant] = Model(pipeline, byte_count, n * classes)
        return models
