"""Classification and regression scores, checked against their definitions."""

import numpy as np
from sklearn import metrics


def classification_averages(truth, predictions, **options):
    scores = {}
    for name, beta in (("f1", 1.0), ("f_beta", 2.0)):
        precision, sensitivity, score, _ = metrics.precision_recall_fscore_support(
            truth, predictions, beta=beta, zero_division=0, **options)
        scores["precision"], scores["sensitivity"], scores[name] = precision, sensitivity, score
    return scores


def classification_case(name, truth, predictions, class_count):
    labels = list(range(class_count))
    confusion = metrics.confusion_matrix(truth, predictions, labels=labels)
    counted = np.zeros((class_count, class_count), dtype=int)
    np.add.at(counted, (truth, predictions), 1)
    assert np.array_equal(confusion, counted), name
    accuracy = metrics.accuracy_score(truth, predictions)
    per_class = classification_averages(truth, predictions, labels=labels, average=None)
    weighted = classification_averages(truth, predictions, labels=labels, average="weighted")
    recall = np.diag(counted) / np.maximum(counted.sum(axis=1), 1)
    assert np.allclose(per_class["sensitivity"], recall, rtol=0, atol=1e-15), name
    assert abs(weighted["sensitivity"] - accuracy) < 1e-14, name
    return {
        "name": name, "class_count": class_count, "truth": truth, "predictions": predictions,
        "accuracy": accuracy, "confusion": confusion, "support": counted.sum(axis=1), "beta": 2.0,
        "per_class": per_class,
        "macro": classification_averages(truth, predictions, labels=labels, average="macro"),
        "weighted": weighted,
        "macro_of_present_labels": classification_averages(truth, predictions, average="macro"),
    }


def classification_cases():
    rng = np.random.default_rng(20210718)
    cases = []
    for class_count in range(2, 8):
        truth = rng.integers(0, class_count, 40)
        kept = rng.random(40) < 0.7
        predictions = np.where(kept, truth, rng.integers(0, class_count, 40))
        cases.append((f"random with {class_count} classes", truth, predictions, class_count))
    four = rng.integers(0, 4, 30)
    cases.append(("perfect", four, four.copy(), 4))
    cases.append(("every label wrong", four, (four + 1) % 4, 4))
    three = np.arange(24) % 3
    cases.append(("a class is never predicted", three, np.where(three == 2, 1, three), 3))
    cases.append(("a class is only predicted", three, np.where(np.arange(24) < 5, 3, three), 4))
    cases.append(("a class is in neither", np.array([0, 1, 3, 3, 4, 0, 1, 4]),
                  np.array([0, 3, 3, 1, 4, 0, 1, 0]), 5))
    cases.append(("one class in all", np.zeros(6, dtype=int), np.zeros(6, dtype=int), 1))
    cases.append(("one class of three in truth", np.zeros(7, dtype=int),
                  np.array([0, 0, 1, 2, 0, 0, 1]), 3))
    rare = np.array([0] * 55 + [1] * 4 + [2])
    cases.append(("imbalanced", rare, np.array([0] * 53 + [1, 2, 1, 0, 1, 1, 0]), 3))
    return [classification_case(*case) for case in cases]


def regression_case(name, truth, predictions):
    errors = predictions - truth
    squared = metrics.mean_squared_error(truth, predictions)
    assert np.isclose(squared, np.mean(errors**2), rtol=1e-13), name
    return {
        "name": name, "output_count": truth.shape[1], "truth": truth, "predictions": predictions,
        "mean_squared_error": squared,
        "root_of_mean_squared_error": np.sqrt(squared),
        "root_mean_squared_error": metrics.root_mean_squared_error(truth, predictions),
        "mean_absolute_error": metrics.mean_absolute_error(truth, predictions),
        "r2": metrics.r2_score(truth, predictions),
    }


def regression_cases():
    rng = np.random.default_rng(7)
    truth = rng.normal(size=(20, 3))
    near = truth + 0.1 * rng.normal(size=(20, 3))
    flat = np.column_stack([np.full(12, 2.5), rng.normal(size=12)])
    flat_met = flat + np.column_stack([np.zeros(12), 0.2 * rng.normal(size=12)])
    scaled = truth * np.array([1e-3, 1.0, 1e4])
    return [
        regression_case("close", truth, near),
        regression_case("perfect", truth, truth.copy()),
        regression_case("one output", truth[:, :1], near[:, :1]),
        regression_case("worse than the mean", truth, -truth),
        regression_case("a constant output, missed", flat, flat + 0.3),
        regression_case("a constant output, met", flat, flat_met),
        regression_case("outputs of different scales", scaled, near * np.array([1e-3, 1.0, 1e4])),
        regression_case("two rows", truth[:2], near[:2]),
    ]
