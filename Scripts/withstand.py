#!/usr/bin/env python3
"""Choose what students withstand on training rows, measure them, and write tables into Docs/Results.md.

    Scripts/withstand.py                   MIT-BIH and ECG5000, into the page
    Scripts/withstand.py --choose-only --dump mitbih=../shared/data/mitbih --output -

Run from the project's root after `make build`. The rows of PREFIX-train.npz are dealt to parts, whole groups
where there are groups. For each part a student is fitted to the others and measured on the part, as it is and
disturbed. Transfer rows with a parent in the part are left out. The strengths are tried from mild to strong. Of
those that lose at most .003 on the rows as they are, the first one is chosen that is near the best 6 samples off.
PREFIX-test.npz is opened once, when that student and the plain one are made.
"""

import argparse
import datetime
import pathlib
import shutil
import sys
import tempfile

import numpy

import results
import signals
from result_page import parts, withstanding

DUMPS = ["mitbih=../shared/data/mitbih", "ecg5000=../shared/data/ecg5000"]
RATE = {"mitbih": 360, "ecg5000": 250}
TRIED = ["none", "shift=6,share=10%", "shift=8,share=10%", "shift=6", "shift=8", "shift=8,share=80%"]


def dealt(dump, count, seed):
    """The rows of each part, whole groups together."""
    groups = dump.get("groups", numpy.arange(dump["inputs"].shape[0]))
    names = numpy.random.default_rng(seed).permutation(numpy.unique(groups))
    return [numpy.flatnonzero(numpy.isin(groups, names[part::count])) for part in range(count)]


def taken(dump, rows, places=None):
    """Some rows of a dump; `places` are the new numbers of parents."""
    count = dump["inputs"].shape[0]
    result = {name: array[rows] if array.ndim and array.shape[0] == count else array
              for name, array in dump.items()}
    if places is not None:
        result["parents"] = numpy.where(result["parents"] < 0, -1, places[result["parents"]])
    return result


def write_part(folder, train, transfer, held):
    """The training, transfer and held-out dump of one part, as train, transfer and test."""
    count = train["inputs"].shape[0]
    kept = numpy.setdiff1d(numpy.arange(count), held)
    places = numpy.full(count, -1, dtype=numpy.int32)
    places[kept] = numpy.arange(kept.size, dtype=numpy.int32)
    parents = transfer["parents"]
    rows = numpy.flatnonzero(((parents < 0) | (places[parents] >= 0)).all(axis=1))
    numpy.savez(folder / "part-train.npz", **taken(train, kept))
    numpy.savez(folder / "part-transfer.npz", **taken(transfer, rows, places))
    numpy.savez(folder / "part-test.npz", **taken(train, held))
    return folder / "part"


class Bench:
    """Makes students of one dump, and measures them."""

    def __init__(self, options, folder, name, prefix):
        """Keep the options, a folder for files, and the dump."""
        self.options, self.folder, self.name, self.prefix = options, folder, name, prefix

    def compressed(self, prefix, changes):
        """Make a student."""
        path = self.folder / "student.tessera"
        own = [] if changes == "none" else ["--withstand", changes, "--window", self.options.window]
        signals.execute(
            self.options.tessera, "compress", f"{prefix}-train.npz", "--transfer",
            f"{prefix}-transfer.npz", *own, "--quiet", "--output", path)
        return path

    def measured(self, student, prefix):
        """A student on rows as they are and disturbed."""
        path = self.folder / "figures.json"
        signals.execute(
            self.options.tessera, "robustness", student, f"{prefix}-test.npz", "--window",
            self.options.window, "--rate", RATE.get(self.name, 250), "--quiet", "--json", path)
        return withstanding.read(path)

    def held_out(self):
        """For each strength, the figures of held-out parts with their numbers of rows."""
        train = dict(numpy.load(f"{self.prefix}-train.npz"))
        transfer = dict(numpy.load(f"{self.prefix}-transfer.npz"))
        found = {changes: [] for changes in self.options.tried}
        for held in dealt(train, self.options.parts, self.options.seed):
            prefix = write_part(self.folder, train, transfer, held)
            for changes, records in found.items():
                records.append(
                    (held.size, self.measured(self.compressed(prefix, changes), prefix)))
        return found

    def tested(self, chosen):
        """The plain student and the chosen one on the test dump."""
        found = {}
        for changes in dict.fromkeys(["none", chosen]):
            made = shutil.move(
                self.compressed(self.prefix, changes), self.folder / f"{len(found)}.tessera")
            found[changes] = pathlib.Path(made)
        return {changes: self.measured(path, self.prefix) for changes, path in found.items()}


def block(options, folder):
    """The part of the page between the markers."""
    facts = [
        f"Written by `{' '.join(['Scripts/withstand.py', *sys.argv[1:]])}`",
        f"Date: {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d}",
        f"Machine: {results.machine()}",
        f"Tool: tessera {signals.execute(options.tessera, '--version').strip()}",
    ]
    text = withstanding.HEAD + "\n".join(f"- {fact}" for fact in facts) + "\n"
    for given in options.dump or DUMPS:
        name, prefix = given.split("=", 1)
        bench = Bench(options, folder, name, prefix)
        held = bench.held_out()
        chosen = withstanding.choice(held)
        text += withstanding.held_out(name, held, chosen, options.parts)
        if not options.choose_only:
            text += withstanding.tested(name, bench.tested(chosen), chosen)
    return text


def main():
    """Choose, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dump", action="append", metavar="NAME=PREFIX",
                        help=f"repeatable (default: {' '.join(DUMPS)})")
    parser.add_argument("--tessera", default=".build/release/tessera", help="the executable")
    parser.add_argument("--output", default="Docs/Results.md", help="the page; - for the terminal")
    parser.add_argument("--window", default="140", help="the first features are a waveform")
    parser.add_argument("--parts", type=int, default=2, help="parts of the rows (default 2)")
    parser.add_argument("--seed", type=int, default=0, help="deals the groups to parts")
    parser.add_argument("--choose-only", action="store_true", help="do not open the test dump")
    parser.add_argument("--try", dest="tried", nargs="+", default=TRIED, metavar="CHANGES",
                        help="none first, and what --withstand takes, from mild to strong")
    options = parser.parse_args()
    if shutil.which(options.tessera) is None:
        sys.exit(f"{options.tessera}: no such executable. Run 'swift build -c release' first.")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        # A copy: a build that goes on meanwhile changes nothing.
        options.tessera = shutil.copy(options.tessera, folder)
        text = block(options, folder)
    if options.output == "-":
        print(text)
    else:
        parts.put(pathlib.Path(options.output), withstanding.PART, text)


if __name__ == "__main__":
    main()
