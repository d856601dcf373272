"""The tables of students that withstand changes, for Docs/Results.md."""

import json

from .patients import TITLES, score, table

PART = "withstanding"
# What the strength may lose on rows as they are, and what it is chosen by.
LOSS, AIM, LOST = 0.003, ("jitter", 6), ("lost-samples", 0.2)
SHOWN = [("clipping", 0.3), LOST, ("jitter", 2), ("jitter", 4), AIM, ("jitter", 8),
         ("resampling", 0.05)]

HEAD = """## Students that withstand changes

`--withstand` fits a student to windows that change at random. How strongly is chosen on training rows alone:
students are fitted without a part of them, whole patients in MIT-BIH, and measured on that part. Some strengths
lose at most .003 on the rows as they are. One of these is best when cut 6 samples off. Chosen is the first one, from mild to
strong, that is there at most a standard error below it. Only that student and the plain one are measured on the
test rows.

"""


def read(path):
    """Accuracies by kind and strength; that of rows as they are has no kind."""
    record = json.loads(path.read_text(encoding="utf-8"))
    found = {None: record["clean"]}
    for row in record["disturbances"]:
        found[row["kind"], row["strength"]] = row["figures"]
    return found


def mean(records, key):
    """The mean accuracy over parts, by their rows."""
    total = sum(count for count, _ in records)
    return sum(count * found[key]["accuracy"]["value"] for count, found in records) / total


def standard_error(records, key):
    """That of the mean accuracy over parts, from their 95 % intervals."""
    total = sum(count for count, _ in records)
    squares = 0
    for count, found in records:
        accuracy = found[key]["accuracy"]
        squares += (count / total * (accuracy["upper"] - accuracy["lower"]) / (2 * 1.96)) ** 2
    return squares ** 0.5


def choice(held):
    """The first strength that is near the best at the aim, of those that lose little."""
    plain = mean(held["none"], None)
    possible = [name for name, records in held.items() if mean(records, None) >= plain - LOSS]
    best = max(possible, key=lambda name: mean(held[name], AIM))
    least = mean(held[best], AIM) - standard_error(held[best], AIM)
    return next(name for name in possible if mean(held[name], AIM) >= least)


def title(key):
    """A disturbance with its strength."""
    if key is None:
        return "as they are"
    kind, strength = key
    unit = " samples" if kind == "jitter" else " %" if strength < 1 else ""
    number = 100 * strength if unit == " %" else strength
    return f"{kind} {number:g}{unit}"


def held_out(name, held, chosen, count):
    """A row for each strength on held-out training rows."""
    keys = [None, *SHOWN]
    rows = [[f"**{changes}**" if changes == chosen else changes,
             *(score(mean(records, key)) for key in keys)] for changes, records in held.items()]
    return (f"\n### {TITLES[name]}\n\nAccuracy on training rows that were held out, in {count} parts; the "
            "choice is in bold:\n\n" + table(["withstands", *map(title, keys)], rows))


def tested(name, found, chosen):
    """All disturbances of the test rows, for the plain and the chosen student."""
    plain, own = found["none"], found[chosen]
    rows = [[title(key) if key is None or key[0] in ("jitter", "clipping", "lost-samples", "resampling")
             else f"{key[0]} {key[1]:g}" + ("" if key[0] == "gain" else " dB"),
             *cells(plain[key]), *cells(own[key])] for key in plain]
    return (f"\nOn the test rows, once, with 95 % intervals over {'patients' if name == 'mitbih' else 'rows'}:"
            "\n\n" + table(["disturbance", "plain: accuracy", "95 %", "agreement",
                             f"{chosen}: accuracy", "95 %", "agreement"], rows)
            + summary(*((value(plain, key), value(own, key)) for key in (None, AIM, LOST))))


def value(found, key):
    """The accuracy of one row of the table."""
    return found[key]["accuracy"]["value"]


def summary(clean, aim, lost):
    """What was gained and lost on the test rows, each before and after, in words."""
    change = clean[1] - clean[0]
    return (f"\nCut 6 samples off, accuracy is {score(aim[1])} instead of {score(aim[0])}; with 20 % of the "
            f"samples lost {score(lost[1])} instead of {score(lost[0])}. As they are, rows "
            f"{'lose' if change < 0 else 'gain'} {abs(change):.4f}, "
            f"{'more' if -change > LOSS else 'not more'} than the .003 that held-out rows allowed.\n")


def cells(figures):
    """Accuracy, its interval and agreement."""
    accuracy = figures["accuracy"]
    return [score(accuracy["value"]), f"{accuracy['lower']:.3f}-{accuracy['upper']:.3f}",
            score(figures["agreement"]["value"])]
