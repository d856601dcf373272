#!/usr/bin/env python3
"""Write golden students and their cases as one binary stream for C programs.

    golden_stream.py --output STREAM            every golden student, and the refused files
    golden_stream.py --part 0/2 --output STREAM every second file only
    golden_stream.py --measured --output STREAM the two students whose inference is measured;
                                                of version 2 with --measured scales or wide,
                                                of counts with --measured signals, or events

The stream is little-endian; with --big-endian the numbers of a case that a machine reads as they
lie are not. Every record starts at a multiple of 4:

    u32 magic 0x35475354 ("TSG5"), u32 count of files
    per file:   u32 length, u32 status of tessera_open, u32 scratch bytes, u32 count of cases,
                u32 inputs (n), u32 outputs, u32 multiply-accumulates,
                u32 numbers of a window (w), u32 bits of a quantised input (8 or 16),
                u32 bytes of a quantised input, u32 bytes of the state of a stream,
                u32 bytes of memory of the program, u32 bytes of memory of tessera_classify,
                48 bytes of name, the file
    per case:   u32 kind, u32 status, u32 region, u32 label, i32 margin, u32 verdict,
                the window, the quantised input, the outputs

A window is w numbers: of kind 0 they are float32, of kind 1 int16, of kind 2 int32. A case of
kind 3 has no window, and starts with its quantised input. That is n int8 where the bits are 8,
for the functions of version 1, or n int16 where they are 16, for those that end in _wide.

Every part is padded with zeros to a multiple of 4. A refused file has no cases, and its numbers
are 0; in a case that must be refused everything behind the window is 0. A file that a host alone
refuses is one of status 0 without cases.
"""

import argparse
import json
import struct
from pathlib import Path

from golden.cases import count_inputs
from golden.classify import classify_bytes
from golden.core import HEAD, LOGITS
from golden.description import description, header_of
from golden.files import DEFAULT_SEED
from golden.infer import interpret
from golden.open import read_student
from golden.pack import pack_student
from golden.randomness import Random, make_header, random_sections
from golden.second import random_scales, second_cases, second_header
from golden.sections import section_plan
from golden.signals import PROGRAMS, electrogram, hostile_windows, signal_student

MAGIC = 0x35475354
NAME_BYTES = 48
FOLDED = "folded-n140-k3-c5"
PUBLISHED = "published-n140-k3-q128-c5"
SIGNAL_CASES = 3


def padded(data):
    """Return the bytes with zeros up to a multiple of 4."""
    return data + bytes(-len(data) % 4)


# The kinds of a case: the key of its numbers in the JSON, and their type.
KINDS = (("float_bits", "I"), ("counts", "h"), ("integers", "i"), ("input", ""))


def case_record(case, header, order="<"):
    """Return the record of one case, with numbers in the byte order of the machine that reads them."""
    kind = next(at for at, (key, _) in enumerate(KINDS) if key in case)
    key, letter = KINDS[kind]
    window = struct.pack(f"{order}{len(case[key])}{letter}", *case[key]) if letter else b""
    answer = [case.get(name, 0) for name in ("region", "label", "margin", "verdict")]
    n, outputs = header["inputCount"], header["outputCount"]
    quantized = struct.pack(f"{order}{n}{'h' if header.get('featureBits') == 16 else 'b'}",
                            *case.get("quantized", [0] * n))
    return (struct.pack("<IIIIiI", kind, case.get("error", 0), *answer) + padded(window)
            + padded(quantized) + struct.pack(f"{order}{outputs}i", *case.get("logits", [0] * outputs)))


def macs(header):
    """Return the multiply-accumulates of one inference."""
    one = {**header, "regionCount": 1}
    gate = (header["regionCount"] - 1) * header["componentCount"]
    return gate + sum(rows * columns for _, _, rows, columns in section_plan(one))


def file_record(name, data, wanted, status, order="<"):
    """Return the record of one file and its cases; `wanted` is None for a refused file."""
    label = name.encode()[:NAME_BYTES - 1].ljust(NAME_BYTES, b"\0")
    if not wanted:
        return struct.pack("<13I", len(data), status, *[0] * 11) + label + padded(data)
    header, cases = header_of(wanted["header"]), wanted.get("cases", [])
    n = header["inputCount"]
    head = struct.pack("<13I", len(data), status, wanted["scratch"], len(cases), n,
                       header["outputCount"], macs(header), wanted.get("windowCount", n),
                       header.get("featureBits", 8), wanted.get("inputSize", n),
                       wanted.get("streamSize", 0), wanted.get("programSize", 0),
                       classify_bytes(*read_student(data)))
    return head + label + padded(data) + b"".join(case_record(c, header, order) for c in cases)


