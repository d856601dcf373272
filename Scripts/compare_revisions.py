#!/usr/bin/env python3
"""Compares what two revisions make: for a change that must change nothing.

    Scripts/compare_revisions.py BASE [HEAD] [--devices] [--time RUNS] [--except GLOB]...

Builds both revisions in worktrees of their own (HEAD is the working tree where it is not given),
runs the same commands with both tools, and compares every file and every printed line byte for
byte: golden files, students with their run records, tables of sweep, fronts, predictions, reports,
generated folders, figures as JSON. It takes the bundled dump, and ../shared/data where it is.

--devices   also size and instructions of both runtimes on every core, which may grow by 1 %.
--time N    also the time of a default search, N runs of each tool in turn, medians.
--except    names of files that a change means to change, such as 'generated/tessera.c'.

Fails when anything else differs.
"""

import argparse
import datetime
import fnmatch
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared/data"
GOLDEN = "Tests/Fixtures/Golden"
DEVICE_SCRIPTS = ("Scripts/qemu-c99.sh", "Scripts/qemu-swift.sh")
TOLERANCE = 0.01
# What cores were called in revisions before Runtime/Cores/cores.txt.
FORMER_CORES = {"m0": "cortex-m0plus", "m3": "cortex-m3", "m4": "cortex-m4",
                "m4-hard": "cortex-m4f", "m7-hard": "cortex-m7"}


def check_out(revision, folder):
    """A worktree of a revision, with the packages that the project has fetched."""
    subprocess.run(
        ["git", "worktree", "add", "--quiet", "--detach", folder, revision], cwd=ROOT, check=True
    )
    for part in ("checkouts", "repositories", "workspace-state.json"):
        source, target = ROOT / ".build" / part, folder / ".build" / part
        if source.exists():
            target.parent.mkdir(exist_ok=True)
            subprocess.run(["cp", "-R", source, target], check=True)
    shared = folder.parent / "shared"
    if DATA.exists() and not shared.exists():
        shared.symlink_to(DATA.parent)
    return folder


def build(tree):
    """The tool of a tree."""
    subprocess.run(
        ["swift", "build", "-c", "release", "--product", "tessera"],
        cwd=tree, check=True, stdout=subprocess.DEVNULL,
    )
    return tree / ".build/release/tessera"


def commands(prefix):
    """The commands for a dump, by name: their arguments, with relative paths."""
    name = Path(prefix).name
    train, test, transfer = (f"{prefix}-{part}.npz" for part in ("train", "test", "transfer"))
    labelled = ["--transfer", transfer] if Path(transfer).exists() else []
    default, published = f"{name}/default.tessera", f"{name}/published.tessera"
    yield ["compress", train, *labelled, "--test", test, "--pareto", f"{name}/front",
           "--output", default, "--json", f"{name}/default-figures.json"]
    yield ["compress", train, "--search", "published", "--output", published]
    yield ["compress", train, *labelled, "--budget", "1KB", "--seed", "1",
           "--output", f"{name}/small.tessera"]
    yield ["compress", train, "--head", "linear", "--k", "3", "--standardize", "140", "--force",
           "--output", f"{name}/linear.tessera"]
    yield ["compress", train, "--form", "projected", "--counts-per-unit", "100", "--force",
           "--output", f"{name}/projected.tessera"]
    yield ["sweep", train, *labelled, "--json", f"{name}/sweep.json", "--csv", f"{name}/sweep.csv",
           "--resume", f"{name}/journal.json"]
    yield ["sweep", train, "--search", "published", "--json", f"{name}/published-sweep.json",
           "--resume", f"{name}/published-journal.json"]
    yield ["evaluate", default, test, "--json", f"{name}/evaluate.json"]
    yield ["predict", published, test, "--output", f"{name}/logits.npy"]
    yield ["report", default, "--test", test, "--output", f"{name}/default.html",
           "--card", f"{name}/default.md"]
    yield ["report", published, "--output", f"{name}/published.html"]
    yield ["generate", default, "--output", f"{name}/generated"]
    yield ["inspect", default, "--verify", test, "--verify", f"{name}/generated"]
    yield ["profile", default, "--estimate", "--json", f"{name}/profile.json"]
    yield ["augment", train, "--output", f"{name}/augmented.npy", "--seed", "1"]
    yield ["compare", train, "--test", test, "--json", f"{name}/compare.json"]
    for path in (default, f"{name}/linear.tessera", f"{name}/projected.tessera", train):
        yield ["inspect", path, "--json", f"{name}/inspect-{Path(path).name}.json"]


def run(tool, folder, prefixes):
    """All commands with one tool; its output is kept beside its files."""
    folder.mkdir()
    for prefix in prefixes:
        name = Path(prefix).name
        (folder / name).mkdir()
        for index, arguments in enumerate(commands(prefix)):
            done = subprocess.run([tool, *arguments], cwd=folder, capture_output=True)
            log = folder / name / f"{index:02}-{arguments[0]}.txt"
            log.write_bytes(done.stdout + done.stderr + b"exit code %d\n" % done.returncode)
    return folder


