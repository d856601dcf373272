"""Ridge regression, its cross-validation and the folds, checked in exact arithmetic."""

from fractions import Fraction

import numpy as np
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold

LAMBDAS = [0.01, 0.1, 1.0, 10.0, 100.0, 1000.0]


def float32(array):
    """The nearest float32 values, as doubles: they survive either precision."""
    return np.asarray(array).astype(np.float32).astype(np.float64)


def solve_exactly(matrix, right):
    """Gauss-Jordan elimination over fractions; a positive definite matrix needs no pivoting."""
    size = len(matrix)
    rows = [list(matrix[i]) + list(right[i]) for i in range(size)]
    for i in range(size):
        pivot = rows[i][i]
        rows[i] = [value / pivot for value in rows[i]]
        for j in range(size):
            if j != i and rows[j][i] != 0:
                factor = rows[j][i]
                rows[j] = [a - factor * b for a, b in zip(rows[j], rows[i])]
    return [row[size:] for row in rows]


def centred_exactly(matrix):
    columns = [[Fraction(float(v)) for v in column] for column in matrix.T]
    means = [sum(column) / len(column) for column in columns]
    return [[v - m for v in column] for column, m in zip(columns, means)], means


def exact_ridge(x, y, penalty):
    """The ridge map (t x n) and intercept (t), exact until the last rounding to double."""
    features, x_means = centred_exactly(x)
    targets, y_means = centred_exactly(y)
    gram = [[sum(p * q for p, q in zip(a, b)) for b in features] for a in features]
    for i in range(len(gram)):
        gram[i][i] += Fraction(penalty)
    cross = [[sum(p * q for p, q in zip(a, b)) for b in targets] for a in features]
    weights = solve_exactly(gram, cross)
    intercept = [
        mean - sum(weights[i][output] * x_means[i] for i in range(len(weights)))
        for output, mean in enumerate(y_means)]
    return np.array(weights, dtype=float).T, np.array(intercept, dtype=float)


def fitted_ridge(x, y, penalty):
    """scikit-learn's ridge by singular values; its map must be the exact one to 1e-10."""
    model = Ridge(alpha=penalty, fit_intercept=True, solver="svd").fit(x, y)
    model.coef_ = model.coef_.reshape(y.shape[1], x.shape[1])  # one output: not always 1 x n
    model.intercept_ = np.reshape(model.intercept_, y.shape[1])
    coefficients, intercept = exact_ridge(x, y, penalty)
    for output in range(y.shape[1]):
        scale = np.abs(coefficients[output]).max() + 1e-300
        assert np.abs(model.coef_[output] - coefficients[output]).max() < 1e-10 * scale
    assert np.allclose(model.intercept_, intercept, rtol=1e-11, atol=1e-11)
    return model


def ridge_problem(name, x, y, x_new, float32_representable=False):
    fits = []
    for penalty in LAMBDAS:
        model = fitted_ridge(x, y, penalty)
        predictions = model.predict(x_new)
        by_hand = x_new @ model.coef_.T + model.intercept_
        assert predictions.shape == by_hand.shape == (len(x_new), y.shape[1]), name
        assert np.allclose(predictions, by_hand, rtol=1e-12, atol=1e-12), name
        fits.append({
            "lambda": penalty, "coefficients": model.coef_, "intercept": model.intercept_,
            "predictions": predictions})
    return {
        "name": name, "row_count": x.shape[0], "input_count": x.shape[1],
        "output_count": y.shape[1], "float32_representable": float32_representable,
        "x": x, "y": y, "x_new": x_new, "fits": fits}


def linear_targets(rng, x, output_count, noise=0.1):
    """Targets that depend on every feature, at any scale."""
    spread = x.std(axis=0)
    standard = (x - x.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    weights = rng.normal(size=(x.shape[1], output_count))
    offset = rng.normal(size=output_count)
    return standard @ weights + offset + noise * rng.normal(size=(x.shape[0], output_count))


def ridge_problems():
    rng = np.random.default_rng(42)

    def problem(name, x, output_count, scale=1.0, rounding=np.asarray):
        y = linear_targets(rng, x, output_count)
        x_new = rng.normal(size=(4, x.shape[1])) * scale
        return ridge_problem(
            name, rounding(x), rounding(y), rounding(x_new), rounding is float32)

    constant = rng.normal(size=(18, 5))
    constant[:, 2] = 3.25
    repeated = np.repeat(rng.normal(size=(4, 6)), 4, axis=0)
    scales = np.array([1e-3, 1.0, 30.0, 1e3])
    return [
        problem("well conditioned, off centre", rng.normal(size=(24, 5)) + 2.0, 3),
        problem("float32 representable", rng.normal(size=(20, 4)), 2, rounding=float32),
        problem("fewer rows than features", rng.normal(size=(6, 10)), 2),
        problem("a constant feature", constant, 2),
        problem("four distinct rows, four times each", repeated, 2),
        problem("badly scaled features", rng.normal(size=(24, 4)) * scales, 2, scale=scales),
        problem("one row", rng.normal(size=(1, 3)), 2),
        problem("one feature, one output", rng.normal(size=(9, 1)), 1),
    ]


def fold_errors(x, y, penalty, fold_count):
    errors = []
    for train, test in KFold(fold_count, shuffle=False).split(x):
        model = fitted_ridge(x[train], y[train], penalty)
        squares = np.square(y[test] - model.predict(x[test]))
        errors.append(squares.mean(axis=0).mean())
        assert np.isclose(errors[-1], squares.mean(), rtol=1e-13)
    return np.array(errors)


def ridge_cv():
    """The k = 1 case of the sweep: 5 unshuffled folds of unequal size, one ridge each."""
    rng = np.random.default_rng(55)
    row_count, input_count, output_count, fold_count = 63, 6, 3, 5
    x = float32(rng.normal(size=(row_count, input_count)) @ rng.normal(size=(input_count,) * 2))
    y = float32(linear_targets(rng, x, output_count, noise=1.0) + 0.3 * np.square(x[:, :1]))
    results = []
    for penalty in LAMBDAS:
        errors = fold_errors(x, y, penalty, fold_count)
        results.append({
            "lambda": penalty, "fold_errors": errors, "mean_error": errors.mean(),
            "standard_error": errors.std(ddof=1) / np.sqrt(fold_count)})
    best = min(results, key=lambda result: result["mean_error"])
    return {
        "row_count": row_count, "input_count": input_count, "output_count": output_count,
        "fold_count": fold_count, "x": x, "y": y, "results": results,
        "best_lambda": best["lambda"]}


def kfold_cases():
    cases = []
    for rows, folds in [(10, 5), (11, 5), (13, 5), (14, 5), (5, 5), (7, 3), (23, 4), (2, 2)]:
        parts = [(a, b) for a, b in KFold(folds, shuffle=False).split(np.zeros((rows, 1)))]
        assert np.array_equal(np.concatenate([test for _, test in parts]), np.arange(rows))
        assert all(len(a) + len(b) == rows and not set(a) & set(b) for a, b in parts)
        cases.append({
            "row_count": rows, "fold_count": folds,
            "folds": [{"train": a, "test": b} for a, b in parts]})
    return cases
