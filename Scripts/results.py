#!/usr/bin/env python3
"""Measure the built `tessera` on dumps and write Docs/Results.md.

Run from the project's root after `swift build -c release` (or `make results`, which builds
first). Dumps that are not there are skipped, and the page says so. Everything on the page is
output of this script.
"""

import argparse
import datetime
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

DEFAULT_DUMPS = [
    "ecg5000=../shared/data/ecg5000",
    "mitbih=../shared/data/mitbih",
    "beats=Examples/SyntheticBeats/beats",
]
TITLES = {
    "ecg5000": "ECG5000",
    "mitbih": "MIT-BIH Arrhythmia Database",
    "beats": "Synthetic beats",
}
# Ukil et al., EMBC 2021. None is a figure that we do not have.
PUBLISHED = [
    ("baseline (ResNet)", {"accuracy": 0.931, "bytes": "9.71 MB", "parameters": 804169}),
    ("PLA", {"accuracy": 0.937, "parameters": 55710, "flops": 38554}),
    ("quantised PLA (int8)", {"bytes": "62.3 KB", "parameters": 55710, "flops": 38554}),
]
SCORES = [
    ("accuracy", "accuracy"),
    ("weighted_sensitivity", "w. sensitivity"),
    ("weighted_precision", "w. precision"),
    ("weighted_f1", "w. F1"),
]


class Failure(Exception):
    """A run that ended badly; the message says which."""


class Tool:
    """The built executable; equal command lines run once."""

    def __init__(self, path, folder):
        """Keep the path of the executable and a folder for what it writes."""
        self.path = path
        self.folder = folder
        self.records = {}
        self.commands = []

    def version(self):
        """What `tessera --version` prints."""
        answer = subprocess.run([self.path, "--version"], capture_output=True, text=True)
        return answer.stdout.strip() or "unknown"

    def compress(self, prefix, *options):
        """Compress PREFIX-train, measure on PREFIX-test, return the run record."""
        arguments = (f"{prefix}-train.npz", "--test", f"{prefix}-test.npz", *options)
        if arguments in self.records:
            return self.records[arguments]
        shown = " ".join(("tessera compress", *arguments, "--output s.tessera"))
        print(shown, file=sys.stderr)
        output = self.folder / f"student-{len(self.records)}.tessera"
        command = [self.path, "compress", *arguments, "--output", str(output)]
        run = subprocess.run(command, capture_output=True, text=True)
        if run.returncode != 0:
            raise Failure(f"{shown}\nexit code {run.returncode}\n{run.stderr}")
        record = json.loads(output.with_suffix(".json").read_text(encoding="utf-8"))
        self.records[arguments] = record
        self.commands.append(shown)
        return record


def ratio(numerator, denominator):
    """A quotient, 0 where the denominator is 0 (as the tool has it)."""
    return numerator / denominator if denominator else 0.0


def scores(confusion):
    """Accuracy, macro F1 and weighted averages from confusion[true][predicted]."""
    classes = range(len(confusion))
    support = [sum(row) for row in confusion]
    predicted = [sum(row[c] for row in confusion) for c in classes]
    hits = [confusion[c][c] for c in classes]
    total = sum(support)
    f1 = [ratio(2 * hits[c], support[c] + predicted[c]) for c in classes]
    precision = [ratio(hits[c], predicted[c]) for c in classes]

    def weighted(values):
        """The mean by rows of each class."""
        return sum(values[c] * support[c] for c in classes) / total

    return {
        "accuracy": sum(hits) / total,
        "macro_f1": sum(f1) / len(f1),
        "weighted_f1": weighted(f1),
        "weighted_sensitivity": weighted([ratio(hits[c], support[c]) for c in classes]),
        "weighted_precision": weighted(precision),
    }


def size(count):
    """Bytes as people read them, with KB = 1,024 bytes."""
    if count is None:
        return None
    if count < 1024:
        return f"{count} B"
    if count < 1 << 20:
        return f"{count / 1024:.1f} KB"
    return f"{count / (1 << 20):.2f} MB"


def number(value):
    """An integer with commas."""
    return None if value is None else f"{value:,}"


