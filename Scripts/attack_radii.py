#!/usr/bin/env python3
"""Attack the certified radii of a packed student: no smaller change of the inputs may change a label.

    Scripts/attack_radii.py STUDENT DUMP [--rows N]

Inputs move towards every class in every region, straight and along its border, in steps that grow, in
the Euclidean norm and by equal amounts. The numbers of the student are read by the package `golden`, and
the tool answers. Prints the moved rows, the counter-examples, and how far the least change that was found
is above the radius. Fails when there is a counter-example. The student takes floats, and has no
standardised inputs, program or head.
"""

import argparse
import itertools
import pathlib
import subprocess
import sys
import tempfile

import numpy

from golden.open import read_student

STEPS = (0.5, 0.9, 0.99, 0.9999, 1.02, 1.04, 1.06, 1.08, 1.1, 1.12, 1.15, 1.2, 1.3, 1.5, 2)
MIXTURES = (0, 0.3, 0.6, 1, 2, 5)
NORMS = ("Euclidean", "largest change")


def scaled(section):
    """The rows of a map before they are rounded."""
    factors = [multiplier * 2.0 ** -shift
               for multiplier, shift in zip(section["multipliers"], section["shifts"])]
    return numpy.asarray(section["weights"], float) * numpy.array(factors)[:, None]


def functions(path):
    """Return maps, regions x C x n, and scores, regions x n, as functions of the quantised input."""
    header, sections = read_student(path.read_bytes())
    if header["standardizedCount"] or "program" in sections or "head" in sections:
        sys.exit(f"{path}: has standardised inputs, a program or a head")
    project = scaled(sections["projection"]) if "projection" in sections else None
    count, inputs = header["regionCount"], header["inputCount"]

    def of_inputs(rows):
        return rows if project is None else rows @ project
    maps = numpy.stack([of_inputs(scaled(sections[f"regionMap{region}"]))
                        for region in range(count)])
    if "sharedMap" in sections:
        maps = maps + scaled(sections["sharedMap"])
    scores = numpy.zeros((count, inputs))
    if "gate" in sections:
        scores[1:] = of_inputs(numpy.asarray(sections["gate"]["weights"], float))
    return maps, scores


class Tool:
    """Answers of the student to rows."""

    def __init__(self, tessera, student, folder):
        """Keep the executable, the student, and a folder for arrays."""
        self.command, self.folder = [tessera, "predict", student], folder

    def answers(self, rows, content):
        """The answers that an option of `predict` names."""
        given, answered = self.folder / "rows.npy", self.folder / "answers.npy"
        numpy.save(given, rows.astype(numpy.float32))
        subprocess.run([*map(str, self.command), given, content, "-o", answered, "--quiet"], check=True,
                       stdout=subprocess.DEVNULL)
        return numpy.load(answered)


def directions(maps, scores, labels, regions, aim, norm):
    """Directions of length 1 from rows to a class in a region, with a share of the region's border."""
    target, region, mixture = aim
    rise = maps[region][target] - maps[region][labels]
    entry = scores[region] - scores[regions]
    length = numpy.linalg.norm(entry, axis=1, keepdims=True)
    rise = rise / numpy.maximum(numpy.linalg.norm(rise, axis=1, keepdims=True), 1e-30)
    mixed = rise + mixture * entry / numpy.maximum(length, 1e-30) * (length > 0)
    if norm:
        return numpy.sign(mixed)
    return mixed / numpy.maximum(numpy.linalg.norm(mixed, axis=1, keepdims=True), 1e-30)


def attack(tool, rows, maps, scores):
    """Return (moved rows, counter-examples, least changes N x 2, radii N x 2)."""
    labels, regions = tool.answers(rows, "--labels"), tool.answers(rows, "--regions")
    radii = tool.answers(rows, "--radii").astype(float)
    least = numpy.full(radii.shape, numpy.inf)
    moved = wrong = 0
    aims = itertools.product(range(maps.shape[1]), range(len(maps)), MIXTURES, (0, 1))
    for *aim, norm in aims:
        chosen = numpy.flatnonzero((radii[:, norm] > 0) & (labels != aim[0]))
        if not chosen.size:
            continue
        way = directions(maps, scores, labels[chosen], regions[chosen], aim, norm)
        for step in STEPS:
            target = (rows[chosen] + step * radii[chosen, norm, None] * way).astype(numpy.float32)
            change = target.astype(float) - rows[chosen]
            size = abs(change).max(axis=1) if norm else numpy.linalg.norm(change, axis=1)
            changed = tool.answers(target, "--labels") != labels[chosen]
            moved += chosen.size
            wrong += int((changed & (size < radii[chosen, norm])).sum())
            found = chosen[changed]
            least[found, norm] = numpy.minimum(least[found, norm], size[changed])
    return moved, wrong, least, radii


def main():
    """Attack the rows of a dump, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("student", type=pathlib.Path)
    parser.add_argument("dump", type=pathlib.Path, help="an .npz with inputs")
    parser.add_argument("--rows", type=int, default=200, help="the first of the dump (200)")
    parser.add_argument("--tessera", default=".build/release/tessera", help="the executable")
    options = parser.parse_args()
    maps, scores = functions(options.student)
    rows = numpy.load(options.dump)["inputs"].astype(numpy.float32)[:options.rows]
    with tempfile.TemporaryDirectory() as folder:
        tool = Tool(options.tessera, options.student, pathlib.Path(folder))
        moved, wrong, least, radii = attack(tool, rows, maps, scores)
    print(f"{moved} moved rows, {wrong} counter-examples")
    for norm, name in enumerate(NORMS):
        certified = radii[:, norm] > 0
        ratios = least[certified, norm] / radii[certified, norm]
        print(f"{name}: {certified.mean():.3f} of rows certified, median radius "
              f"{numpy.median(radii[:, norm]):.3f}, least change found / radius "
              f"{numpy.median(ratios):.2f} (median), {numpy.quantile(ratios, 0.9):.2f} (90 %)")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
