"""The estimators do what scikit-learn asks of estimators."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import cross_val_score
from sklearn.svm import LinearSVC
from sklearn.utils.estimator_checks import check_estimator

from tessera_pla import TesseraClassifier, TesseraRegressor


@pytest.mark.parametrize("estimator", [TesseraClassifier(), TesseraRegressor()], ids=str)
@pytest.mark.filterwarnings("ignore")
def test_every_check_of_scikit_learn_passes(estimator: Any) -> None:
    results = check_estimator(estimator, on_skip=None)
    assert {result["status"] for result in results} <= {"passed", "skipped"}
    assert not any(result["expected_to_fail"] for result in results)
    skipped = [result["check_name"] for result in results if result["status"] == "skipped"]
    assert skipped in ([], ["check_array_api_input"])  # which an environment switches on


@pytest.mark.parametrize("form", ["model", "scores", "function", "array"])
def test_a_teacher_may_have_many_forms(form: str, rows: Any) -> None:
    y = np.array(["no", "yes"])[(rows[:, 0] > 0).astype(int)]
    model = LogisticRegression().fit(rows, y)
    teachers: dict[str, Any] = {
        "model": model, "scores": LinearSVC().fit(rows, y), "function": model.decision_function,
        "array": model.predict_log_proba(rows)}
    made = TesseraClassifier(k=1, lambda_=0.01).fit(rows, y, teacher=teachers[form])
    assert made.score(rows, y) > 0.95


def test_a_teacher_of_other_classes_is_refused(rows: Any) -> None:
    with pytest.raises(ValueError, match="needed are logits of shape"):
        TesseraClassifier().fit(rows, rows[:, 0] > 0, teacher=np.zeros((200, 3)))


def test_a_regressor_learns_several_targets_and_a_teacher(rows: Any) -> None:
    made = TesseraRegressor(k=1, lambda_=0.01).fit(rows, rows[:, :2])
    assert made.predict(rows).shape == (200, 2)
    taught = TesseraRegressor(k=1, lambda_=0.01).fit(
        rows, rows[:, 1], teacher=Ridge().fit(rows, rows[:, 0]))
    assert np.abs(taught.predict(rows) - rows[:, 0]).max() < 0.1


def test_a_classifier_is_cloned_and_cross_validated(rows: Any) -> None:
    y = (rows[:, 0] > 0).astype(int)
    scores = cross_val_score(clone(TesseraClassifier(k=1, lambda_=0.01)), rows, y, cv=3)
    assert scores.mean() > 0.9


def test_a_budget_holds(rows: Any) -> None:
    made = TesseraClassifier(budget=200).fit(rows, rows[:, 0] > 0)
    assert made.student_.nbytes <= 200
