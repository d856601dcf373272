#!/usr/bin/env python3
"""Write golden students and their cases as one binary stream for C programs.

    golden_stream.py --output STREAM            every golden student, and the refused files
    golden_stream.py --part 0/2 --output STREAM every second file only
    golden_stream.py --measured --output STREAM the two students whose inference is measured

The stream is little-endian; every record starts at a multiple of 4:

    u32 magic 0x31475354 ("TSG1"), u32 count of files
    per file:   u32 length, u32 status of tessera_open, u32 scratch bytes, u32 count of cases,
                u32 inputs, u32 outputs, u32 multiply-accumulates, 48 bytes of name, the file
    per case:   u32 kind (0 float32, 1 int16), u32 status, u32 region, u32 label, i32 margin,
                the inputs, the quantised inputs, the outputs

Every part is padded with zeros to a multiple of 4. A refused file has no cases; in a case
that must be refused everything behind the inputs is 0.
"""

import argparse
import json
import struct
from pathlib import Path

from golden.cases import count_inputs
from golden.core import HEAD, LOGITS
from golden.files import DEFAULT_SEED, description, header_of
from golden.infer import interpret
from golden.open import read_student
from golden.pack import pack_student
from golden.randomness import Random, make_header, random_sections
from golden.sections import section_plan

MAGIC = 0x31475354
NAME_BYTES = 48
FOLDED = "folded-n140-k3-c5"
PUBLISHED = "published-n140-k3-q128-c5"


def padded(data):
    """Return the bytes with zeros up to a multiple of 4."""
    return data + bytes(-len(data) % 4)


def case_record(case, outputs):
    """Return the record of one case."""
    floats = "float_bits" in case
    values = case["float_bits"] if floats else case["counts"]
    raw = struct.pack(f"<{len(values)}{'I' if floats else 'h'}", *values)
    answer = [case.get(key, 0) for key in ("region", "label", "margin")]
    quantized = case.get("quantized", [0] * len(values))
    logits = case.get("logits", [0] * outputs)
    head = struct.pack("<IIIIi", 0 if floats else 1, case.get("error", 0), *answer)
    return (head + padded(raw) + padded(struct.pack(f"<{len(quantized)}b", *quantized))
            + struct.pack(f"<{outputs}i", *logits))


def macs(header):
    """Return the multiply-accumulates of one inference."""
    one = {**header, "regionCount": 1}
    gate = (header["regionCount"] - 1) * header["componentCount"]
    return gate + sum(rows * columns for _, _, rows, columns in section_plan(one))


def file_record(name, data, wanted, status):
    """Return the record of one file and its cases; `wanted` is None for a refused file."""
    header = header_of(wanted["header"]) if wanted else dict.fromkeys(
        ("flags", "inputCount", "componentCount", "regionCount", "mapCount", "outputCount"), 0)
    cases = wanted["cases"] if wanted else []
    outputs = header["outputCount"]
    head = struct.pack("<IIIIIII", len(data), status, wanted["scratch"] if wanted else 0,
                       len(cases), header["inputCount"], outputs, macs(header) if wanted else 0)
    label = name.encode()[:NAME_BYTES - 1].ljust(NAME_BYTES, b"\0")
    return head + label + padded(data) + b"".join(case_record(c, outputs) for c in cases)


def golden_records(folder):
    """Return the records of a folder of golden files."""
    records = []
    for path in sorted(folder.glob("*.json")):
        data = path.with_suffix(".tessera").read_bytes()
        records.append(file_record(path.stem, data, json.loads(path.read_text()), 0))
    for entry in json.loads((folder / "refused/index.json").read_text()):
        data = (folder / "refused" / entry["file"]).read_bytes()
        records.append(file_record(entry["file"], data, None, entry["error"]))
    return records


def published_record():
    """Return a student of the published structure: 128 rows a region and a linear head.

    It is too long to be kept as a golden file; the independent interpreter answers for it.
    """
    rng = Random(DEFAULT_SEED, PUBLISHED)
    header = make_header(rng, 140, 3, 5, HEAD | LOGITS, q=128)
    data = pack_student(header, random_sections(rng, header))
    header, sections = read_student(data)
    wanted = description(data)
    wanted["cases"] = [interpret(header, sections, count_inputs(rng, header))
                       for _ in range(6)]
    return file_record(PUBLISHED, data, wanted, 0)


def measured_records(folder):
    """Return the records of the two students whose inference is measured."""
    path = folder / (FOLDED + ".json")
    folded = file_record(FOLDED, path.with_suffix(".tessera").read_bytes(),
                         json.loads(path.read_text()), 0)
    return [folded, published_record()]


def main():
    """Parse the arguments and write the stream."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    here = Path(__file__).resolve().parent.parent / "Tests" / "Fixtures" / "Golden"
    parser.add_argument("--folder", type=Path, default=here)
    parser.add_argument("--measured", action="store_true")
    parser.add_argument("--part", default="0/1", help="I/N: every Nth file, from file I")
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    records = (measured_records if options.measured else golden_records)(options.folder)
    part, parts = map(int, options.part.split("/"))
    records = records[part::parts]
    options.output.write_bytes(struct.pack("<II", MAGIC, len(records)) + b"".join(records))


if __name__ == "__main__":
    main()
