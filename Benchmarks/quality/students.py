"""Students of the built `tessera`: ours, from a Pareto folder, and the published structure."""

import json
import pathlib
import subprocess
from collections import Counter
from dataclasses import dataclass

import numpy

import data

# Ukil et al., EMBC 2021: k-means on the inputs, one ridge per region on the activations, then the
# teacher's head; k in 1...5, lambda in 0.01...1000 by decades.
PUBLISHED = ["--head", "linear", "--shrink", "zero", "--lambda", "0.01...1000"]
CLUSTER_COUNTS = range(1, 6)


class Failure(Exception):
    """A run of the tool that ended badly; the message names it."""


@dataclass(frozen=True, eq=False)
class Student:
    """A packed student and the cross-validation in its run record."""

    path: pathlib.Path
    selection: dict
    macs: int | None = None

    @property
    def byte_count(self):
        """Return the size of the file."""
        return self.path.stat().st_size

    @property
    def validated(self):
        """Return the cross-validated measures; those missing in the record are NaN."""
        keys = ["accuracy", "agreement", "macro_f1"]
        return numpy.array([self.selection.get(key) or numpy.nan for key in keys], dtype=float)

    @property
    def structure(self):
        """Return form, regions and components, as far as the record states them."""
        known = self.selection
        parts = [
            known.get("form"),
            f"k = {known['k']}" if "k" in known else self.path.stem,
            f"d = {known['components']}" if known.get("components") else None,
            "refined" if known.get("distilled") else None,
        ]
        return ", ".join(filter(None, parts))

    @property
    def settings(self):
        """Return the penalties, as far as the record states them."""
        names = {
            "lambda": "lambda",
            "correction_lambda": "λ₁",
            "correction_scale": "τ",
            "nuisance": "ν",
            "balance": "balance",
        }
        known = [(name, self.selection.get(key)) for key, name in names.items()]
        return ", ".join(f"{name} {value:g}" for name, value in known if value is not None)


@dataclass(frozen=True)
class Tool:
    """The built executable, and a folder for its files."""

    path: str
    folder: pathlib.Path

    def run(self, *arguments):
        """Run one verb."""
        command = [self.path, *map(str, arguments)]
        answer = subprocess.run(command, capture_output=True, text=True)
        if answer.returncode != 0:
            raise Failure(f"{' '.join(command)}\nexit {answer.returncode}\n{answer.stderr}")
        return answer.stdout

    def compress(self, sources, name, *options):
        """Run the default search; return the student. Its front goes where `options` ask."""
        output = self.folder / f"{name}.tessera"
        self.run("compress", *sources, *options, "--output", output)
        return record_of(output)

    def pareto(self, prefix, seed):
        """Run the default search with a seed; return its choice, and the students of the front."""
        name = f"{pathlib.Path(prefix).name}-{seed}"
        options = ["--seed", seed, "--pareto", self.folder / name]
        chosen = self.compress(sources(prefix, True), name, *options)
        return chosen, read(self.folder / name)

    def within(self, prefix, seed, budget):
        """Run the default search with a seed and a budget; return its choice."""
        name = f"{pathlib.Path(prefix).name}-{budget}-{seed}"
        return self.compress(sources(prefix, True), name, "--seed", seed, "--budget", budget)

    def published(self, prefix):
        """Return the published structure in every k, without and with the transfer rows."""
        students = []
        for has_transfer in (False, True) if data.transfer_path(prefix) else (False,):
            for k in CLUSTER_COUNTS:
                name = f"published-{pathlib.Path(prefix).name}-{k}-{int(has_transfer)}.tessera"
                output = self.folder / name
                options = [*PUBLISHED, "--k", k, "--output", output]
                self.run("compress", *sources(prefix, has_transfer), *options)
                students.append((has_transfer, record_of(output)))
        return students

    def labels(self, student, dump):
        """Return the student's labels on a dump."""
        output = self.folder / "labels.npy"
        self.run("predict", student.path, dump, "--labels", "--output", output)
        return numpy.load(output).ravel().astype(int)


def sources(prefix, has_transfer):
    """Return the arguments that name the training dumps."""
    path = data.transfer_path(prefix) if has_transfer else None
    return [f"{prefix}-train.npz", *(["--transfer", path] if path else [])]


def record_of(path):
    """Return a student with the selection of its run record, empty where there is none."""
    record = path.with_suffix(".json")
    known = json.loads(record.read_text(encoding="utf-8")) if record.exists() else {}
    return Student(path, known.get("selection", {}), known.get("student", {}).get("macs"))


def read(folder):
    """Return the students of a folder, smallest first."""
    found = map(record_of, sorted(pathlib.Path(folder).glob("*.tessera")))
    return sorted(found, key=lambda student: student.byte_count)


def read_pareto(folder, prefix, seed):
    """Return what `Tool.pareto` left in a folder."""
    name = pathlib.Path(folder, f"{pathlib.Path(prefix).name}-{seed}")
    front = read(name)
    if not front:
        raise Failure(f"no students {name}")
    return read_one(name), front


def read_within(folder, prefix, seed, budget):
    """Return what `Tool.within` left in a folder."""
    return read_one(pathlib.Path(folder, f"{pathlib.Path(prefix).name}-{budget}-{seed}"))


def read_one(name):
    """Return the student of a name without its ending."""
    path = name.with_name(f"{name.name}.tessera")
    if not path.exists():
        raise Failure(f"no student {path}")
    return record_of(path)


def counted(titles):
    """Return the distinct titles in the order of their counts: "A (4), B (1)"."""
    counts = Counter(titles).most_common()
    return ", ".join(title if len(counts) == 1 else f"{title} ({n})" for title, n in counts)
