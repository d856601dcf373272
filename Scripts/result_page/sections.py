"""The sections of the page, each from the runs that it needs."""

import statistics

from . import runs
from .text import TITLES, choice, number, share, size, spread, structure, students, table

FIGURES = ("accuracy", "agreement", "macro_f1")
SCORES = [
    ("accuracy", "accuracy"),
    ("weighted_sensitivity", "w. sensitivity"),
    ("weighted_precision", "w. precision"),
    ("weighted_f1", "w. F1"),
]
# Title, value, form and worst value of the figures of teachers and students in the summary.
SUMMARY = [
    ("accuracy", lambda judged: judged[1]["accuracy"], share, min),
    ("agreement with the teacher", lambda judged: judged[1]["agreement"], share, min),
    ("macro F1", lambda judged: judged[1]["macro_f1"], share, min),
    ("size", lambda judged: judged[2], size, max),
    ("multiply-accumulates", lambda judged: judged[4], number, max),
]
# Ukil et al., EMBC 2021. None is a figure that we do not have.
PUBLISHED = [
    ("baseline (ResNet)", {"accuracy": 0.931, "bytes": "9.71 MB", "parameters": 804169}),
    ("PLA", {"accuracy": 0.937, "parameters": 55710, "flops": 38554}),
    ("quantised PLA (int8)", {"bytes": "62.3 KB", "parameters": 55710, "flops": 38554}),
]


def figures(made):
    """The figures of the int8 student on the test rows."""
    return [share(made.test[key]) for key in FIGURES]


def published_table(made):
    """The published table beside ours."""
    header = ["", *(title for _, title in SCORES), "size", "parameters", "FLOPs"]
    rows = [["*published* (Ukil et al., EMBC 2021)"] + [""] * (len(header) - 1)]
    for name, known in PUBLISHED:
        rows.append(
            [name, *(known.get(key) for key, _ in SCORES), known.get("bytes"),
             number(known.get("parameters")), number(known.get("flops"))])
    names = ["baseline (teacher)", "PLA (float student)", "quantised PLA (int8 student)"]
    for title, run in runs.published_structure("ecg5000"):
        record = made[run].record
        rows.append([f"*{title} ({choice(record['selection'])})*"] + [""] * (len(header) - 1))
        for name, (_, judged, count, parameters, macs) in zip(names, students(record)):
            rows.append(
                [name, *(share(judged.get(key)) for key, _ in SCORES), size(count),
                 number(parameters), number(macs and 2 * macs)])
    return PUBLISHED_TEXT + table(header, rows)


PUBLISHED_TEXT = """## 1. The published table

Baseline, piecewise linear approximation (PLA) and quantised PLA on ECG5000. **The published
figures are of another split of the data and another teacher than ours. The two are not
comparable row by row.** One can compare what compression costs within each.

- A dash is a figure that we do not have. We know one accuracy of the published student, printed in
  its float row.
- Weighted averages (w.) weigh classes by their rows. The weighted sensitivity is the accuracy by
  definition.
- FLOPs are 2 × multiply-accumulates.
- Our sizes are 4 bytes per parameter for teacher and float student, and the packed file for the
  int8 student. The published 9.71 MB are 12.7 bytes per parameter, so they hold more than float32
  weights.
- Float students are counted as they are stored: a shared map, a projection and what the regions
  add.

"""


def searches(made, dumps):
    """Teacher, float and int8 student on every dump; budgets; the front."""
    parts = ["## 2. Students of every size\n\n" + SEARCHES_TEXT]
    for dump in dumps:
        record = made[runs.default(dump)].record
        rows = [
            [who, *(share(judged.get(key)) for key in (*FIGURES, "weighted_f1")), size(count),
             number(macs)]
            for who, judged, count, _, macs in students(record)]
        header = ["", "accuracy", "agreement", "macro F1", "weighted F1", "size", "MACs"]
        parts.append(
            f"### {TITLES.get(dump, dump)}\n\n{facts(record)}\n\n{table(header, rows)}\n"
            "int8 students of searches and budgets:\n\n"
            + table(
                ["search", "chosen", "bytes", "MACs", "CV agreement", "accuracy", "agreement",
                 "macro F1", "seconds", "CPU seconds"],
                [search_row(title, made[run]) for title, run in runs.searches(dump)], 2)
            + "\nThe front of bytes and CV agreement of the default search:\n\n"
            + table(
                ["student", "bytes", "MACs", "CV agreement", "accuracy", "agreement", "macro F1"],
                [front_row(point) for point in made[runs.front(dump)].front]))
    return "\n".join(parts)


def facts(record):
    """Rows, folds and the choice in a sentence or two."""
    chosen, test = record["selection"], record["test"]
    folds = f"{chosen['folds']} {'grouped' if chosen['grouped'] else 'random'} folds"
    counts = {dump["role"]: dump["rows"] for dump in record["dumps"]}
    return (
        f"{counts['train']:,} training rows, {counts['transfer']:,} transfer rows, "
        f"{test['rows']:,} test rows. Chosen by {folds}: {choice(chosen)}. CV drop "
        f"{100 * chosen['drop']:.2f} %. int8 and float student give different labels on "
        f"{test['int8_disagreements']} rows "
        f"({100 * test['int8_disagreements'] / test['rows']:.2f} %).")


def search_row(title, made):
    """A search, its student and its time; dashes where the budget is below every structure."""
    if made is None:
        return [title, "nothing is that small"] + [None] * 8
    record = made.record
    times = [made.seconds, made.processor_seconds]
    return [
        title, structure(record["selection"]), number(record["student"]["bytes"]),
        number(record["student"]["macs"]), share(record["selection"]["agreement"]), *figures(made),
        *(None if made.continued else f"{seconds:.0f}" for seconds in times)]