def files(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def compare(base, head, exceptions, faults):
    """How many files of two folders are equal; differences go to `faults`."""
    equal = 0
    for name in sorted(files(base) | files(head)):
        if any(fnmatch.fnmatch(name, f"*{pattern}") for pattern in exceptions):
            continue
        sides = [folder / name for folder in (base, head)]
        if not all(side.exists() for side in sides):
            faults.append(f"only one revision makes {name}")
        elif sides[0].read_bytes() != sides[1].read_bytes():
            faults.append(f"{name} differs")
        else:
            equal += 1
    return equal


def compare_golden(base, head, faults):
    """Golden files of the base must be there, unchanged; new ones may come."""
    names = sorted(name for name in files(base / GOLDEN) if not name.endswith(".md"))
    for name in names:
        other = head / GOLDEN / name
        if not other.exists() or other.read_bytes() != (base / GOLDEN / name).read_bytes():
            faults.append(f"the golden file {name} differs")
    print(f"golden files: {len(names)} compared")


def device_figures(tree, script, faults):
    """The first row of each core: the core, and the whole and decimal numbers of its row."""
    done = subprocess.run([tree / script], cwd=tree, capture_output=True, text=True)
    if done.returncode:
        faults.append(f"{tree / script} fails: {done.stderr[-500:]}")
    rows = {}
    for line in done.stdout.splitlines():
        core = re.match(r"^((?:cortex-)?m\d\S*)\s", line)
        if core:
            name = FORMER_CORES.get(core[1], core[1])
            # Other tables are of builds for version 2.
            rows.setdefault(
                name, [float(x) for x in re.findall(r"(?<=[\s/])\d+(?:\.\d+)?", line)])
    return rows, done.stdout


def compare_devices(base, head, faults):
    for script in DEVICE_SCRIPTS:
        (before, _), (after, text) = (
            device_figures(tree, script, faults) for tree in (base, head))
        print(f"{script} of the head:\n{text}", end="")
        if before.keys() != after.keys() or not before:
            faults.append(f"{script} ran other cores: {sorted(before)} and {sorted(after)}")
        for core in before.keys() & after.keys():
            ratios = [new / old if old else 1 + new for old, new in zip(before[core], after[core])]
            print(f"{core}: head over base " + " ".join(f"{ratio:.4f}" for ratio in ratios))
            # Size and instructions; stack has a limit in the script.
            if any(ratio > 1 + TOLERANCE for ratio in ratios[:6]):
                faults.append(f"{script}, {core}: more than 1 % above the base")


def compare_times(tools, prefix, runs, faults):
    """A default search, the two tools in turn."""
    transfer = Path(f"{prefix}-transfer.npz")
    options = ["--transfer", transfer] if transfer.exists() else []
    done = subprocess.run(
        [ROOT / "Scripts/time_revisions.py", *tools, f"{prefix}-train.npz", *options,
         "--runs", str(runs)])
    if done.returncode:
        faults.append(f"a default search of {Path(prefix).name} differs")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base")
    parser.add_argument("head", nargs="?")
    parser.add_argument("--devices", action="store_true")
    parser.add_argument("--time", type=int, default=0, metavar="RUNS")
    parser.add_argument("--except", action="append", default=[], dest="exceptions")
    arguments = parser.parse_args()
    faults = []
    work = Path(tempfile.mkdtemp())
    try:
        base = check_out(arguments.base, work / "base")
        head = check_out(arguments.head, work / "head") if arguments.head else ROOT
        print(f"{arguments.base} against {arguments.head or 'the working tree'}, "
              f"{datetime.date.today()}, {platform.machine()}, {os.cpu_count()} cores", flush=True)
        prefixes = [str(ROOT / "Examples/SyntheticBeats/beats")]
        if DATA.exists():
            prefixes += [str(DATA / name) for name in ("ecg5000", "mitbih")]
        else:
            print("skipped: no dump")
        tools = [build(tree) for tree in (base, head)]
        compare_golden(base, head, faults)
        # The same folder name for both: paths are recorded.
        made = []
        for name, tool in zip(("base", "head"), tools):
            made.append(run(tool, work / "run", prefixes).rename(work / f"made-{name}"))
        print(f"files: {compare(*made, arguments.exceptions, faults)} equal", flush=True)
        if arguments.devices:
            compare_devices(base, head, faults)
        if arguments.time:
            for prefix in prefixes[:2]:
                compare_times(tools, prefix, arguments.time, faults)
        for fault in faults:
            print(f"error: {fault}", file=sys.stderr)
        if faults:
            print(f"what was made stays in {work}", file=sys.stderr)
    finally:
        if not faults:
            shutil.rmtree(work, ignore_errors=True)
        subprocess.run(["git", "worktree", "prune"], cwd=ROOT, check=False)
    sys.exit(1 if faults else 0)


main()
