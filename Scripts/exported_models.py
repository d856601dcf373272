#!/usr/bin/env python3
"""Compare exported ONNX graphs with their students, on every row.

    exported_models.py golden FOLDER TESSERA      every golden student, on the windows of the oracle and random ones
    exported_models.py dump STUDENT DUMP TESSERA  a student on the inputs of a dump: integers, and the float student

onnxruntime runs the graphs, and onnx.checker checks them. The integers expected are those of the oracle in
`golden`, written from Docs/Format.md alone, and those that `tessera predict` writes. The float student expected
is that of the run record, in NumPy. Prints a line for each comparison and fails where one differs.
"""

import argparse
import base64
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from golden.core import Refused, window_count
from golden.infer import interpret
from golden.input import accepts_counts, accepts_floats, accepts_integers, features_of
from golden.kept_inputs import kept_features
from golden.open import read_student

TOLERANCE = 1e-5
TYPES = {"float32": np.float32, "int16": np.int16, "int32": np.int32}


def export(tessera, student, path, *options):
    """Write a graph; return why not where the tool refuses it."""
    made = subprocess.run([tessera, "export", student, "--onnx", path, "--quiet", *options],
                          capture_output=True, text=True)
    return made.stderr.strip() if made.returncode else ""


def session(path):
    """Return a session of a checked graph."""
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def run(graph, windows, block=4096):
    """Return the outputs for all windows, by their names."""
    names = [output.name for output in graph.get_outputs()]
    parts = [graph.run(names, {"window": windows[start:start + block]})
             for start in range(0, len(windows), block)]
    return {name: np.concatenate([part[index] for part in parts])
            for index, name in enumerate(names)}


def case_of(kind, window):
    """Return a window as a case of the oracle."""
    if kind == "float32":
        return {"float_bits": [int(bits) for bits in window.view(np.uint32)]}
    return {"counts" if kind == "int16" else "integers": [int(value) for value in window]}


def random_windows(kind, count, rows, random):
    """Return windows of several sizes, with edges among them."""
    if kind == "float32":
        scale = 10.0 ** random.uniform(-3, 4, (rows, 1))
        windows = (random.standard_normal((rows, count)) * scale).astype(np.float32)
        windows[0], windows[1] = np.inf, -np.inf
        windows[2] = 0
        return windows
    edge = np.iinfo(TYPES[kind])
    spread = 2.0 ** random.uniform(2, edge.bits - 1, (rows, 1))
    values = np.rint(random.standard_normal((rows, count)) * spread)
    windows = np.clip(values, edge.min, edge.max).astype(TYPES[kind])
    windows[0], windows[1], windows[2] = edge.min, edge.max, 0
    windows[3, ::2] = edge.min
    windows[3, 1::2] = edge.max
    return windows


def golden_windows(kind, cases, count):
    """Return the windows of a golden file that are of a type, without NaN."""
    key = {"float32": "float_bits", "int16": "counts", "int32": "integers"}[kind]
    given = [case[key] for case in cases if key in case and len(case[key]) == count]
    rows = np.array(given, dtype=np.uint32 if kind == "float32" else np.int64)
    if not given:
        return np.zeros((0, count), TYPES[kind])
    if kind != "float32":
        return rows.astype(TYPES[kind])
    windows = rows.view(np.float32)
    return windows[~np.isnan(windows).any(axis=1)]


def expected_answers(header, sections, kind, windows):
    """Return the oracle's answers."""
    answers = [interpret(header, sections, case_of(kind, window)) for window in windows]
    for answer in answers:
        if "error" in answer:
            raise Refused(answer["error"], "a window that the student takes")
    return answers


def differences(found, answers, header):
    """Return how many numbers differ from the oracle's."""
    count = 0
    expected = {"quanta": [answer["logits"] for answer in answers],
                "label": [answer["label"] for answer in answers],
                "region": [answer["region"] for answer in answers],
                "margin": [answer["margin"] for answer in answers],
                "verdict": [answer.get("verdict", 0) for answer in answers]}
    for name, values in expected.items():
        if name in found:
            count += int(np.sum(found[name] != np.array(values)))
    return count


def check_golden(folder, tessera, rows):
    """Compare every golden student."""
    random = np.random.default_rng(1)
    totals = {"students": 0, "graphs": 0, "without verdict": 0, "rows": 0, "differences": 0}
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "model.onnx"
        for student in sorted(folder.glob("*.tessera")):
            totals["students"] += 1
            check_student(student, tessera, path, rows, random, totals)
    print(", ".join(f"{value:,} {name}" for name, value in totals.items()))
    return totals["differences"]


