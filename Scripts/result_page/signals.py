"""The tables of students of raw signals, and F2 with its interval over patients."""

import dataclasses

import numpy

from .text import number, share, spread, table

PART = "signals"
# A group counts as one observation; 1.96 standard errors are 95 %.
WIDTH = 1.96


@dataclasses.dataclass
class Decisions:
    """What a student decides on the test dump: labels, the true ones, the teacher's, patients."""

    answers: numpy.ndarray
    truth: numpy.ndarray
    teacher: numpy.ndarray
    groups: numpy.ndarray

    def counts(self, group):
        """Hits, rows of class 1, and rows that are given it, of one patient."""
        own = self.groups == group
        answers, truth = self.answers[own] == 1, self.truth[own] == 1
        return numpy.array([(answers & truth).sum(), truth.sum(), answers.sum()], dtype=float)

    @property
    def f2(self):
        """F2 of class 1, and its 95 % interval: that of the linearised ratio over patients."""
        counts = numpy.array([self.counts(group) for group in numpy.unique(self.groups)])
        over, under = 5 * counts[:, 0], 4 * counts[:, 1] + counts[:, 2]
        value = over.sum() / under.sum()
        parts = len(counts) * (over - value * under) / under.sum()
        error = WIDTH * parts.std(ddof=1) / len(counts) ** 0.5
        return value, max(0.0, value - error), min(1.0, value + error)

    @property
    def agreement(self):
        """The share of rows that are given the teacher's label."""
        return float((self.answers == self.teacher).mean())


@dataclasses.dataclass
class Run:
    """One student: its run record, its decisions, and what it took to make it."""

    title: str
    record: dict
    decisions: Decisions
    seconds: float
    megabytes: float

    def row(self):
        """The run in a table."""
        value, lower, upper = self.decisions.f2
        student, point = self.record["student"], self.record["operating_point"]
        held = point["held_out"]["f2"]
        return [
            self.title, self.record["front_end"]["name"], self.record["selection"]["k"],
            number(student["bytes"]), f"{share(held['value'])} ({held['lower']:.3f} to "
            f"{held['upper']:.3f})", f"{share(value)} ({lower:.3f} to {upper:.3f})",
            share(self.decisions.agreement), f"{self.seconds:.0f}", f"{self.megabytes:.0f}"]


def students(runs):
    """One row for each run, and what they reach together."""
    head = ["run", "front-end", "k", "bytes", "F2, held out (95 %)", "F2, test (95 %)",
            "agreement, test", "s", "MB"]
    return table(head, [run.row() for run in runs], 2)


def summary(runs):
    """Least, median and largest over the seeds."""
    f2 = [run.decisions.f2[0] for run in runs]
    agreement = [run.decisions.agreement for run in runs]
    return (f"Least, median and largest over {len(runs)} seeds: F2 {spread(f2, share)}, agreement "
            f"{spread(agreement, share)}. The teacher's own F2 is "
            f"{share(teacher(runs[0].decisions).f2[0])}.\n")


def teacher(decisions):
    """The teacher's decisions on the same rows."""
    return dataclasses.replace(decisions, answers=decisions.teacher)


def trials(run):
    """The programs that were tried, from the lowest loss on."""
    rows = []
    for trial in sorted(run.record["front_end"]["trials"], key=lambda one: one["loss"]):
        chosen = trial.get("chosen") or {}
        rows.append([trial["name"], chosen.get("title"), number(trial["features"]),
                     number(trial["steps"]), f"{trial['loss']:.4f}", share(trial["agreement"]),
                     number(chosen.get("bytes")),
                     share(chosen["score"]) if chosen else None])
    return table(["front-end", "student", "features", "steps", "loss", "agreement", "bytes",
                  "F2, held out"], rows, 2)


def devices(figures):
    """Code, memory and instructions of each student on each core."""
    return table(["run", "core", "runtime", "student", "together", "memory", "instructions"],
                 [[title, core, *map(number, row)] for title, core, row in figures], 2)
