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
TASKS_BEGIN, TASKS_END = "<!-- tasks: begin -->", "<!-- tasks: end -->"
TASKS = f"{TASKS_BEGIN}.*?{TASKS_END}"

INTRODUCTION = """## Quality at equal bytes

Written by `Benchmarks/quality`; do not edit. How to run and read it:
[README.md](README.md#quality-at-equal-bytes). Bytes are of the whole file; peers answer in float,
ours in int8. Brackets are 95 % bootstrap intervals, for differences paired ones. *Above* and
*below*: beyond the interval. CV: cross-validated on training rows.
"""


def put(path, text):
    """Replace the part between the markers, or append it; the part of the tasks in it is kept."""
    file = pathlib.Path(path)
    old = file.read_text(encoding="utf-8") if file.exists() else ""
    before, begin, rest = old.partition(BEGIN)
    mine, _, after = rest.partition(END) if begin else ("", "", "")
    if not begin and before:
        before = before.rstrip("\n") + "\n\n"
    after = after or "\n"
    parts = [text.rstrip(), *re.findall(TASKS, mine, flags=re.DOTALL)]
    joined = "\n\n".join(parts)
    file.write_text(f"{before}{BEGIN}\n{joined}\n{END}{after}", encoding="utf-8")


def put_tasks(path, text):
    """Replace the part of the tasks within the markers, or add it at their end."""
    file = pathlib.Path(path)
    old = file.read_text(encoding="utf-8") if file.exists() else f"{BEGIN}\n{END}\n"
    part = f"{TASKS_BEGIN}\n\n{text.rstrip()}\n\n{TASKS_END}"
    if TASKS_BEGIN in old:
        new = re.sub(TASKS, lambda _: part, old, flags=re.DOTALL)
    else:
        new = old.replace(f"\n{END}", f"\n\n{part}\n{END}")
    file.write_text(new, encoding="utf-8")


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


def duel_table(duels):
    """Return the duels of a dump."""
    rows = []
    for duel in duels:
        value, low, high = duel.difference
        rows.append(
            [
                kilobytes(duel.budget),
                measures.NAMES[duel.measure],
                duel.ours.model.size,
                duel.peer.model.title,
                duel.verdict,
                f"{duel.ours.byte_count:,}",
                f"{duel.peer.byte_count:,}",
                share(duel.ours.scores.point[duel.measure]),
                share(duel.peer.scores.point[duel.measure]),
                f"{value:+.4f} [{low:+.4f}, {high:+.4f}]",
            ]
        )
    header = ["within", "measure", "ours", "peer", "verdict", "bytes", "peer's bytes"]
    return table([*header, "ours", "peer's", "difference"], rows, 5)


def verdict_line(duels, whose):
    """Return whether ours holds at every budget, and where it is ahead."""
    below = [duel for duel in duels if duel.verdict == "below"]
    ahead = [duel for duel in duels if duel.difference[0] > 0]
    above = [duel for duel in duels if duel.verdict == "above"]
    places = ", ".join(f"{measures.NAMES[d.measure]} at {kilobytes(d.budget)}" for d in below)
    return (
        f"Against the best peer by {whose}: "
        + (f"**below by more than the interval in {places}**" if below else "nowhere below by more")
        + ("" if below else " than the interval")
        + f"; ahead in {len(ahead)} of {len(duels)}, beyond the interval in {len(above)}.\n"
    )


def entry_table(entries):
    """Return all models of a dump, family by family."""
    rows = []
    for entry in entries:
        cells = [entry.model.title, entry.model.settings or "-", f"{entry.byte_count:,}"]
        cells += [share(value) for value in entry.validated]
        for measure in range(len(measures.NAMES)):
            low, high = entry.scores.interval(measure)
            cells.append(f"{entry.scores.point[measure]:.4f} [{low:.3f}, {high:.3f}]")
        rows.append(cells)
    header = ["model", "chosen by cross-validation", "bytes"]
    header += [f"CV {name}" for name in measures.NAMES] + measures.NAMES
    return table(header, rows, 2)
