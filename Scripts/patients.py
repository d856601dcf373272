#!/usr/bin/env python3
"""Measure doubt, foreign inputs, noise and learning, and write the tables into Docs/Results.md.

    Scripts/patients.py                       MIT-BIH and ECG5000, seeds 0 to 4, into the page
    Scripts/patients.py --seeds 1 --output -  one seed, on the terminal

Run from the project's root after `make build`. Students are made of PREFIX-train.npz and
PREFIX-transfer.npz. All of them are made before PREFIX-test.npz is opened.
"""

import argparse
import datetime
import json
import pathlib
import shutil
import sys
import tempfile

import numpy

import results
import signals
from result_page import parts, patients

DUMPS = {"mitbih": "../shared/data/mitbih", "ecg5000": "../shared/data/ecg5000"}
WINDOW, RATE = 140, {"mitbih": 360, "ecg5000": 250}
LIMITS = ["--coverage", "95%", "--foreign", "1%"]
LABELS, WRONG, VENTRICULAR = 10, "10%", 2
COUNT = 2000


def standardized(windows):
    """Mean 0 and deviation 1, but for windows of zeros."""
    centred = windows - windows.mean(axis=1, keepdims=True)
    deviation = centred.std(axis=1, keepdims=True)
    return centred / numpy.where(deviation > 0, deviation, 1)


def strange_windows(rate):
    """Windows that are no beats, by name."""
    random, time = numpy.random.default_rng(0), numpy.arange(WINDOW) / rate
    phase = random.uniform(0, 2 * numpy.pi, (COUNT, 1))
    return {
        "white noise": random.normal(size=(COUNT, WINDOW)), "flat line": numpy.zeros((COUNT, WINDOW)),
        "mains 50 Hz": numpy.sin(2 * numpy.pi * 50 * time + phase),
        "mains 60 Hz": numpy.sin(2 * numpy.pi * 60 * time + phase),
    }


class Bench:
    """Makes students, and measures them when all are made."""

    def __init__(self, tessera, folder, seeds):
        """Keep the executable, a folder for its files, and how many seeds."""
        self.tessera, self.folder, self.seeds = tessera, folder, seeds
        self.made = {name: [self.compressed(name, seed) for seed in range(seeds)] for name in DUMPS}

    def run(self, *command):
        """Run the tool; it fails with what it printed."""
        return signals.execute(self.tessera, *command)

    def asked(self, *command):
        """Run the tool, and read the figures that it writes."""
        path = self.folder / "figures.json"
        self.run(*command, "--quiet", "--json", path)
        return json.loads(path.read_text(encoding="utf-8"))

    def compressed(self, name, seed):
        """Make a student with limits, which learns."""
        path = self.folder / f"{name}-{seed}.tessera"
        self.run("compress", f"{DUMPS[name]}-train.npz", "--transfer",
                 f"{DUMPS[name]}-transfer.npz", *LIMITS, "--adaptive", "--seed", seed, "--quiet",
                 "--output", path)
        return path

    def evaluated(self, name):
        """The figures of each seed on the test dump."""
        return [self.asked("evaluate", path, f"{DUMPS[name]}-test.npz") for path in self.made[name]]

    def strangers(self, name):
        """For each seed, the share of each kind of window that is foreign."""
        with numpy.load(f"{DUMPS[name]}-test.npz") as arrays:
            rows = numpy.random.default_rng(1).integers(0, len(arrays["inputs"]), COUNT)
            inputs = arrays["inputs"][rows]
        found = [{} for _ in self.made[name]]
        dump, answers = self.folder / "windows.npy", self.folder / "verdicts.npy"
        for kind, windows in strange_windows(RATE[name]).items():
            inputs[:, :WINDOW] = standardized(windows)
            numpy.save(dump, inputs)
            for path, shares in zip(self.made[name], found):
                self.run("predict", path, dump, "--verdicts", "--quiet", "--output", answers)
                shares[kind] = float((numpy.load(answers) == 2).mean())
        return found

    def disturbed(self, name):
        """The student of seed 0 under noise."""
        return self.asked("robustness", self.made[name][0], f"{DUMPS[name]}-test.npz", "--window",
                          WINDOW, "--rate", RATE[name])

    def taught(self, *options):
        """What ten labels of each patient of MIT-BIH change, for each seed."""
        return [self.asked("personalize", path, f"{DUMPS['mitbih']}-test.npz", "--labels", LABELS,
                           "--seed", seed, *options)
                for seed, path in enumerate(self.made["mitbih"])]


def block(options, bench):
    """The part of the page between the markers."""
    facts = [
        f"Written by `{' '.join(['Scripts/patients.py', *sys.argv[1:]])}`",
        f"Date: {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d}",
        f"Machine: {results.machine()}",
        f"Tool: tessera {bench.run('--version').strip()}",
        f"Seeds 0...{options.seeds - 1}",
    ]
    students = {name: bench.evaluated(name) for name in DUMPS}
    return (
        HEAD + "\n".join(f"- {fact}" for fact in facts) + "\n\n" + DOUBT + patients.doubt(students)
        + CLASSES + patients.classes(students["mitbih"]) + FOREIGN
        + patients.foreign({name: bench.strangers(name) for name in DUMPS}) + LEARNING
        + patients.learning(
            {"10 by margin": bench.taught(), "10 at random": bench.taught("--ask", "random"),
             "10 by margin, 10 % wrong": bench.taught("--wrong", WRONG)}, VENTRICULAR)
        + NOISE + patients.noise({name: bench.disturbed(name) for name in DUMPS}))


HEAD = """## On the patient

Each student is `tessera compress TRAIN --transfer TRANSFER --coverage 95% --foreign 1% --adaptive`. Three
figures with strokes are the least, the median and the most over seeds.

"""

DOUBT = """### Doubt

The margin that parts sure answers from doubtful ones is chosen on held-out training rows.

"""

CLASSES = """
By class, MIT-BIH, seed 0:

"""

FOREIGN = """
### Foreign inputs

The share that is called foreign, the least over seeds. Windows are standardised as beats are; the intervals
between beats are those of real rows.

"""

LEARNING = """
### Learning from ten labels

MIT-BIH: each test patient labels ten beats, and the figures are those of the other beats. The guard decides
whether the lesson is used. Wrong labels are drawn with the seed of the student.

"""

NOISE = """
### Noise

The student of seed 0 on disturbed test rows. Labels and the teacher's answers are those of the row as it
was. Intervals are over patients in MIT-BIH, and over rows in ECG5000.

"""


def arguments():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5, help="how many (5)")
    parser.add_argument("--tessera", default=".build/release/tessera", help="the executable")
    parser.add_argument("--output", default="Docs/Results.md", help="the page; - for the terminal")
    return parser.parse_args()


def main():
    """Make and measure all students, and write the tables."""
    options = arguments()
    if shutil.which(options.tessera) is None:
        sys.exit(f"{options.tessera}: no such executable. Run 'swift build -c release' first.")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        # A copy: a build that goes on meanwhile changes nothing.
        bench = Bench(shutil.copy(options.tessera, folder), folder, options.seeds)
        text = block(options, bench)
    if options.output == "-":
        print(text)
    else:
        parts.put(pathlib.Path(options.output), patients.PART, text)


if __name__ == "__main__":
    main()
