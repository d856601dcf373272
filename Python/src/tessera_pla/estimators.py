"""Students as estimators of scikit-learn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from .compression import compress
from .dump import Dump
from .student import Student

Array = npt.NDArray[Any]
FEW = 40  # rows below which one region and one strength are enough to choose from
FLOOR = 1e-7  # the least probability of a teacher of which the logarithm is taken


class _TesseraEstimator(BaseEstimator):  # type: ignore[misc]  # without types
    """What both estimators share: the options, and a fit by the tool."""

    student_: Student

    def __init__(self, *, budget: int | str | None = None, search: str | None = None,
                 form: str | Sequence[str] | None = None, k: Any = None, lambda_: Any = None,
                 folds: int = 5, rule: str | None = None, seed: int = 0,
                 input_bits: str | None = None, threads: int | None = None,
                 options: dict[str, Any] | None = None) -> None:
        self.budget = budget
        self.search = search
        self.form = form
        self.k = k
        self.lambda_ = lambda_
        self.folds = folds
        self.rule = rule
        self.seed = seed
        self.input_bits = input_bits
        self.threads = threads
        self.options = options

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "student_")

    def _compressed(self, dump: Dump, groups: npt.ArrayLike | None,
                    logits_are: str | None = None) -> Student:
        """A student of a dump, with the options of this estimator."""
        chosen: dict[str, Any] = {
            "budget": self.budget, "search": self.search, "form": self.form, "k": self.k,
            "lambda_": self.lambda_, "folds": self.folds, "rule": self.rule,
            "seed": self.seed, "input_bits": self.input_bits, "threads": self.threads,
            "logits_are": logits_are, "force": True}
        rows = len(dump)
        free = self.search is None and self.form is None and self.budget is None
        if rows < FEW and free:
            chosen |= {"k": self.k or 1, "lambda_": self.lambda_ or 0.01}
            chosen["folds"] = rows if rows < 2 * self.folds else self.folds
        chosen |= self.options or {}
        given = Dump(dump.inputs, logits=dump.logits, labels=dump.labels, groups=groups)
        return compress(given, task=dump.task, front=False, warn=False, **chosen)

    def _logits(self, X: npt.ArrayLike) -> npt.NDArray[np.float32]:
        """The outputs of the student, (N, C)."""
        check_is_fitted(self)
        rows = validate_data(self, X, reset=False, dtype=[np.float64, np.float32])
        return self.student_.predict_logits(rows)


class TesseraClassifier(ClassifierMixin, _TesseraEstimator):  # type: ignore[misc]
    """A student of a few kilobytes as a classifier.

    Below 40 rows, without `search`, `form` and `budget`, a student of one region is fitted with one
    strength of regularisation: so few rows choose nothing.

    Parameters
    ----------
    budget : int or str, optional
        The most bytes of the packed student: 2500 or "4KB".
    search : {"default", "thorough", "published"}, optional
        The search to run.
    form : {"regional", "corrected", "projected"} or a sequence of them, optional
        Try students of these forms only.
    k : int, str or sequence of int, optional
        Numbers of regions, for the published search.
    lambda_ : float, str or sequence of float, optional
        Strengths of regularisation, for the published search.
    folds : int
        The folds of cross-validation, 2 to 64.
    rule : {"best", "near-best", "one-standard-error"}, optional
        How one candidate is chosen.
    seed : int
        Fixes folds and k-means.
    input_bits : {"auto", "int8", "int16"}, optional
        The bits of the inputs.
    threads : int, optional
        Change the time only.
    options : dict, optional
        Further keywords of `compress`.

    Attributes
    ----------
    student_ : Student
        What a device runs.
    classes_ : ndarray of shape (n_classes,)
        The classes in the order of the outputs.
    n_features_in_ : int
        Features of a row.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(100, 2))
    >>> y = np.where(X[:, 0] > 0, "up", "down")
    >>> model = TesseraClassifier(k=1, lambda_=0.1).fit(X, y)
    >>> bool(model.score(X, y) > 0.9)
    True
    """

    classes_: Array

    def fit(self, X: npt.ArrayLike, y: npt.ArrayLike, teacher: Any = None,
            groups: npt.ArrayLike | None = None) -> TesseraClassifier:
        """Compress a teacher, or the labels themselves.

        Parameters
        ----------
        X : array_like of shape (n_samples, n_features)
            Rows.
        y : array_like of shape (n_samples,)
            Labels.
        teacher : fitted classifier, callable or array_like, optional
            A classifier has `predict_proba` or `decision_function`. A callable takes X and
            returns logits of shape (n_samples, n_classes), which an array has, too. Their
            columns are in the order of the sorted classes. Without a teacher the targets are
            the labels, one-hot.
        groups : array_like of shape (n_samples,), optional
            The patient or recording of each row; folds keep groups together.

        Returns
        -------
        TesseraClassifier
            Itself.
        """
        rows, y = validate_data(self, X, y, dtype=[np.float64, np.float32], ensure_min_samples=2)
        check_classification_targets(y)
        self.classes_, places = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError("y has one class, and a classifier needs two classes or more")
        if teacher is None:
            logits, form = np.eye(len(self.classes_))[places], "probabilities"
        else:
            logits, form = _class_logits(teacher, rows, len(self.classes_)), "logits"
        self.student_ = self._compressed(Dump(rows, logits=logits, labels=places), groups, form)
        return self

    def predict(self, X: npt.ArrayLike) -> Array:
        """Return the class of each row.

        Parameters
        ----------
        X : array_like of shape (n_samples, n_features)
            Rows.

        Returns
        -------
        ndarray of shape (n_samples,)
            Values of `classes_`.
        """
        places = self._logits(X).argmax(axis=1)
        found: Array = self.classes_[places]
        return found

    def decision_function(self, X: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Return the logits of each row.

        Parameters
        ----------
        X : array_like of shape (n_samples, n_features)
            Rows.

        Returns
        -------
        ndarray of shape (n_samples, n_classes)
            With two classes of shape (n_samples,): the second logit less the first.
        """
        logits = self._logits(X).astype(np.float64)
        return logits[:, 1] - logits[:, 0] if logits.shape[1] == 2 else logits

    def predict_proba(self, X: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Return the softmax of the logits, computed here and not on a device.

        Parameters
        ----------
        X : array_like of shape (n_samples, n_features)
            Rows.

        Returns
        -------
        ndarray of shape (n_samples, n_classes)
            Each row sums to 1.
        """
        logits = self._logits(X).astype(np.float64)
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares: npt.NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
        return shares


class TesseraRegressor(RegressorMixin, _TesseraEstimator):  # type: ignore[misc]
    """A student of a few kilobytes as a regressor of one target or several.

    Below 40 rows, without `search`, `form` and `budget`, a student of one region is fitted with one
    strength of regularisation: so few rows choose nothing.

    Parameters
    ----------
    budget : int or str, optional
        The most bytes of the packed student: 2500 or "4KB".
    search : {"default", "thorough", "published"}, optional
        The search to run.
    form : {"regional", "corrected", "projected"} or a sequence of them, optional
        Try students of these forms only.
    k : int, str or sequence of int, optional
        Numbers of regions.
    lambda_ : float, str or sequence of float, optional
        Strengths of regularisation.
    folds : int
        The folds of cross-validation, 2 to 64.
    rule : {"best", "near-best", "one-standard-error"}, optional
        How one candidate is chosen.
    seed : int
        Fixes folds and k-means.
    input_bits : {"auto", "int8", "int16"}, optional
        The bits of the inputs.
    threads : int, optional
        Change the time only.
    options : dict, optional
        Further keywords of `compress`.

    Attributes
    ----------
    student_ : Student
        What a device runs.
    n_features_in_ : int
        Features of a row.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(100, 2))
    >>> model = TesseraRegressor(k=1, lambda_=0.01).fit(X, X[:, 0] - X[:, 1])
    >>> bool(model.score(X, X[:, 0] - X[:, 1]) > 0.99)
    True
    """

    def fit(self, X: npt.ArrayLike, y: npt.ArrayLike, teacher: Any = None,
            groups: npt.ArrayLike | None = None) -> TesseraRegressor:
        """Compress a teacher, or the targets themselves.

        Parameters
        ----------
        X : array_like of shape (n_samples, n_features)
            Rows.
        y : array_like of shape (n_samples,) or (n_samples, n_targets)
            Targets.
        teacher : fitted regressor, callable or array_like, optional
            Its answers take the place of y: of `predict`, of a function of X, or an array in
            the shape of y.
        groups : array_like of shape (n_samples,), optional
            The patient or recording of each row; folds keep groups together.

        Returns
        -------
        TesseraRegressor
            Itself.
        """
        rows, y = validate_data(self, X, y, dtype=[np.float64, np.float32], multi_output=True,
                                y_numeric=True, ensure_min_samples=2)
        if teacher is not None:
            y = _answers(getattr(teacher, "predict", teacher), rows)
        y = np.asarray(y, np.float64)
        self._is_one = y.ndim == 1
        self.student_ = self._compressed(Dump(rows, logits=y, task="regression"), groups)
        return self

    def predict(self, X: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Return the targets of each row.

        Parameters
        ----------
        X : array_like of shape (n_samples, n_features)
            Rows.

        Returns
        -------
        ndarray of shape (n_samples,) or (n_samples, n_targets)
        """
        values = self._logits(X).astype(np.float64)
        return values[:, 0] if self._is_one else values

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags


def _answers(teacher: Callable[[Array], npt.ArrayLike] | npt.ArrayLike, X: Array) -> Array:
    """The answers of a function, or an array of them."""
    return np.asarray(teacher(X) if callable(teacher) else teacher, np.float64)


def _class_logits(teacher: Any, X: Array, count: int) -> Array:
    """The logits of a teacher, (N, count)."""
    if hasattr(teacher, "predict_proba"):
        return np.log(np.maximum(np.asarray(teacher.predict_proba(X), np.float64), FLOOR))
    logits = _answers(getattr(teacher, "decision_function", teacher), X)
    if logits.ndim == 1 or logits.shape[1] == 1:
        logits = logits.reshape(-1, 1)
        logits = np.hstack([np.zeros_like(logits), logits])
    if logits.shape != (len(X), count):
        raise ValueError(f"the teacher answers {logits.shape}, and needed are logits of shape "
                         f"({len(X)}, {count})")
    return logits