def check_student(student, tessera, path, rows, random, totals):
    """Compare a golden student on windows of each type that it takes."""
    header, sections = read_student(student.read_bytes())
    cases = json.loads(student.with_suffix(".json").read_text())["cases"]
    kinds = [kind for kind, accepts in (("float32", accepts_floats(sections)),
                                        ("int16", accepts_counts(header, sections)),
                                        ("int32", accepts_integers(header, sections))) if accepts]
    count = window_count(header)
    for kind in kinds:
        objection = export(tessera, student, path, "--window", kind)
        if "limits of energy" in objection:
            totals["without verdict"] += 1
            objection = export(tessera, student, path, "--window", kind, "--without-verdict")
        if objection:
            raise SystemExit(f"error: {student.name}, {kind}: {objection}")
        few = min(rows, max(4, 40_000 // count))
        windows = np.concatenate([golden_windows(kind, cases, count),
                                  random_windows(kind, count, few, random)])
        answers = expected_answers(header, sections, kind, windows)
        wrong = differences(run(session(path), windows), answers, header)
        if wrong:
            print(f"error: {student.name}, {kind}: {wrong} numbers of {len(windows)} rows differ")
        totals["graphs"] += 1
        totals["rows"] += len(windows)
        totals["differences"] += wrong


def matrix(archive):
    """Return a matrix of a run record."""
    if archive is None:
        return None
    numbers = np.frombuffer(base64.b64decode(archive["float64"]), "<f8")
    return numbers.reshape(archive["rows"], archive["columns"])


def affine(archive, values):
    """Return the values of a map whose rows end with their offsets."""
    rows = matrix(archive)
    return values @ rows[:, :-1].T + rows[:, -1]


def float_answers(record, inputs):
    """Return outputs and regions of the float student of a run record."""
    model = record["model"]
    x = inputs.astype(np.float64)
    z = affine(model["projection"], x) if model.get("projection") else x
    centroids = matrix(model["centroids"])
    distances = np.stack([((z - centre) ** 2).sum(axis=1) for centre in centroids], axis=1)
    region = distances.argmin(axis=1)
    maps = np.stack([affine(each, z) for each in model["maps"]], axis=1)
    values = maps[np.arange(len(x)), region]
    if model.get("shared_map"):
        values = values + affine(model["shared_map"], x)
    if model["head"] == "rectified":
        values = np.maximum(values, 0)
    if model.get("head_layer"):
        values = affine(model["head_layer"], values)
    return values, region


def predictions(tessera, student, dump, scratch):
    """Return what `tessera predict` writes."""
    contents = {"outputs": (), "label": ("--labels",), "region": ("--regions",), "verdict": ("--verdicts",)}
    found = {}
    for name, options in contents.items():
        path = Path(scratch) / f"{name}.npy"
        made = subprocess.run([tessera, "predict", student, dump, "--output", path, "--quiet", *options],
                              capture_output=True, text=True)
        if made.returncode == 0:
            found[name] = np.load(path)
        elif "--labels" not in options:
            raise SystemExit(f"error: {made.stderr}")
    return found


def check_dump(student, dump, tessera):
    """Compare a student on every row of a dump."""
    with np.load(dump) as arrays:
        inputs = np.ascontiguousarray(arrays["inputs"], np.float32).reshape(len(arrays["inputs"]), -1)
    header, sections = read_student(student.read_bytes())
    name = f"{student.stem}: version {header['version']}, {header['featureBits'] if header['version'] == 2 else 8} bits"
    wrong = 0
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "model.onnx"
        objection = export(tessera, student, path)
        if objection:
            raise SystemExit(f"error: {student}: {objection}")
        found = run(session(path), inputs)
        expected = predictions(tessera, student, dump, scratch)
        quanta = np.rint(expected["outputs"].astype(np.float64) / np.float32(scale_of(header)).astype(np.float64))
        expected["quanta"] = quanta.astype(np.int64)
        for key, values in expected.items():
            if key in found:
                wrong += int(np.sum(found[key] != values))
        print(f"{name}: {len(inputs):,} rows, {', '.join(key for key in expected if key in found)}: "
              f"{wrong} differences")
        wrong += check_float(student, tessera, path, inputs, header, sections)
    return wrong


def scale_of(header):
    """Return the units of a quantum of output."""
    return np.array([header["outputScaleBits"]], np.uint32).view(np.float32)[0]


def inputs_of(header, sections, windows):
    """Return what the float student takes of windows."""
    features = windows
    if "program" in sections:
        features = np.array([features_of(header, sections, case_of("float32", window)["float_bits"], True)[0]
                             for window in windows], np.float32)
    return features[:, kept_features(header, sections)]


def check_float(student, tessera, path, inputs, header, sections):
    """Compare the float student with that of the run record; 64 rows of a student with a program."""
    if "program" in sections:
        inputs = inputs[:: max(1, len(inputs) // 64)]
    objection = export(tessera, student, path, "--float")
    if objection:
        raise SystemExit(f"error: {student}: {objection}")
    found = run(session(path), inputs)
    record = json.loads(student.with_suffix(".json").read_text())
    outputs, regions = float_answers(record, inputs_of(header, sections, inputs))
    far = float(np.max(np.abs(found["outputs"] - outputs) / np.maximum(1, np.abs(outputs))))
    moved = int(np.sum(found["region"] != regions))
    print(f"{student.stem}: float, {len(inputs):,} rows: largest difference {far:.1e}, {moved} regions differ")
    return int(far > TOLERANCE) + moved


def main():
    """Parse the arguments and run one comparison."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    verbs = parser.add_subparsers(dest="verb", required=True)
    golden = verbs.add_parser("golden")
    golden.add_argument("folder", type=Path)
    golden.add_argument("tessera")
    golden.add_argument("--rows", type=int, default=24)
    dump = verbs.add_parser("dump")
    dump.add_argument("student", type=Path)
    dump.add_argument("dump", type=Path)
    dump.add_argument("tessera")
    options = parser.parse_args()
    if options.verb == "golden":
        return 1 if check_golden(options.folder, options.tessera, options.rows) else 0
    return 1 if check_dump(options.student, options.dump, options.tessera) else 0


if __name__ == "__main__":
    sys.exit(main())
