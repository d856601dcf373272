#!/usr/bin/env python3
"""Compress teachers of other families and write their tables into Docs/Results.md.

    Scripts/teachers.py                    on ECG5000, into the page
    Scripts/teachers.py --short            a minute on the bundled beats, on the terminal

Run from the project's root after `make build`. Each teacher is trained and exported by its script
in Examples/Teachers; each residual network is made smaller in other ways, too. PyTorch is
Debian's, for /usr/bin/python3; scikit-learn and TensorFlow are those of
Scripts/setup-exporters.sh. The tables stand between `<!-- teachers: begin -->` and `<!-- teachers:
end -->`.
"""

import argparse
import datetime
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import results
from result_page import parts, teachers
from result_page.tool import Failure, read

EXAMPLES = pathlib.Path("Examples/Teachers")
ECG5000 = "../shared/data/ecg5000"
BUNDLED = "Examples/SyntheticBeats/beats"
TORCH, SCIKIT = "/usr/bin/python3", "Examples/Exporters/.venv/bin/python"
BUDGET, WITHIN = "3KB", 0.02
LARGER = ("--k", 32, "--budget", "30KB")
SHORT_EPOCHS = 1
NOT_SHORT = ("17827", "73343")
# Title, Python, script and network.
FAMILIES = [
    ("S4D", TORCH, "s4d.py", "s4d"),
    ("CfC", TORCH, "liquid.py", "cfc"),
    ("NCP of CfC neurons", TORCH, "liquid.py", "ncp"),
    ("spiking LIF", TORCH, "spiking.py", "spiking"),
    ("ConvLSTM", TORCH, "convlstm.py", "convlstm"),
    ("residual CNN, 4,455", TORCH, "residual.py", "4455"),
    ("residual CNN, 17,827", TORCH, "residual.py", "17827"),
    ("residual CNN, 73,343", TORCH, "residual.py", "73343"),
    ("gradient boosting", SCIKIT, "boosting.py", None),
]


class Bench:
    """Runs the examples and the tool; every command must succeed."""

    def __init__(self, options, tessera, folder):
        """Keep what all commands need; files go into the folder."""
        self.beats, self.short, self.tessera, self.folder = (
            options.beats, options.short, tessera, folder)

    def execute(self, *command):
        """Run a command on one thread, and fail with what it printed."""
        shown = " ".join(map(str, command))
        print(shown, file=sys.stderr, flush=True)
        one = {"OMP_NUM_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
        answer = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False,
                                env={**os.environ, **one})
        if answer.returncode != 0:
            raise Failure(f"{shown}\nexit code {answer.returncode}\n{answer.stderr}")
        return answer.stdout

    def example(self, python, script, *arguments):
        """Run a script of Examples/Teachers on the beats."""
        self.execute(python, EXAMPLES / script, "--beats", self.beats, *arguments)

    def measured(self, family, seed):
        """Teacher and student of one family and seed; a residual network's other forms, too."""
        _, python, script, network = family
        folder = self.folder / f"{network or script}-{seed}"
        fixed = ["--seed", seed, *(["--epochs", SHORT_EPOCHS] if self.short else [])]
        named = ["--network", network] if network else []
        self.example(python, script, *named, "--output", folder, *fixed)
        dumps = [folder / "train.npz", "--transfer", folder / "transfer.npz"]
        student, figures = folder / "student.tessera", folder / "figures.json"
        self.execute(self.tessera, "compress", *dumps, "--budget", BUDGET, "--threads", 1,
                     "--quiet", "--output", student)
        self.execute(self.tessera, "evaluate", student, folder / "test.npz", "--json", figures)
        forms = self.smaller(folder, network, fixed, dumps) if script == "residual.py" else None
        found = teachers.Measured(read(figures), forms)
        if found.loss > WITHIN:
            self.execute(self.tessera, "evaluate", student, folder / "transfer.npz", "--json",
                         figures)
            found.seen = read(figures)["test"]["agreement"]
            self.execute(self.tessera, "compress", *dumps, *LARGER, "--threads", 1, "--quiet",
                         "--output", student)
            self.execute(self.tessera, "evaluate", student, folder / "test.npz", "--json", figures)
            found.larger = read(figures)
        return found

    def smaller(self, folder, network, fixed, dumps):
        """The forms of a residual network, and of its student: name to figures."""
        path = folder / "smaller.json"
        self.example(TORCH, "smaller.py", "--network", network, "--teacher", folder, "--output",
                     path, *fixed)
        forms = read(path)
        if has_tensorflow():
            path = folder / "tflite.json"
            self.example(SCIKIT, "tflite_int8.py", "--teacher", folder, "--output", path)
            forms["int8 TFLite"] = {**read(path), "macs": forms["the network"]["macs"]}
        path = folder / "compare.json"
        self.execute(self.tessera, "compare", *dumps, "--test", folder / "test.npz", "--threads", 1,
                     "--quiet", "--json", path)
        rows = {row["variant"]: row for row in read(path)["rows"]}
        return forms | {f"student: {name}": row for name, row in rows.items() if name != "teacher"}


