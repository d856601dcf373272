"""The tables of doubt, foreign inputs, noise and learning, for Docs/Results.md."""

import statistics

PART = "patients"
TITLES = {"mitbih": "MIT-BIH", "ecg5000": "ECG5000"}


def table(head, rows):
    """A table of Markdown: the first column is left-aligned."""
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def score(value):
    """Four decimals; a dash where there is none."""
    return "-" if value is None else f"{value:.4f}"


def spread(values, places=4):
    """Least, median and most."""
    found = (min(values), statistics.median(values), max(values))
    return " / ".join(f"{value:.{places}f}" for value in found)


def doubt(students):
    """All answers, and those that are sure; each is least, median and most over the seeds."""
    rows = []
    for name, records in students.items():
        tests = [record["test"] for record in records]
        verdicts = [test["verdicts"] for test in tests]
        known = [test["rows"] for test in tests]
        rows.append([
            TITLES[name], spread([test["accuracy"] for test in tests]),
            spread([each["sure"] / count for each, count in zip(verdicts, known)]),
            spread([each["accuracy"] for each in verdicts]),
            spread([each["least_coverage"] for each in verdicts])
            if "least_coverage" in verdicts[0] else "-",
            spread([each["foreign"] / count for each, count in zip(verdicts, known)]),
        ])
    return table(["", "accuracy", "sure", "accuracy of the sure", "sure, worst patient",
                  "real rows called foreign"], rows)


def classes(records):
    """Sure answers by class, seed 0."""
    test = records[0]["test"]
    found = test["verdicts"]
    rows = [[str(at), f"{count:,}", score(all_), score(sure), score(right)]
            for at, (count, all_, sure, right) in enumerate(zip(
                test["support"], test["sensitivity"], found["coverage_by_class"],
                found["sensitivity"]))]
    return table(["class", "rows", "sensitivity", "sure", "sensitivity of the sure"], rows)


def foreign(students):
    """The share of each kind of window that is called foreign, the least over the seeds."""
    kinds = list(next(iter(students.values()))[0])
    rows = [[TITLES[name], *(f"{min(run[kind] for run in runs):.4f}" for kind in kinds)]
            for name, runs in students.items()]
    return table(["", *kinds], rows)


def noise(found):
    """Accuracy under each disturbance with its interval, and agreement."""
    heads = ["disturbance", "strength"]
    for name in found:
        heads += [f"{TITLES[name]}: accuracy", "95 %", "agreement"]
    first = next(iter(found.values()))["disturbances"]
    rows = [["none", "", *figures([page["clean"] for page in found.values()])]]
    for at, one in enumerate(first):
        cells = figures([page["disturbances"][at]["figures"] for page in found.values()])
        rows.append([one["kind"], f"{one['strength']:g}", *cells])
    return table(heads, rows)


def figures(pages):
    """Accuracy, its interval and agreement of each page."""
    cells = []
    for page in pages:
        accuracy = page["accuracy"]
        cells += [score(accuracy["value"]), f"{accuracy['lower']:.3f}-{accuracy['upper']:.3f}",
                  score(page["agreement"]["value"])]
    return cells


def learning(found, ventricular):
    """Means over patients before and after, and the worst patient; found is title to runs."""
    rows = []
    for title, runs in found.items():
        changes = [[group["after"]["accuracy"] - group["before"]["accuracy"]
                    for group in run["groups"]] for run in runs]
        after = [run["mean"]["after"] for run in runs]
        before = runs[0]["mean"]["before"]
        rows.append([
            title, score(before["accuracy"]), spread([each["accuracy"] for each in after]),
            score(before["sensitivity"][ventricular]),
            spread([each["sensitivity"][ventricular] for each in after]),
            f"{max(sum(change < 0 for change in each) for each in changes)}",
            f"{100 * min(map(min, changes)):+.2f}",
        ])
    return table(["labels", "accuracy before", "after", "ventricular before", "after",
                  "patients worse, at most", "worst patient, points"], rows)
