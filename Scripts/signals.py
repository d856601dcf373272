#!/usr/bin/env python3
"""Compress a teacher of raw signals and write its tables into Docs/Results.md.

    Scripts/signals.py                     on the intracardiac electrograms, into the page
    Scripts/signals.py --seeds 1 --output -    one seed, on the terminal

Run from the project's root after `make build`. Students are made of PREFIX-train.npz alone. All of
them are made before PREFIX-test.npz is opened. The tables stand between `<!-- signals: begin -->`
and `<!-- signals: end -->`.
"""

import argparse
import datetime
import json
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import time

import numpy

import results
from result_page import parts, signals

DUMP = "../shared/data/iegm"
SCORE = ["--score", "f2"]
FLAGS = ["-Os", "-mthumb", "-mfloat-abi=soft", "-ffreestanding", "-ffunction-sections",
         "-fdata-sections"]
CORES = ("cortex-m0plus", "cortex-m4")
# One structure of the published search, with strengths that suit features.
FIXED = ["--lambda", "0.0001...1"]


def execute(*command):
    """Run a command, and fail with what it printed."""
    shown = " ".join(map(str, command))
    print(shown, file=sys.stderr, flush=True)
    answer = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        sys.exit(f"{shown}\nexit code {answer.returncode}\n{answer.stderr}")
    return answer.stdout


class Bench:
    """Makes students, and measures them when all are made."""

    def __init__(self, tessera, folder, dump):
        """Keep the executable, a folder for its files, and the prefix of the dumps."""
        self.tessera, self.folder, self.dump = tessera, folder, dump
        self.made = []

    def compress(self, title, *options):
        """Make a student, in a process of its own that is timed."""
        path = self.folder / f"{len(self.made)}.tessera"
        started = time.monotonic()
        execute(self.tessera, "compress", f"{self.dump}-train.npz", *options, *SCORE, "--quiet",
                "--output", path)
        seconds = time.monotonic() - started
        # The largest of all so far: runs are alike.
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        self.made.append((title, path, seconds, peak))
        return path

    def runs(self):
        """The students on the test dump."""
        test = f"{self.dump}-test.npz"
        with numpy.load(test) as arrays:
            truth, groups = arrays["labels"].astype(int), arrays["groups"]
            teacher = arrays["logits"].argmax(axis=1)
        for title, path, seconds, peak in self.made:
            answers = path.with_suffix(".npy")
            execute(self.tessera, "predict", path, test, "--labels", "--quiet", "--output", answers)
            record = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
            decisions = signals.Decisions(numpy.load(answers), truth, teacher, groups)
            yield signals.Run(title, record, decisions, seconds, peak)

    def devices(self, count):
        """Bytes, memory and instructions of the first students on each core: a row for both."""
        for title, path, _, _ in self.made[:count]:
            source, figures = self.folder / "generated", self.folder / "profile.json"
            execute(self.tessera, "generate", path, "--output", source, "--force", "--quiet")
            student = path.stat().st_size
            for core in CORES:
                execute(self.tessera, "profile", path, "--core", core, "--quiet", "--json", figures)
                found = json.loads(figures.read_text(encoding="utf-8"))["cores"][0]
                code, front = self.linked(source / "src/tessera.c", core), found["front_end"]
                memory = front["memory"] + max(front["stack"], found["memory"]["stack"])
                yield title, core, [code, student, code + student, memory,
                                    front["instructions"] + found["instructions"]]

    def linked(self, source, core):
        """Bytes of a runtime that opens and classifies."""
        parts_, whole = self.folder / "runtime.o", self.folder / "runtime.elf"
        flags = [*FLAGS, f"-mcpu={core}"]
        execute("arm-none-eabi-gcc", *flags, "-c", source, "-o", parts_)
        execute("arm-none-eabi-gcc", *flags, "-nostdlib", "-Wl,--gc-sections", "-Wl,-e,tessera_open",
                "-Wl,-u,tessera_classify", parts_, "-lgcc", "-o", whole)
        sizes = [line.split() for line in execute("arm-none-eabi-size", "-A", whole).splitlines()]
        return sum(int(line[1]) for line in sizes
                   if line and line[0].startswith((".text", ".rodata")))


def block(options, bench):
    """The part of the page between the markers."""
    for seed in range(options.seeds):
        bench.compress(f"seed {seed}", "--front-end", "auto", "--seed", seed)
    first = bench.made[0][1]
    name = json.loads(first.with_suffix(".json").read_text(encoding="utf-8"))["front_end"]["name"]
    for count in (1, 8):
        bench.compress(f"k = {count}, published search", "--front-end", name, "--k", count, *FIXED)
    runs = list(bench.runs())
    seeds = runs[:options.seeds]
    facts = [
        f"Written by `{' '.join(['Scripts/signals.py', *sys.argv[1:]])}`",
        f"Date: {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d}",
        f"Machine: {results.machine()}",
        f"Tool: tessera {execute(bench.tessera, '--version').strip()}",
        f"Signals: `{options.dump}-train.npz` and `-test.npz`",
    ]
    return (
        TEXT + "\n".join(f"- {fact}" for fact in facts) + "\n\n" + signals.students(runs) + "\n"
        + signals.summary(seeds) + K_TEXT + TRIALS_TEXT + signals.trials(seeds[0]) + DEVICE_TEXT
        + signals.devices(bench.devices(options.seeds)))


TEXT = """## Signals

Intracardiac electrograms of the TinyML Design Contest 2022: 1,250 counts at 250 Hz, ventricular
arrhythmia or not, no patient in both dumps. `tessera compress TRAIN --front-end auto --score f2` makes
each student. F2 counts sensitivity twice as much as precision. *Held out* is cross-validated on
training patients, *test* is of other patients. Intervals are over patients. Agreement is with the
teacher where the student decides.

"""

K_TEXT = """
The last two rows have the same front-end and one structure of the published search each: one region,
and eight.
"""

TRIALS_TEXT = """
### Front-ends that were tried (seed 0)

Loss is the divergence of a student of one region, cross-validated. The three of lowest loss compete
with all structures, by F2 that is held out. The cheapest wins that is not worse than the best beyond
two standard errors.

"""

DEVICE_TEXT = """
### On the device

C99 runtime at -Os, linked to open and to classify; memory of the caller and stack, without the window;
instructions from counts to the answer in an emulator, and no cycles.

"""


def arguments():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dump", metavar="PREFIX", default=DUMP,
                        help=f"PREFIX-train.npz and -test.npz, with groups ({DUMP})")
    parser.add_argument("--seeds", type=int, default=5, help="how many (5)")
    parser.add_argument("--tessera", default=".build/release/tessera", help="the executable")
    parser.add_argument("--output", default="Docs/Results.md", help="the page; -: the terminal")
    return parser.parse_args()


def main():
    """Make and measure all students, and write the tables."""
    options = arguments()
    if shutil.which(options.tessera) is None:
        sys.exit(f"{options.tessera}: no such executable. Run 'swift build -c release' first.")
    if not pathlib.Path(f"{options.dump}-train.npz").exists():
        print(f"skipped: no dump {options.dump}", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        # A copy: a build that goes on meanwhile changes nothing.
        bench = Bench(shutil.copy(options.tessera, folder), folder, options.dump)
        text = block(options, bench)
    if options.output == "-":
        print(text)
    else:
        parts.put(pathlib.Path(options.output), signals.PART, text)
        print(f"wrote {options.output}", file=sys.stderr)


if __name__ == "__main__":
    main()