def has_tensorflow():
    """Whether the environment of the exporters has it."""
    return any(pathlib.Path(SCIKIT).parent.parent.glob("lib/python*/site-packages/tensorflow"))


def block(options, seed_count, found, tool):
    """The part of the page between the markers, for the seeds so far."""
    worst = {title: max(one.loss for one in runs) for title, runs in found.items()}
    beyond = [title for title, loss in worst.items() if loss > WITHIN]
    facts = [
        f"Written by `{' '.join(['Scripts/teachers.py', *sys.argv[1:]])}`",
        f"Date: {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d}",
        f"Machine: {results.machine()}; one thread",
        f"Tool: {tool}",
        f"Beats: `{options.beats}-train.npz`, `-transfer.npz`, `-test.npz`; seeds "
        f"0...{seed_count - 1}",
    ]
    verdict = (f"Every student loses at most {WITHIN} of its teacher's accuracy." if not beyond else
               f"More than {WITHIN} of the teacher's accuracy is lost by the students of: "
               + ", ".join(beyond) + ".")
    return (teachers.HEAD + "\n".join(f"- {fact}" for fact in facts) + "\n\n"
            + teachers.families_text(BUDGET) + teachers.families(found) + f"\n{verdict}\n\n"
            + teachers.reasons(found, BUDGET) + teachers.FORMS_TEXT + teachers.forms(found))


def arguments():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    here = os.path.exists(f"{ECG5000}-train.npz")
    parser.add_argument("--beats", metavar="PREFIX",
                        help=f"PREFIX-train.npz, -transfer.npz, -test.npz ({ECG5000}, or {BUNDLED} "
                        "where that is missing or with --short)")
    parser.add_argument("--seeds", type=int, help="how many (3; 1 with --short)")
    parser.add_argument("--short", action="store_true", help="one epoch, and the least of "
                        "the residual networks")
    parser.add_argument("--tessera", default=".build/release/tessera", help="the executable")
    parser.add_argument("--output", type=pathlib.Path, help="the page; none: the terminal "
                        "(Docs/Results.md on ECG5000)")
    parsed = parser.parse_args()
    whole = here and not parsed.short
    parsed.beats = parsed.beats or (ECG5000 if whole else BUNDLED)
    parsed.seeds = parsed.seeds or (1 if parsed.short else 3)
    if parsed.output is None and parsed.beats == ECG5000 and not parsed.short:
        parsed.output = pathlib.Path("Docs/Results.md")
    return parsed


def main():
    """Make and measure all teachers and students, and write the tables."""
    options = arguments()
    if shutil.which(options.tessera) is None:
        sys.exit(f"{options.tessera}: no such executable. Run 'swift build -c release' first.")
    found = {family[0]: [] for family in FAMILIES
             if not (options.short and family[-1] in NOT_SHORT)}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        # A copy: a build that goes on meanwhile changes nothing.
        bench = Bench(options, shutil.copy(options.tessera, folder), folder)
        try:
            tool = f"tessera {bench.execute(bench.tessera, '--version').strip()}"
            for seed in range(options.seeds):
                for family in FAMILIES:
                    if family[0] in found:
                        found[family[0]].append(bench.measured(family, seed))
                # After each seed, so that a run that is ended early leaves whole tables.
                write(block(options, seed + 1, found, tool), options.output)
        except Failure as failure:
            sys.exit(str(failure))


def write(text, output):
    """Put the tables into the page, or show them where there is none."""
    if output is None:
        print(text)
    else:
        parts.put(output, teachers.PART, text)
        print(f"wrote {output}", file=sys.stderr)



if __name__ == "__main__":
    main()
