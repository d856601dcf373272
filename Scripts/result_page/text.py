"""Figures as people read them, and scores from confusion matrices."""

import statistics

TITLES = {
    "ecg5000": "ECG5000",
    "mitbih": "MIT-BIH Arrhythmia Database",
    "beats": "Synthetic beats",
}


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


def students(record):
    """(name, scores, bytes, parameters, MACs) of teacher, float and int8 student."""
    test, student, teacher = record["test"], record["student"], record["teacher"]
    parameters = teacher.get("parameters")
    judged = {**scores(test["teacher_confusion"]), "agreement": 1.0}
    yield "teacher", judged, parameters and 4 * parameters, parameters, teacher.get("macs")
    fitted, macs = student["parameters"], student["macs"]
    yield "float student", test["float"], 4 * fitted, fitted, macs
    yield "int8 student", test, student["bytes"], fitted, macs


def structure(selection):
    """The structure of a student, as the tool prints it."""
    parts = [] if selection["form"] == "regional" else [selection["form"]]
    if selection.get("components"):
        parts.append(f"d = {selection['components']}")
    parts.append(f"k = {selection['k']}")
    if selection.get("distilled"):
        parts.append("distilled")
    return ", ".join(parts)


def choice(selection):
    """The structure and its strength."""
    return f"{structure(selection)}, lambda = {selection['lambda']:g}"


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
    return None if value is None else f"{value:,.0f}"


def share(value):
    """A score with four decimals."""
    return None if value is None else f"{value:.4f}"


def spread(values, form):
    """Least, median and largest value."""
    return " / ".join(form(v) for v in (min(values), statistics.median(values), max(values)))


def table(header, rows, text_columns=1):
    """A Markdown table; None is a dash."""
    rule = ["---"] * text_columns + ["---:"] * (len(header) - text_columns)
    lines = [header, rule] + [["-" if cell is None else str(cell) for cell in row] for row in rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"
