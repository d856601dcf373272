"""Who wins at a byte budget: the best peer that fits against ours, measure by measure."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy

import measures
import students

KB = 1024
BUDGETS = [int(0.9 * KB), int(1.5 * KB), int(2.5 * KB), 5 * KB]
AGREEMENT = measures.NAMES.index("agreement")


@dataclass(frozen=True)
class Contender:
    """A fitted model, not yet tested: what it is, its bytes, its cross-validated measures.

    `answer(inputs)` returns labels, one array per seed.
    """

    name: str
    size: str
    settings: str
    byte_count: int
    validated: numpy.ndarray
    answer: Callable

    @property
    def title(self):
        """Return name and size."""
        return f"{self.name}, {self.size}" if self.size else self.name


def packed(name, chosen, labels):
    """Return packed students, one per seed, as a contender.

    `labels(student)` answers for one of them.
    """
    return Contender(
        name,
        students.counted([student.structure for student in chosen]),
        students.counted([student.settings for student in chosen]),
        max(student.byte_count for student in chosen),
        numpy.median([student.validated for student in chosen], axis=0),
        lambda inputs: [labels(student) for student in chosen],
    )


@dataclass(frozen=True)
class Entry:
    """A contender with its measures on the test split: median, and least, over its seeds."""

    model: Contender
    scores: measures.Scores

    @property
    def byte_count(self):
        """Return the bytes of the whole file."""
        return self.model.byte_count

    @property
    def validated(self):
        """Return the cross-validated measures."""
        return self.model.validated


def tested(contender, inputs, judge):
    """Return the entry of a contender."""
    scores = [judge.judge(labels) for labels in contender.answer(inputs)]
    return Entry(contender, measures.median(scores))


@dataclass(frozen=True)
class Duel:
    """Ours against one peer on one measure at one budget."""

    budget: int
    measure: int
    ours: Entry
    peer: Entry

    @property
    def difference(self):
        """Return ours minus the peer's, and its 95 % interval."""
        scores = self.ours.scores.minus(self.peer.scores)
        return scores.point[self.measure], *scores.interval(self.measure)

    @property
    def verdict(self):
        """Return the paired interval of the difference, in words."""
        value, low, high = self.difference
        if high < 0:
            return "below"
        if low > 0:
            return "above"
        return "ahead" if value > 0 else "not below"


def fitting(entries, budget):
    """Return the entries within the budget."""
    return [entry for entry in entries if entry.byte_count <= budget]


def best_validated(entries, measure):
    """Return the entry that cross-validation on training rows ranks first; smaller among equals."""
    known = [entry for entry in entries if numpy.isfinite(entry.validated[measure])]
    return max(known, key=lambda e: (e.validated[measure], -e.byte_count), default=None)


def best_tested(entries, measure):
    """Return the entry that the test split ranks first."""
    return max(entries, key=lambda e: (e.scores.point[measure], -e.byte_count), default=None)


def duels(ours, peers, pick_peer):
    """Return a duel per budget and measure; `ours` is {budget: entry}."""
    result = []
    for budget, mine in ours.items():
        for measure in range(len(measures.NAMES)):
            peer = pick_peer(fitting(peers, budget), measure)
            if peer:
                result.append(Duel(budget, measure, mine, peer))
    return result
