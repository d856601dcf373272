"""The page: Markdown between two markers of a file that another program writes, too."""

import datetime
import os
import pathlib
import platform
import re

import numpy
import scipy
import sklearn

import contest
import measures

BEGIN = "<!-- quality: begin -->"
END = "<!-- quality: end -->"
PART = r"<!-- ([\w-]+): begin -->(.*?)<!-- \1: end -->"
# The parts after those of the dumps.
LAST = ["exchange", "tasks"]

INTRODUCTION = """## Quality at equal bytes

Written by `Benchmarks/quality`; do not edit. How to run and read it:
[README.md](README.md#quality-at-equal-bytes). Bytes are of the whole file; peers answer in float,
ours in int8. Scores are *median / least* over seeds. Brackets are 95 % bootstrap intervals of the
median, for differences paired ones. *Above* and *below*: beyond the interval. *Ahead* and *not
below*: within it. CV: cross-validated on training rows, the median over seeds.
"""


def marked(name, text):
    """Return a part between its own markers."""
    return f"<!-- {name}: begin -->\n\n{text.strip()}\n\n<!-- {name}: end -->"


def put(path, **parts):
    """Replace or add parts of the page; other parts are kept, and so is what is around them.

    The parts of the dumps come first, each by its name, then the roles exchanged and the tasks.
    """
    file = pathlib.Path(path)
    old = file.read_text(encoding="utf-8") if file.exists() else ""
    before, begin, rest = old.partition(BEGIN)
    mine, _, after = rest.partition(END) if begin else ("", "", "")
    if not begin and before:
        before = before.rstrip("\n") + "\n\n"
    known = dict(re.findall(PART, mine, flags=re.DOTALL)) | parts
    names = sorted(known, key=lambda name: LAST.index(name) + 1 if name in LAST else 0)
    joined = "\n\n".join([INTRODUCTION.rstrip(), *(marked(name, known[name]) for name in names)])
    file.write_text(f"{before}{BEGIN}\n{joined}\n{END}{after or chr(10)}", encoding="utf-8")


def table(header, rows, text_columns=1):
    """Return a Markdown table; the first columns are text, the others figures."""
    rule = ["---"] * text_columns + ["---:"] * (len(header) - text_columns)
    return "".join(f"| {' | '.join(line)} |\n" for line in [header, rule, *rows])


def share(value):
    """Return a score with four decimals, a dash where it is not known."""
    return f"{value:.4f}" if numpy.isfinite(value) else "-"


def kilobytes(count):
    """Return a budget in KB."""
    return f"{count / contest.KB:.1f} KB"


def head(command, seconds, introduction):
    """Return the subject, place and time of the measurements."""
    cpu = "unknown processor"
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        cpu = next((line.split(":")[1].strip() for line in lines if "model name" in line), cpu)
    today = datetime.datetime.now(datetime.UTC).date()
    versions = f"scikit-learn {sklearn.__version__}, NumPy {numpy.__version__}"
    return (
        f"{introduction.rstrip()}\n\n- Command: `{command}`\n- Date: {today}\n"
        f"- Machine: {cpu}, {os.cpu_count()} cores; {seconds / 60:.1f} minutes\n"
        f"- Peers: {versions}, SciPy {scipy.__version__}, Python {platform.python_version()}\n"
    )


def pair(entry, measure):
    """Return median and least of a measure."""
    scores = entry.scores
    return f"{share(scores.point[measure])} / {share(scores.least[measure])}"


def duel_table(best, networks):
    """Return the duels of a dump, with the best peer and with the best MLP side by side."""
    by_place = {(duel.budget, duel.measure): duel for duel in networks}
    rows = []
    for duel in best:
        ours = duel.ours
        cells = [kilobytes(duel.budget), measures.NAMES[duel.measure], pair(ours, duel.measure)]
        for one in (duel, by_place.get((duel.budget, duel.measure))):
            if one is None:
                cells += ["-"] * 4
                continue
            value, low, high = one.difference
            cells += [
                f"{one.peer.model.title}, {one.peer.byte_count:,} B",
                pair(one.peer, one.measure),
                f"{value:+.4f} [{low:+.4f}, {high:+.4f}]",
                one.verdict,
            ]
        rows.append(cells)
    header = ["within", "measure", "ours"]
    for kind in ("best peer", "best MLP"):
        header += [kind, "its", "difference", "verdict"]
    return table(header, rows, 2)


def places(duels):
    """Return measures and budgets of duels in words."""
    return ", ".join(f"{measures.NAMES[d.measure]} at {kilobytes(d.budget)}" for d in duels)


def verdict_line(duels, whom):
    """Return where ours is below and above beyond the interval, and how often it is ahead."""
    below, above = (
        [duel for duel in duels if duel.verdict == verdict] for verdict in ("below", "above")
    )
    ahead = sum(duel.difference[0] > 0 for duel in duels)
    return (
        f"- Against {whom}: "
        + (f"**below in {places(below)}**" if below else "nowhere below")
        + (f"; above in {places(above)}" if above else "; nowhere above")
        + f". Ahead in {ahead} of {len(duels)} cells.\n"
    )


def entry_table(entries):
    """Return all models of a dump, family by family."""
    rows = []
    for entry in entries:
        cells = [entry.model.title, entry.model.settings or "-", f"{entry.byte_count:,}"]
        cells += [share(value) for value in entry.validated]
        for measure in range(len(measures.NAMES)):
            low, high = entry.scores.interval(measure)
            cells.append(f"{pair(entry, measure)} [{low:.3f}, {high:.3f}]")
        rows.append(cells)
    header = ["model", "chosen by cross-validation", "bytes"]
    header += [f"CV {name}" for name in measures.NAMES] + measures.NAMES
    return table(header, rows, 2)
