#!/usr/bin/env python3
"""Writes the scikit-learn fixtures in Tests/Fixtures/ScikitLearn.

    python3 -m pip install scikit-learn
    python3 Scripts/make_sklearn_fixtures.py [DIRECTORY]

Every number comes from scikit-learn and is checked a second way before it is
written: ridge maps against the exact rational solution of the normal
equations, k-means against a plain Lloyd loop, metrics against their
definitions. The schema is described in Tests/Fixtures/ScikitLearn/README.md.
"""

import sys
import warnings
from pathlib import Path

from sklearn_fixtures import clustering, ridge, scores, writing

DEFAULT_DIRECTORY = Path(__file__).resolve().parent.parent / "Tests/Fixtures/ScikitLearn"
SIZE_LIMIT = 400 * 1024


def main():
    warnings.filterwarnings("ignore", message="A single label was found")
    directory = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_DIRECTORY
    directory.mkdir(parents=True, exist_ok=True)
    fixtures = {
        "metrics.json": {"cases": scores.classification_cases()},
        "regression_metrics.json": {"cases": scores.regression_cases()},
        "ridge.json": {"lambdas": ridge.LAMBDAS, "problems": ridge.ridge_problems()},
        "ridge_cv.json": {"lambdas": ridge.LAMBDAS, **ridge.ridge_cv()},
        "kfold.json": {"cases": ridge.kfold_cases()},
        "kmeans.json": {"cases": clustering.kmeans_cases()},
    }
    total = sum(writing.write(directory, name, fixtures[name]) for name in fixtures)
    assert total < SIZE_LIMIT, f"{total:,} bytes are too many for fixtures"


if __name__ == "__main__":
    main()
