"""The roles of two patient sets exchanged: students are trained on the test dump.

Benchmarks/.venv/bin/python Benchmarks/quality/exchange.py --base OLD/tessera

The default search of two tools learns from PREFIX-test alone. It is measured on PREFIX-train. No
transfer set takes part: the one of PREFIX was made from the rows that are measured here, and rows
made of PREFIX-test would need the teacher itself.
"""

import argparse
import json
import pathlib
import shlex
import sys
import tempfile
import time

import numpy

import contest
import data
import measures
import page
import students

BOUND = 0.003
DUMP = "../shared/data/mitbih"
INTRODUCTION = f"""### Roles exchanged

Written by `Benchmarks/quality/exchange.py`. Students of the default search are trained, and chosen,
on the test dump alone. They are measured on the training dump, as int8. No transfer set takes part:
the one there is was made from the rows that are measured, and another would need the teacher.
*Before* is the tool that `--base` names. The difference is that of the medians over seeds, with its
paired 95 % interval over groups. The bound is a difference of -{BOUND}. It does not apply to a larger
student that one of the two splits of groups declines: the last table shows what each split sees.
"""
SHOWN = 5


def arguments():
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="exchange", description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--base", required=True, metavar="TOOL", help="the built tool to compare with")
    add("--revision", metavar="TEXT", help="what the page calls that tool (its file name)")
    add("--tool", default=".build/release/tessera", help="the built tool")
    add("--dump", default=DUMP, metavar="PREFIX", help=f"({DUMP})")
    add("--seeds", type=int, default=5, help="searches with each tool (5)")
    add("--folder", metavar="DIR", help="keep students here, and take those that are there")
    add("--output", metavar="FILE", help="the page (the terminal alone)")
    return parser.parse_args()


def entry(name, path, folder, options, judge):
    """Return the students of one tool, one per seed, and their scores one by one."""
    tool = students.Tool(path, pathlib.Path(folder))
    train, test = data.test_path(options.dump), f"{options.dump}-train.npz"
    found = []
    for seed in range(options.seeds):
        print(f"{time.strftime('%H:%M:%S')} {name}, seed {seed}", file=sys.stderr, flush=True)
        kept = tool.folder / f"{name}-{seed}.tessera"
        if kept.exists():
            found.append(students.record_of(kept))
        else:
            found.append(tool.compress([train], kept.stem, "--seed", seed))
    contender = contest.packed(name, found, lambda student: tool.labels(student, test))
    return found, [judge.judge(labels) for labels in contender.answer(None)]


def seed_table(sides):
    """Return the student of each seed and tool."""
    rows = []
    for name, (found, scores) in sides.items():
        for seed, (student, score) in enumerate(zip(found, scores)):
            cells = [name, str(seed), student.structure, f"{student.byte_count:,}"]
            cells += [page.share(student.validated[measure]) for measure in (0, 1)]
            rows.append(cells + [page.share(value) for value in score.point])
    header = ["tool", "seed", "student", "bytes", "CV accuracy", "CV agreement"]
    return page.table(header + measures.NAMES, rows, 3)


def split_means(found):
    """Return {structure: mean agreement, [groups one by one, alike groups together]}.

    The mean is over groups, over the closed forms of a structure, and over seeds.
    """
    known = {}
    for student in found:
        record = json.loads(student.path.with_suffix(".json").read_text(encoding="utf-8"))
        for candidate in record["table"]["candidates"]:
            if candidate.get("cluster_scores"):
                parts = [candidate[key]["agreement"] for key in ("scores", "cluster_scores")]
                title = students.Student(student.path, candidate).structure
                known.setdefault(title, []).append([numpy.mean(part) for part in parts])
    return {title: numpy.mean(means, axis=0) for title, means in known.items()}


def split_table(found):
    """Return what both splits of groups see of the best structures, and of those that were chosen."""
    means = split_means(found)
    closed = [{**student.selection, "distilled": False} for student in found]
    chosen = {students.Student(None, selection).structure for selection in closed}
    ranked = sorted(means, key=lambda title: -means[title][0])
    shown = [title for title in ranked if title in chosen or title in ranked[:SHOWN]]
    rows = [
        [title, *map(page.share, means[title]), "yes" if title in chosen else "-"]
        for title in shown
    ]
    return page.table(["structure", "groups one by one", "alike groups together", "chosen"], rows)


def difference_table(sides):
    """Return median, least and difference of each measure, and whether it is within the bound."""
    ours, base = (measures.median(scores) for _, scores in sides.values())
    difference, rows = ours.minus(base), []
    for measure, name in enumerate(measures.NAMES):
        pairs = (
            f"{page.share(side.point[measure])} / {page.share(side.least[measure])}"
            for side in (ours, base)
        )
        holds = difference.point[measure] >= -BOUND
        low, high = difference.interval(measure)
        cell = f"{difference.point[measure]:+.4f} [{low:+.4f}, {high:+.4f}]"
        rows.append([name, *pairs, cell, "within" if holds else "**below**"])
    return page.table(["measure", *sides, "difference", "bound"], rows)


def markdown(options):
    """Return the part of the page."""
    start = time.time()
    test = data.read(f"{options.dump}-train.npz")
    judge = measures.Judge(test, 2000)
    with tempfile.TemporaryDirectory() as folder:
        sides = {
            name: entry(name, path, options.folder or folder, options, judge)
            for name, path in [("now", options.tool), ("before", options.base)]
        }
    revision = options.revision or pathlib.Path(options.base).name
    command = ["--base", revision, *(["--seeds", str(options.seeds)] if options.seeds != 5 else [])]
    head = page.head(
        f"python Benchmarks/quality/exchange.py {shlex.join(command)}",
        time.time() - start,
        INTRODUCTION,
    )
    train = data.read_test(options.dump)
    teacher = numpy.mean(test.teacher == test.labels)
    return (
        f"{head}\n{pathlib.Path(options.dump).name}: {len(train.inputs):,} rows of "
        f"{len(numpy.unique(train.groups))} groups for training, {len(test.inputs):,} rows of "
        f"{judge.unit_count} groups measured; {options.seeds} seeds. The teacher's accuracy "
        f"there is {page.share(teacher)}.\n\n*Median / least* over seeds:\n\n"
        f"{difference_table(sides)}\n{seed_table(sides)}\nAgreement of the closed forms of *now*, "
        f"in both splits of the training groups:\n\n{split_table(sides['now'][0])}"
    )


def main():
    """Measure both tools, and write the part of the page."""
    options = arguments()
    text = markdown(options)
    print(text)
    if options.output:
        page.put(options.output, exchange=text)


if __name__ == "__main__":
    try:
        main()
    except (students.Failure, data.NoDump) as failure:
        sys.exit(f"error: {failure}")