def front_row(made):
    """A point of the front."""
    record = made.record
    return [
        structure(record["selection"]), number(record["student"]["bytes"]),
        number(record["student"]["macs"]), share(record["selection"]["agreement"]),
        *figures(made)]


SEARCHES_TEXT = """Every search learns from the training and the transfer set of its dump. It is
cross-validated on the training set. Students are measured on the test rows when all are made.

- The default search screens structures in closed form and refines three of them by distillation. It
  chooses by agreement: the best mean, or the smallest student within .001 of it. With few rows, one
  of lower divergence within one standard error is near enough, too.
- `--search published` is the grid k 1...5, lambda 0.01...1000 by decades, by the squared error.
- Folds are grouped where the dump has groups.
- Agreement is with the teacher. CV drop is 1 − cross-validated agreement on training rows, which
  also trained the teacher.
- Seconds are of the whole command, and CPU seconds are what its threads used. Other programs ran on
  this machine at the time.
- Budgets went on from what the default search had found (`--resume`), so they have no time of their
  own.
"""


def ablation(made, dumps):
    """From the published form to the default search, step by step."""
    rows = []
    for dump in dumps:
        for title, run in runs.ablation(dump):
            found = made[run]
            rows.append(
                [TITLES[dump], title, choice(found.record["selection"]),
                 number(found.record["student"]["bytes"]),
                 share(found.record["selection"]["agreement"]), *figures(found)])
    header = ["dump", "step", "chosen", "bytes", "CV agreement", "accuracy", "agreement",
              "macro F1"]
    return ABLATION_TEXT + table(header, rows, text_columns=3)


ABLATION_TEXT = """## 3. Ablation

The table shows what each part adds or takes. Every row is chosen by cross-validation on the
training set with the rules of its search. It is measured as an int8 student of seed 0. Section 5
shows how much a seed alone changes.

- *ridge*: `--search published --shrink zero`, without a transfer set
- *+ shrinkage*: `--shrink global`, the regions shrunk towards the map of all rows
- *+ transfer*: with the transfer set, whose rows count as rows of the training set do
- *+ refinement*: the default search with `--form regional`. More than the refinement changes. The
  transfer set weighs half, and the rule is that of the default search, which prefers small
  students. Where the choice does not say *distilled*, the closed form diverged less and nothing was
  refined.
- *+ projection*: the whole default search

"""


def fold_rows(made):
    """The choices of grouped and random folds."""
    rows = []
    for kind, search, run in runs.fold_kinds("mitbih"):
        record = made[run].record
        chosen = record["selection"]
        rows.append(
            [kind, search, structure(chosen), number(record["student"]["bytes"]),
             share(chosen["accuracy"]), share(chosen["agreement"]), *figures(made[run])])
    return table(
        ["folds", "search", "chosen", "bytes", "CV accuracy", "CV agreement", "test accuracy",
         "test agreement", "test macro F1"], rows, text_columns=3)


def fold_kinds(made):
    """Grouped and random folds on MIT-BIH."""
    return FOLDS_TEXT + fold_rows(made)


FOLDS_TEXT = """## 4. Grouped and random folds

Grouped folds keep a patient's recordings together, and are the default for a dump with groups.
Random folds are of single beats (`--no-groups`). The table shows what searches on MIT-BIH choose
with each, and how that student does on patients that were never seen. Random folds test on beats of
patients who also trained. Their CV figures say little about new patients.

The published search is by the squared error and by agreement, with k up to 16 and without the
transfer set. The default search is with the transfer set.

"""


def stability(made, dumps, seed_count):
    """The default search under other seeds."""
    rows, choices = [], []
    for dump in dumps:
        found = [made[run] for run in runs.seeds(dump, seed_count)]
        rows.append(
            [TITLES[dump]]
            + [spread([m.test[key] for m in found], share) for key in FIGURES]
            + [spread([m.record["student"]["bytes"] for m in found], number)]
            + [spread([100 * m.test["int8_disagreements"] / m.test["rows"] for m in found],
                      lambda v: f"{v:.2f} %")])
        choices += [
            [TITLES[dump], seed, choice(m.record["selection"]),
             number(m.record["student"]["bytes"]), *figures(m)]
            for seed, m in enumerate(found)]
    header = ["minimum / median / maximum", "accuracy", "agreement", "macro F1", "bytes",
              "int8/float label disagreements"]
    return (
        f"## 5. Stability over seeds 0...{seed_count - 1}\n\nThe tables have the int8 "
        "student of the default search with the transfer set under other seeds. A seed deals the "
        "rows (or groups) to folds, and also starts k-means. So this is the spread of selection "
        "and partition together.\n\n" + table(header, rows) + "\n"
        + table(["dump", "seed", "chosen", "bytes", *header[1:4]], choices, text_columns=3))


def summary(made, dumps, seed_count):
    """Of each dump the teacher, and the median and the worst int8 student over seeds."""
    header, rows = [""], [[title] for title, *_ in SUMMARY]
    for dump in dumps:
        name = TITLES[dump].removesuffix(" Arrhythmia Database")
        header += [f"{name}: teacher", "student, median", "student, worst"]
        found = [list(students(made[run].record)) for run in runs.seeds(dump, seed_count)]
        for row, (_, value, form, worst) in zip(rows, SUMMARY):
            over_seeds = [value(student) for *_, student in found]
            row += [form(value(found[0][0])), form(statistics.median(over_seeds)),
                    form(worst(over_seeds))]
    return table(header, rows)