def share(value):
    """A score with four decimals."""
    return None if value is None else f"{value:.4f}"


def table(header, rows, text_columns=1):
    """A Markdown table; None is a dash."""
    rule = ["---"] * text_columns + ["---:"] * (len(header) - text_columns)
    lines = [header, rule] + [["-" if cell is None else str(cell) for cell in row] for row in rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def students(record):
    """(name, scores, bytes, parameters, MACs) of teacher, float and int8 student."""
    test, student, teacher = record["test"], record["student"], record["teacher"]
    parameters = teacher.get("parameters")
    judged = {**scores(test["teacher_confusion"]), "agreement": 1.0}
    yield "teacher", judged, parameters and 4 * parameters, parameters, teacher.get("macs")
    fitted, macs = student["parameters"], student["macs"]
    yield "float student", test["float"], 4 * fitted, fitted, macs
    yield "int8 student", test, student["bytes"], fitted, macs


def published_table(tool, dumps):
    """Section 1: the published table beside ours."""
    header = ["", *(title for _, title in SCORES), "size", "parameters", "FLOPs"]
    rows = [["*published* (Ukil et al., EMBC 2021)"] + [""] * (len(header) - 1)]
    for name, known in PUBLISHED:
        rows.append(
            [name, *(known.get(key) for key, _ in SCORES), known.get("bytes"),
             number(known.get("parameters")), number(known.get("flops"))])
    ours = [
        ("ours, published structure: `--head linear --k 3`", ("--head", "linear", "--k", "3")),
        ("ours, default: folded head", ()),
    ]
    names = ["baseline (teacher)", "PLA (float student)", "quantised PLA (int8 student)"]
    for title, options in ours if "ecg5000" in dumps else []:
        record = tool.compress(dumps["ecg5000"], *options)
        chosen = f"k = {record['selection']['k']}, lambda = {record['selection']['lambda']:g}"
        rows.append([f"*{title} ({chosen})*"] + [""] * (len(header) - 1))
        for name, (_, judged, count, parameters, macs) in zip(names, students(record)):
            rows.append(
                [name, *(share(judged.get(key)) for key, _ in SCORES), size(count),
                 number(parameters), number(macs and 2 * macs)])
    return PUBLISHED_TEXT + table(header, rows)


PUBLISHED_TEXT = """## 1. The published table

Baseline, piecewise linear approximation (PLA) and quantised PLA on ECG5000. **The published
figures are of another split of the data and another teacher than ours: the two are not
comparable row by row.** What can be compared is what compression costs within each. A dash is a
figure that we do not have; of the published student we know one accuracy, printed in its float
row. Weighted averages (w.) weigh classes by their rows; the weighted sensitivity is the accuracy
by definition. FLOPs are 2 × multiply-accumulates. Our sizes are 4 bytes per parameter for
teacher and float student, and the packed file for the int8 student; the published 9.71 MB are
12.7 bytes per parameter, so they hold more than float32 weights.

"""


def dump_tables(tool, dumps):
    """Section 2: teacher, float and int8 student on every dump."""
    header = ["", "accuracy", "agreement", "macro F1", "weighted F1", "size", "MACs"]
    parts = ["## 2. Teacher, float student, int8 student\n\n" + DEFAULTS_TEXT]
    for name, prefix in dumps.items():
        record = tool.compress(prefix)
        rows = [
            [who, *(share(judged.get(key)) for key in
                    ("accuracy", "agreement", "macro_f1", "weighted_f1")),
             size(count), number(macs)]
            for who, judged, count, _, macs in students(record)]
        chosen, test = record["selection"], record["test"]
        folds = f"{chosen['folds']} {'grouped' if chosen['grouped'] else 'random'} folds"
        edges = "; at the grid's " + " and ".join(chosen["edges"]) if chosen["edges"] else ""
        train = next(dump["rows"] for dump in record["dumps"] if dump["role"] == "train")
        parts.append(
            f"### {TITLES.get(name, name)}\n\n{train:,} training rows, {test['rows']:,} test "
            f"rows. Chosen by {folds}: k = {chosen['k']}, lambda = {chosen['lambda']:g}{edges}. "
            f"CV drop {100 * chosen['drop']:.2f} %. int8 and float student give different "
            f"labels on {test['int8_disagreements']} rows "
            f"({100 * test['int8_disagreements'] / test['rows']:.2f} %).\n\n"
            + table(header, rows))
    return "\n".join(parts)


DEFAULTS_TEXT = """`tessera compress` with its defaults: the published grid (k 1...5, lambda 0.01...1000 by
decades, 5 folds, grouped where the dump has groups), folded head, maps shrunk towards the global
one, least mean squared error. Agreement is with the teacher; CV drop is 1 − cross-validated
agreement on training rows, which also trained the teacher. The test rows take part in nothing.
"""


def spread(values, form):
    """Least, median and largest value."""
    return " / ".join(form(v) for v in (min(values), statistics.median(values), max(values)))


def stability(tool, dumps, seed_count):
    """Section 3: the same under other seeds."""
    rows, choices = [], []
    names = [name for name in ("ecg5000", "mitbih") if name in dumps]
    if not names:
        return "## 3. Stability\n\nSkipped: no ECG5000 and no MIT-BIH dump.\n"
    for name in names:
        options = [() if seed == 0 else ("--seed", str(seed)) for seed in range(seed_count)]
        records = [tool.compress(dumps[name], *option) for option in options]
        title = TITLES[name]
        rows.append(
            [title]
            + [spread([r["test"][key] for r in records], share) for key in
               ("accuracy", "agreement")]
            + [spread([r["test"]["teacher_accuracy"] - r["test"]["accuracy"] for r in records],
                      lambda v: f"{v:+.4f}")]
            + [spread([r["student"]["bytes"] for r in records], lambda v: f"{v:,.0f}")]
            + [spread([100 * r["test"]["int8_disagreements"] / r["test"]["rows"]
                       for r in records], lambda v: f"{v:.2f} %")])
        choices.append(
            f"- {title}, (k, lambda) agreement for seeds 0...{seed_count - 1}: " + ", ".join(
                f"({r['selection']['k']}, {r['selection']['lambda']:g}) "
                f"{r['test']['agreement']:.4f}" for r in records))
    header = ["minimum / median / maximum", "accuracy", "agreement", "teacher − int8 accuracy",
              "bytes", "int8/float label disagreements"]
    return (
        f"## 3. Stability over seeds 0...{seed_count - 1}\n\nThe int8 student of section 2 under "
        "other seeds. A seed deals the rows (or groups) to folds, and also starts k-means, so "
        "this is the spread of selection and partition together.\n\n"
        + table(header, rows) + "\n" + "\n".join(choices) + "\n")


def fold_kinds(tool, dumps):
    """Section 4: grouped and random folds on MIT-BIH."""
    if "mitbih" not in dumps:
        return "## 4. Grouped and random folds\n\nSkipped: no MIT-BIH dump.\n"
    rows = []
    for score in ("mse", "agreement", "accuracy"):
        for kind, option in (("grouped", ()), ("random", ("--no-groups",))):
            extra = () if score == "mse" else ("--score", score)
            record = tool.compress(dumps["mitbih"], *option, *extra)
            chosen, test = record["selection"], record["test"]
            rows.append(
                [kind, score, chosen["k"], f"{chosen['lambda']:g}", share(chosen["accuracy"]),
                 share(chosen["agreement"]), share(test["accuracy"]), share(test["agreement"]),
                 share(test["macro_f1"]), number(record["student"]["bytes"])])
    header = ["folds", "score", "k", "lambda", "CV accuracy", "CV agreement", "test accuracy",
              "test agreement", "test macro F1", "bytes"]
    return (
        "## 4. Grouped and random folds\n\nWhat the sweep on MIT-BIH selects with folds that keep "
        "a patient's recordings together (the default for a dump with groups) and with folds of "
        "single beats (`--no-groups`), by each score, and how that student does on patients that "
        "were never seen. Random folds test on beats of patients who also trained: their CV "
        "figures say little about new patients.\n\n" + table(header, rows, text_columns=2))


def smaller_choices(tool, dumps):
    """Section 5: the same search with other rules, and no regions at all."""
    choices = [("default", ()), ("one standard error", ("--rule", "one-standard-error")),
               ("one map, no regions", ("--k", "1"))]
    rows = []
    for name, prefix in dumps.items():
        for title, options in choices:
            record = tool.compress(prefix, *options)
            test = record["test"]
            rows.append(
                [TITLES.get(name, name), title, record["selection"]["k"],
                 number(record["student"]["bytes"])]
                + [share(test[key]) for key in ("accuracy", "agreement", "macro_f1")])
    header = ["dump", "choice", "k", "bytes", "accuracy", "agreement", "macro F1"]
    return (
        "## 5. Smaller choices\n\nint8 students on the test rows. A single linear map is what "
        "regions have to beat; where they do not, take `--k 1`.\n\n"
        + table(header, rows, text_columns=2))


def machine():
    """Processor and cores."""
    name = "unknown processor"
    cpuinfo = pathlib.Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text(encoding="utf-8").splitlines()
        names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
        name = names[0] if names else name
    return f"{name}, {os.cpu_count()} cores"


def page(tool, dumps, skipped, seed_count):
    """The whole page."""
    sections = [
        published_table(tool, dumps), dump_tables(tool, dumps),
        stability(tool, dumps, seed_count), fold_kinds(tool, dumps),
        smaller_choices(tool, dumps)]
    facts = [
        f"Date: {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d}",
        f"Machine: {machine()}",
        f"Tool: tessera {tool.version()}",
        *(f"Dump {name}: `{prefix}-train.npz`, `{prefix}-test.npz`"
          for name, prefix in dumps.items()),
        *(f"Skipped {name}: no dump at `{prefix}-train.npz` and `{prefix}-test.npz`"
          for name, prefix in skipped.items()),
    ]
    command = " ".join(["python3", "Scripts/results.py", *sys.argv[1:]])
    return (
        f"# Results\n\nWritten by `{command}`; do not edit.\n\n"
        + "\n".join(f"- {fact}" for fact in facts) + "\n\n" + "\n".join(sections)
        + "\n## Commands\n\nEach gives one student and its run record, from which the figures "
        "are taken. Equal commands ran once.\n\n```\n" + "\n".join(tool.commands) + "\n```\n")


def present(prefix):
    """Whether both dumps of a prefix are there."""
    return all(os.path.exists(f"{prefix}-{part}.npz") for part in ("train", "test"))


def arguments():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--dump", action="append", metavar="NAME=PREFIX",
        help="PREFIX-train.npz and PREFIX-test.npz; may be given again (default: "
        + " ".join(DEFAULT_DUMPS) + ")")
    parser.add_argument("--tessera", default=".build/release/tessera", help="the executable")
    parser.add_argument("--output", default="Docs/Results.md", help="where the page goes")
    parser.add_argument("--seeds", type=int, default=10, help="seeds in section 3 (default 10)")
    parsed = parser.parse_args()
    parsed.dump = parsed.dump or DEFAULT_DUMPS
    if any("=" not in dump for dump in parsed.dump):
        parser.error("--dump takes NAME=PREFIX")
    if parsed.seeds < 1:
        parser.error("--seeds takes at least 1")
    return parsed


def main():
    """Run everything, write the page."""
    options = arguments()
    if shutil.which(options.tessera) is None:
        sys.exit(f"{options.tessera}: no such executable. Run 'swift build -c release' first.")
    given = dict(dump.split("=", 1) for dump in options.dump)
    dumps = {name: prefix for name, prefix in given.items() if present(prefix)}
    skipped = {name: prefix for name, prefix in given.items() if name not in dumps}
    for name, prefix in skipped.items():
        print(f"skipped: no dump {name} at {prefix}", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        tool = Tool(os.path.abspath(options.tessera), pathlib.Path(folder))
        try:
            text = page(tool, dumps, skipped, options.seeds)
        except Failure as failure:
            sys.exit(str(failure))
    pathlib.Path(options.output).write_text(text, encoding="utf-8")
    print(f"wrote {options.output}", file=sys.stderr)


if __name__ == "__main__":
    main()
