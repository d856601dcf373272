#!/usr/bin/env python3
"""Measure the built `tessera` on dumps and write Docs/Results.md.

Run from the project's root after `swift build -c release` (or `make results`, which builds first).
Dumps that are not there are skipped, and the page says so. All students are made before the first
test dump is opened. Everything on the page is output of this script, and so is what stands between
`<!-- results: NAME -->` and `<!-- end of results -->` in other pages. Scripts/teachers.py, signals.py,
patients.py and withstand.py write parts of the page, which are kept.
"""

import argparse
import datetime
import os
import pathlib
import re
import shutil
import sys
import tempfile

from result_page import parts, patients, runs, sections, signals, teachers, withstanding
from result_page.tool import Failure, Tool

DEFAULT_DUMPS = [
    "ecg5000=../shared/data/ecg5000",
    "mitbih=../shared/data/mitbih",
    "beats=Examples/SyntheticBeats/beats",
]
PARTS = ("train", "transfer", "test")
QUOTING = ["README.md", "Docs/Concepts.md"]


def machine():
    """Processor and cores."""
    name = "unknown processor"
    cpuinfo = pathlib.Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text(encoding="utf-8").splitlines()
        names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
        name = names[0] if names else name
    return f"{name}, {os.cpu_count()} cores"


def page(tool, skipped, seed_count, load):
    """The whole page."""
    dumps, made = tool.dumps, tool.made
    real = [dump for dump in runs.REAL if dump in dumps]
    pieces = []
    if "ecg5000" in dumps:
        pieces.append(sections.published_table(made))
    pieces.append(sections.searches(made, dumps))
    if real:
        pieces.append(sections.ablation(made, real))
    if "mitbih" in dumps:
        pieces.append(sections.fold_kinds(made))
    if real:
        pieces.append(sections.stability(made, real, seed_count))
    facts = [
        f"Date: {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d}",
        f"Machine: {machine()}; load average over 15 minutes {load:.1f} at the start and "
        f"{os.getloadavg()[2]:.1f} at the end",
        f"Tool: tessera {tool.version()}",
        *(f"Dump {name}: `{prefix}-train.npz`, `-transfer.npz`, `-test.npz`"
          for name, prefix in dumps.items()),
        *(f"Skipped {name}, and the sections that need it: no dump at `{prefix}-train.npz`, "
          "`-transfer.npz` and `-test.npz`" for name, prefix in skipped.items()),
    ]
    command = " ".join(["python3", "Scripts/results.py", *sys.argv[1:]])
    return (
        f"# Results\n\nWritten by `{command}`; do not edit.\n\n"
        + "\n".join(f"- {fact}" for fact in facts) + "\n\n" + "\n".join(pieces)
        + "\n## Commands\n\nEach command makes one student and its run record. When all were "
        "made, `tessera evaluate s.tessera PREFIX-test.npz --json figures.json` measured them. "
        "Equal commands ran once.\n\n```\n" + "\n".join(tool.commands) + "\n```\n")


def quote(path, blocks):
    """Put tables between their markers in another page."""
    text = path.read_text(encoding="utf-8")
    for name, block in blocks.items():
        text = re.sub(
            rf"(<!-- results: {name} -->\n).*?(<!-- end of results -->)",
            lambda found, block=block: f"{found[1]}\n{block}\n{found[2]}", text, flags=re.DOTALL)
    path.write_text(text, encoding="utf-8")


def blocks(tool, seed_count):
    """The tables that other pages quote, as far as there are dumps for them."""
    found = {}
    if all(dump in tool.dumps for dump in runs.REAL):
        found["summary"] = sections.summary(tool.made, runs.REAL, seed_count)
    if "mitbih" in tool.dumps:
        found["folds"] = sections.fold_rows(tool.made)
    return found


def present(prefix):
    """Whether all dumps of a prefix are there."""
    return all(os.path.exists(f"{prefix}-{part}.npz") for part in PARTS)


def arguments():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--dump", action="append", metavar="NAME=PREFIX",
        help="PREFIX-train.npz, -transfer.npz and -test.npz; repeatable (default: "
        + " ".join(DEFAULT_DUMPS) + ")")
    parser.add_argument("--tessera", default=".build/release/tessera", help="the executable")
    parser.add_argument("--output", default="Docs/Results.md", help="where the page goes")
    parser.add_argument(
        "--quote", nargs="*", default=QUOTING, metavar="PAGE",
        help="pages that quote tables (default: " + " ".join(QUOTING) + ")")
    parser.add_argument("--seeds", type=int, default=5, help="seeds in section 5 (default 5)")
    parsed = parser.parse_args()
    parsed.dump = parsed.dump or DEFAULT_DUMPS
    if any("=" not in dump for dump in parsed.dump):
        parser.error("--dump takes NAME=PREFIX")
    if parsed.seeds < 1:
        parser.error("--seeds takes at least 1")
    return parsed


def main():
    """Make every student, measure them, write the page."""
    options = arguments()
    if shutil.which(options.tessera) is None:
        sys.exit(f"{options.tessera}: no such executable. Run 'swift build -c release' first.")
    given = dict(dump.split("=", 1) for dump in options.dump)
    dumps = {name: prefix for name, prefix in given.items() if present(prefix)}
    skipped = {name: prefix for name, prefix in given.items() if name not in dumps}
    for name, prefix in skipped.items():
        print(f"skipped: no dump {name} at {prefix}", file=sys.stderr)
    load = os.getloadavg()[2]
    with tempfile.TemporaryDirectory() as folder:
        # A copy: a build that goes on meanwhile changes nothing.
        tool = Tool(shutil.copy(options.tessera, folder), pathlib.Path(folder), dumps)
        try:
            for run in runs.plan(dumps, options.seeds):
                tool.compress(run)
            tool.measure()
        except Failure as failure:
            sys.exit(str(failure))
        text = page(tool, skipped, options.seeds, load)
    output = pathlib.Path(options.output)
    old = output.read_text(encoding="utf-8") if output.exists() else ""
    others = [parts.kept(old, name)
              for name in (teachers.PART, signals.PART, patients.PART, withstanding.PART)]
    output.write_text("\n".join([text, *filter(None, others)]), encoding="utf-8")
    print(f"wrote {options.output}", file=sys.stderr)
    for other in options.quote:
        quote(pathlib.Path(other), blocks(tool, options.seeds))


if __name__ == "__main__":
    main()