def golden_records(folder, order):
    """Return the records of a folder of golden files."""
    records = []
    for path in sorted(folder.glob("*.json")):
        data = path.with_suffix(".tessera").read_bytes()
        records.append(file_record(path.stem, data, json.loads(path.read_text()), 0, order))
    for entry in json.loads((folder / "refused/index.json").read_text()):
        data = (folder / "refused" / entry["file"]).read_bytes()
        records.append(file_record(entry["file"], data, None, entry["error"]))
    for entry in json.loads((folder / "noncanonical/index.json").read_text()):
        data = (folder / "noncanonical" / entry["file"]).read_bytes()
        records.append(file_record(entry["file"], data, description(data), 0))
    return records


def made_record(name, header, sections, cases):
    """Return the record of a student that is made here.

    It is too long to be kept as a golden file; the independent interpreter answers for it.
    """
    data = pack_student(header, sections)
    header, sections = read_student(data)
    wanted = description(data)
    wanted["cases"] = [interpret(header, sections, case) for case in cases]
    return file_record(name, data, wanted, 0)


def published_record():
    """Return a student of the published structure: 128 rows a region and a linear head."""
    rng = Random(DEFAULT_SEED, PUBLISHED)
    header = make_header(rng, 140, 3, 5, HEAD | LOGITS, q=128)
    sections = random_sections(rng, header)
    return made_record(PUBLISHED, header, sections,
                       [count_inputs(rng, header) for _ in range(6)])


def second_record(name, flags=0, q=None, bits=8, scaled=False):
    """Return a student of version 2 of one of these structures."""
    rng = Random(DEFAULT_SEED, name)
    header = second_header(rng, 140, 3, 5, flags | LOGITS, bits, q=q, scaled=scaled)
    sections = random_sections(rng, header)
    if scaled:
        sections["scales"] = random_scales(rng, 140, bits)
    return made_record(name, header, sections,
                       second_cases(rng, header, sections, 2, 2, 0, 2))


def signal_records(kind):
    """Yield the students of a signal: first SIGNAL_CASES usual windows, then hostile ones."""
    for name, (_, every) in PROGRAMS.items():
        if kind == "events" and "events" not in name:
            continue
        for regions in every:
            _, header, sections = signal_student(DEFAULT_SEED, name, regions)
            rng = Random(DEFAULT_SEED, f"windows of {name}")
            windows = [electrogram(rng) for _ in range(SIGNAL_CASES)] + hostile_windows(rng)
            yield made_record(f"signal-{name}-k{regions}", header, sections,
                              [{"counts": window} for window in windows])


def measured_records(folder, kind):
    """Return the records of the students whose inference is measured."""
    if kind == "scales":
        return [second_record(f"scales-{FOLDED}", scaled=True)]
    if kind in ("signals", "events"):
        return list(signal_records(kind))
    if kind == "wide":
        return [second_record(f"wide-{FOLDED}", bits=16),
                second_record(f"wide-{PUBLISHED}", HEAD, 128, 16)]
    path = folder / (FOLDED + ".json")
    folded = file_record(FOLDED, path.with_suffix(".tessera").read_bytes(),
                         json.loads(path.read_text()), 0)
    return [folded, published_record()]


def main():
    """Parse the arguments and write the stream."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    here = Path(__file__).resolve().parent.parent / "Tests" / "Fixtures" / "Golden"
    parser.add_argument("--folder", type=Path, default=here)
    parser.add_argument("--measured", nargs="?", const="first",
                        choices=("first", "scales", "wide", "signals", "events"))
    parser.add_argument("--part", default="0/1", help="I/N: every Nth file, from file I")
    parser.add_argument("--big-endian", action="store_true", help="numbers that a machine reads as they lie")
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    records = (measured_records(options.folder, options.measured) if options.measured
               else golden_records(options.folder, ">" if options.big_endian else "<"))
    part, parts = map(int, options.part.split("/"))
    records = records[part::parts]
    options.output.write_bytes(struct.pack("<II", MAGIC, len(records)) + b"".join(records))


if __name__ == "__main__":
    main()
