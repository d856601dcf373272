"""Accuracy, agreement and macro-F1, with paired bootstrap intervals."""

from dataclasses import dataclass

import numpy

NAMES = ["accuracy", "agreement", "macro F1"]


@dataclass(frozen=True)
class Scores:
    """The three measures: as they are, the least of any seed, and in every bootstrap replicate.

    `replicates` is replicates × 3.
    """

    point: numpy.ndarray
    least: numpy.ndarray
    replicates: numpy.ndarray

    def minus(self, other):
        """Return the paired difference; its `least` is that of the least values."""
        return Scores(
            self.point - other.point,
            self.least - other.least,
            self.replicates - other.replicates,
        )

    def interval(self, measure):
        """Return the ends of the central 95 % of the replicates."""
        return numpy.quantile(self.replicates[:, measure], [0.025, 0.975])


def median(scores):
    """Return the median over seeds, of the measures and replicate by replicate."""
    return Scores(
        numpy.median([one.point for one in scores], axis=0),
        numpy.min([one.point for one in scores], axis=0),
        numpy.median([one.replicates for one in scores], axis=0),
    )


def measured(counts, class_count):
    """Return the measures of sums of `unit_counts`, one row each.

    Classes that occur neither in the labels nor in the answers score 0 and count in the macro
    average, as scikit-learn has it with `labels=range(C)` and `zero_division=0`.
    """
    confusion = counts[:, :-1].reshape(-1, class_count, class_count)
    hits = numpy.einsum("rcc->rc", confusion)
    occurrences = confusion.sum(axis=1) + confusion.sum(axis=2)
    rows = confusion.sum(axis=(1, 2))
    f1 = 2 * hits / numpy.maximum(occurrences, 1e-9)
    return numpy.stack([hits.sum(axis=1) / rows, counts[:, -1] / rows, f1.mean(axis=1)], axis=1)


class Judge:
    """Judges labels against true labels and the teacher's, on units that are drawn together.

    Units are groups (patients) where there are groups, otherwise rows. All models meet the same
    draws, so that differences are paired.
    """

    def __init__(self, rows, replicates=0, seed=0):
        """Draw as many units as there are, with replacement, for each replicate."""
        self.labels, self.teacher = rows.labels, rows.teacher
        self.class_count = rows.logits.shape[1]
        self.is_grouped = rows.groups is not None
        if not self.is_grouped:
            self.units = numpy.arange(len(self.labels))
        else:
            self.units = numpy.unique(rows.groups, return_inverse=True)[1]
        self.unit_count = int(self.units.max()) + 1
        generator = numpy.random.default_rng(seed)
        even = numpy.full(self.unit_count, 1 / self.unit_count)
        draws = generator.multinomial(self.unit_count, even, size=replicates)
        self.draws = draws.astype(numpy.float32)

    def unit_counts(self, answers):
        """Return, for each unit, its confusion counts and its agreements: units × (C² + 1)."""
        cells = self.class_count**2
        index = self.units * cells + self.labels * self.class_count + answers
        confusion = numpy.bincount(index, minlength=self.unit_count * cells)
        agreed = numpy.bincount(self.units, answers == self.teacher, self.unit_count)
        return numpy.column_stack([confusion.reshape(self.unit_count, cells), agreed])

    def judge(self, answers):
        """Return the scores of one label per row."""
        counts = self.unit_counts(answers).astype(numpy.float32)
        point = measured(counts.sum(axis=0, keepdims=True, dtype=float), self.class_count)[0]
        drawn = (self.draws @ counts).astype(float)
        return Scores(point, point, measured(drawn, self.class_count))

    def validate(self, answers):
        """Return the measures of validation rows; groups count alike, as `tessera` has it.

        Macro-F1 is that of all rows together, since most groups lack most classes.
        """
        counts = self.unit_counts(answers)
        score = measured(counts.sum(axis=0, keepdims=True), self.class_count)[0]
        if self.is_grouped:
            score[:2] = measured(counts, self.class_count)[:, :2].mean(axis=0)
        return score
