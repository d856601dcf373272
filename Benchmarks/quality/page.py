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
# Parts within the markers, each written by a run of its own, in the order of the page.
PARTS = ["exchange", "tasks"]

INTRODUCTION = """## Quality at equal bytes

Written by `Benchmarks/quality`; do not edit. How to run and read it:
[README.md](README.md#quality-at-equal-bytes). Bytes are of the whole file; peers answer in float,
ours in int8. Scores are *median / least* over seeds. Brackets are 95 % bootstrap intervals of the
median, for differences paired ones. *Above* and *below*: beyond the interval. *Ahead* and *not
below*: within it. CV: cross-validated on training rows, the median over seeds.
"""


def marked(name, text):
    """Return a part between its own markers."""
    return f"<!-- {name}: begin -->\n\n{text.rstrip()}\n\n<!-- {name}: end -->"


def put(path, text=None, **parts):
    """Replace what stands between the markers, or append it; what is not given is kept.

    `text` is about the dumps. Each name in `parts` is one of `PARTS`.
    """
    file = pathlib.Path(path)
    old = file.read_text(encoding="utf-8") if file.exists() else ""
    before, begin, rest = old.partition(BEGIN)
    mine, _, after = rest.partition(END) if begin else ("", "", "")
    if not begin and before:
        before = before.rstrip("\n") + "\n\n"
    kept = []
    for name in PARTS:
        pattern = f"<!-- {name}: begin -->.*?<!-- {name}: end -->"
        kept += [marked(name, parts[name])] if name in parts else re.findall(pattern, mine, re.S)
        mine = re.sub(pattern, "", mine, flags=re.S)
    own = mine if text is None else text
    joined = "\n\n".join(part for part in [own.strip(), *kept] if part)
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


def head(command, seconds, introduction=INTRODUCTION):
    """Return the subject, place and time of the measurements."""
    cpu = "unknown processor"
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        cpu = next((line.split(":")[1].strip() for line in lines if "model name" in line), cpu)
    today = datetime.datetime.now(datetime.UTC).date()
    versions = f"scikit-learn {sklearn.__version__}, NumPy {numpy.__version__}"
    return (
        f"{introduction}\n- Command: `{command}`\n- Date: {today}\n"
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
