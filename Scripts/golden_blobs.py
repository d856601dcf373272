#!/usr/bin/env python3
"""Write, interpret and check the golden packed students of Tests/Fixtures/Golden.

This program is written from Docs/Format.md alone. It shares no code with the Swift and C
implementations: where the golden files and an implementation disagree, one of the two (or
the page) is wrong.

    golden_blobs.py             write every file
    golden_blobs.py --check     read the files, interpret them again, compare; writes nothing
    golden_blobs.py --verify    regenerate in memory, compare byte for byte; writes nothing
    golden_blobs.py --claims    check the numerical claims of the page

All integers are Python integers or int64; the only floating-point operation with a meaning
is the one binary32 multiplication of a float input.
"""

import argparse
import hashlib
import json
import math
import struct
import sys
import zlib
from pathlib import Path

import numpy as np

MAGIC = b"TSRA"
VERSION = 1
HEADER_BYTES = 48
STANDARDIZED, PROJECTION, SHARED, HEAD, RECTIFIED, LOGITS = 1, 2, 4, 8, 16, 32
ONE = 1 << 30
TOP = (1 << 31) - 1
HEADER_FORMAT = "<4sHHIHHHHHHIIIIihBB"
HEADER_FIELDS = (
    "magic", "version", "flags", "length", "inputCount", "standardizedCount", "gateCount",
    "regionCount", "mapCount", "outputCount", "inputMultiplierBits", "outputScaleBits",
    "countsPerUnitBits", "windowGain", "countMultiplier", "countZero", "countShift",
    "reserved")
HEADER_OFFSETS = dict(zip(HEADER_FIELDS, (
    0, 4, 6, 8, 12, 14, 16, 18, 20, 22, 24, 28, 32, 36, 40, 44, 46, 47)))
DEFAULT_SEED = 1


class Refused(Exception):
    """A file or an input that the page says must be refused, with its status code."""

    def __init__(self, code, why):
        super().__init__(f"{code}: {why}")
        self.code = code


# --------------------------------------------------------------------------- layout


def padded(count):
    """Return `count` rounded up to a multiple of 4."""
    return (count + 3) // 4 * 4


def section_plan(header):
    """Return (name, kind, rows, columns) of every section of parameters, in file order."""
    flags, n, d = header["flags"], header["inputCount"], header["gateCount"]
    k, q, outputs = header["regionCount"], header["mapCount"], header["outputCount"]
    plan = []
    if flags & PROJECTION:
        plan.append(("projection", "map", d, n))
    if k > 1:
        plan.append(("gate", "scores", k - 1, d))
    if flags & SHARED:
        plan.append(("sharedMap", "map", q, n))
    plan += [(f"regionMap{j}", "map", q, d) for j in range(k)]
    if flags & HEAD:
        plan.append(("head", "map", outputs, q))
    return plan


def section_bytes(kind, rows, columns):
    """Return the size of a map or scores section."""
    parameters = 4 * rows if kind == "scores" else 8 * rows + padded(rows)
    return parameters + padded(rows * columns)


def section_offsets(header):
    """Return ({name: offset}, total file size) as a function of the header."""
    offsets, at = {}, HEADER_BYTES
    for name, kind, rows, columns in section_plan(header):
        offsets[name] = at
        at += section_bytes(kind, rows, columns)
    offsets["identifier"] = at
    offsets["checksum"] = at + 8
    return offsets, at + 12


def json_layout(header):
    """Return the offsets with the region maps gathered in one list."""
    offsets, _ = section_offsets(header)
    regions = [offsets[f"regionMap{j}"] for j in range(header["regionCount"])]
    plain = {name: at for name, at in offsets.items() if not name.startswith("regionMap")}
    return {**plain, "regionMaps": regions}


def scratch_bytes(header):
    """Return the size of the scratch memory."""
    flags, d, q = header["flags"], header["gateCount"], header["mapCount"]
    projection, head = flags & PROJECTION, flags & HEAD
    return ((padded(d) if projection else 0)
            + 4 * max(q, header["regionCount"] - 1, d if projection else 0)
            + (4 * header["outputCount"] if head else 0))


def weight_order(rows, columns):
    """Yield (row, column) of each stored weight, in storage order."""
    whole = columns - columns % 4
    row = 0
    while rows - row >= 4:
        for first in range(0, whole, 4):
            for i in range(4):
                for j in range(4):
                    yield row + i, first + j
        for column in range(whole, columns):
            for i in range(4):
                yield row + i, column
        row += 4
    for rest in range(row, rows):
        for column in range(columns):
            yield rest, column


# --------------------------------------------------------------------------- writing


def pack_section(section):
    """Return the bytes of one map or scores section."""
    weights = section["weights"]
    rows, columns = weights.shape
    data = struct.pack(f"<{rows}i", *section["biases"])
    if "multipliers" in section:
        data += struct.pack(f"<{rows}i", *section["multipliers"])
        data += bytes(section["shifts"]) + bytes(padded(rows) - rows)
    order = list(weight_order(rows, columns))
    data += bytes(int(weights[i, j]) & 255 for i, j in order)
    return data + bytes(padded(rows * columns) - rows * columns)


def sealed(body):
    """Return header and sections followed by the identifier and the checksum."""
    data = bytes(body) + hashlib.sha256(body).digest()[:8]
    return data + struct.pack("<I", zlib.crc32(data))


def pack_student(header, sections):
    """Return the file of a student: header, sections in order, identifier, checksum."""
    names = [name for name, *_ in section_plan(header)]
    parts = [pack_section(sections[name]) for name in names]
    full = {**header, "magic": MAGIC, "version": VERSION, "reserved": 0,
            "length": HEADER_BYTES + sum(map(len, parts)) + 12}
    head = struct.pack(HEADER_FORMAT, *(full[field] for field in HEADER_FIELDS))
    return sealed(head + b"".join(parts))


# --------------------------------------------------------------------------- reading


def is_normal(bits):
    """Tell whether the bits of a binary32 value are in the page's normal range."""
    return bits >> 31 == 0 and 63 <= (bits >> 23 & 255) <= 191


def is_multiplier(value):
    """Tell whether a multiplier is 0 or in 2^30 ... 2^31 - 1."""
    return value == 0 or ONE <= value <= TOP


def header_errors(h):
    """Yield what is wrong with a header (status code 8)."""
    flags, n, k = h["flags"], h["inputCount"], h["regionCount"]
    window, counted = bool(flags & STANDARDIZED), h["countMultiplier"] != 0
    dense = {name: h[name] for name in ("inputCount", "gateCount", "mapCount", "outputCount")}
    checks = [
        (flags < 64, "unknown flag"),
        (flags & HEAD or not flags & RECTIFIED, "rectified without a head"),
        (all(1 <= value <= 16384 for value in dense.values()), "a count out of range"),
        (1 <= k <= 1024, "regionCount"),
        (1 <= h["standardizedCount"] <= n if window else h["standardizedCount"] == 0,
         "standardizedCount"),
        (flags & PROJECTION or h["gateCount"] == n, "gateCount without a projection"),
        (flags & HEAD or h["mapCount"] == h["outputCount"], "mapCount without a head"),
        (is_normal(h["inputMultiplierBits"]), "inputMultiplier"),
        (is_normal(h["outputScaleBits"]), "outputScale"),
        (is_normal(h["countsPerUnitBits"]) if window else h["countsPerUnitBits"] == 0,
         "countsPerUnit"),
        (1 <= h["windowGain"] <= ONE if window else h["windowGain"] == 0, "windowGain"),
        (is_multiplier(h["countMultiplier"]), "countMultiplier"),
        (33 <= h["countShift"] <= 62 if counted else h["countShift"] == 0, "countShift"),
        (counted or h["countZero"] == 0, "countZero"),
        (h["reserved"] == 0, "reserved"),
    ]
    return [why for good, why in checks if not good]


def read_parameters(data, at, kind, rows):
    """Return (biases, multipliers, shifts, next offset); refuse invalid ones with code 10."""
    biases = struct.unpack_from(f"<{rows}i", data, at)
    at += 4 * rows
    if any(abs(bias) > ONE for bias in biases):
        raise Refused(10, "bias")
    if kind == "scores":
        return biases, None, None, at
    multipliers = struct.unpack_from(f"<{rows}i", data, at)
    at += 4 * rows
    if not all(is_multiplier(value) for value in multipliers):
        raise Refused(10, "multiplier")
    shifts, padding = data[at:at + rows], data[at + rows:at + padded(rows)]
    if not all(33 <= shift <= 62 for shift in shifts):
        raise Refused(10, "shift")
    if any(padding):
        raise Refused(10, "padding of shifts")
    return biases, multipliers, list(shifts), at + padded(rows)


def read_section(data, at, kind, rows, columns):
    """Read one section at an offset."""
    biases, multipliers, shifts, at = read_parameters(data, at, kind, rows)
    count = rows * columns
    if any(data[at + count:at + padded(count)]):
        raise Refused(10, "padding of weights")
    stored = np.frombuffer(data, dtype=np.int8, count=count, offset=at).astype(np.int64)
    weights = np.zeros((rows, columns), dtype=np.int64)
    for value, place in zip(stored, weight_order(rows, columns)):
        weights[place] = value
    section = {"biases": list(biases), "weights": weights}
    if kind == "map":
        section.update(multipliers=list(multipliers), shifts=shifts)
    return section


def read_student(data):
    """Return (header, sections) of a file, or refuse it with the first error of the list."""
    if len(data) < 60:
        raise Refused(3, "too short")
    header = dict(zip(HEADER_FIELDS, struct.unpack_from(HEADER_FORMAT, data)))
    if header["magic"] != MAGIC:
        raise Refused(4, "foreign")
    if header["version"] != VERSION:
        raise Refused(5, "version")
    if header["length"] != len(data):
        raise Refused(6, "length")
    if struct.unpack("<I", data[-4:])[0] != zlib.crc32(data[:-4]):
        raise Refused(7, "checksum")
    wrong = header_errors(header)
    if wrong:
        raise Refused(8, ", ".join(wrong))
    offsets, total = section_offsets(header)
    if total != len(data):
        raise Refused(9, f"the sections need {total} bytes")
    sections = {name: read_section(data, offsets[name], kind, rows, columns)
                for name, kind, rows, columns in section_plan(header)}
    return header, sections


# --------------------------------------------------------------------------- arithmetic


def clamp(value, low, high):
    """Limit a value to low ... high."""
    return max(low, min(high, value))


def requantize(acc, multiplier, shift):
    """Return acc x multiplier x 2^-shift rounded to nearest, halves upward."""
    total = acc * multiplier + (1 << (shift - 1))
    assert -1 << 31 <= acc < 1 << 31 and -1 << 63 <= total < 1 << 63
    result = total >> shift
    high = (acc * multiplier) >> 32
    rounded = high + (1 << (shift - 33))
    assert -1 << 31 <= rounded < 1 << 31 and rounded >> (shift - 32) == result
    assert abs(result) < 1 << 29
    return result


def float_of(bits):
    """Return the binary32 value of 32 bits."""
    return np.array(bits, dtype=np.uint32).view(np.float32)[()]


def bits_of(value):
    """Return the 32 bits of the nearest binary32 value."""
    with np.errstate(over="ignore", under="ignore"):
        return int(np.array(value).astype(np.float32).view(np.uint32))


def scaled_to_integer(x_bits, multiplier_bits, fraction_bits, top):
    """Multiply in binary32 by (multiplier x 2^fraction_bits), saturate, round to an integer."""
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        bracket = np.float32(float_of(multiplier_bits) * np.float32(1 << fraction_bits))
        t = np.float32(float_of(x_bits) * bracket)
    if t >= np.float32(top << fraction_bits):
        return top
    if t <= np.float32(-(top << fraction_bits)):
        return -top
    return (math.trunc(float(t)) + (1 << (fraction_bits - 1))) >> fraction_bits


def window_numbers(counts, gain):
    """Return (D, S, e, R, G, s) of a window; e, R, G, s are None for a constant one."""
    m = len(counts)
    total, squares = sum(counts), sum(c * c for c in counts)
    spread = m * squares - total * total
    if spread == 0:
        return 0, total, None, None, None, None
    even = 0
    while spread << (even + 2) < 1 << 64:
        even += 2
    root = math.isqrt(spread << even)
    g = (gain << 32) // root
    shift = 48 - even // 2
    assert 0 < spread < 1 << 58 and 1 << 31 <= root < 1 << 32
    assert 1 <= g <= 1 << 31 and 17 <= shift <= 48
    return spread, total, even, root, g, shift


def standardize(counts, gain):
    """Quantise the counts of one window by its mean and standard deviation."""
    m = len(counts)
    spread, total, _, _, g, shift = window_numbers(counts, gain)
    if spread == 0:
        return [0] * m
    products = [(m * c - total) * g + (1 << (shift - 1)) for c in counts]
    assert all(abs(product) < 1 << 63 for product in products)
    return [clamp(product >> shift, -127, 127) for product in products]


def accepts_counts(header):
    """Tell whether a student accepts int16 counts."""
    return (header["countMultiplier"] != 0
            or header["standardizedCount"] == header["inputCount"])


def quantize(header, case):
    """Return the int8 inputs of a case, or refuse it with code 13 or 14."""
    m = header["standardizedCount"]
    if "counts" in case:
        if not accepts_counts(header):
            raise Refused(14, "counts are not accepted")
        window = case["counts"][:m]
        rest = [clamp(requantize((c - header["countZero"]) * 256, header["countMultiplier"],
                                 header["countShift"]), -127, 127)
                for c in case["counts"][m:]]
    else:
        bits = case["float_bits"]
        if any(np.isnan(float_of(b)) for b in bits):
            raise Refused(13, "NaN")
        window = [scaled_to_integer(b, header["countsPerUnitBits"], 8, 32767)
                  for b in bits[:m]]
        rest = [scaled_to_integer(b, header["inputMultiplierBits"], 16, 127)
                for b in bits[m:]]
    return (standardize(window, header["windowGain"]) if m else []) + rest


def accumulate(section, vector):
    """Return dot + bias of each row."""
    sums = section["weights"] @ np.array(vector, dtype=np.int64)
    return [int(a) + b for a, b in zip(sums, section["biases"])]


def apply_map(section, vector):
    """Return the requantised rows of a map."""
    return [requantize(acc, multiplier, shift) for acc, multiplier, shift
            in zip(accumulate(section, vector), section["multipliers"], section["shifts"])]


def infer(header, sections, xq):
    """Run steps 1 to 5 of the page on quantised inputs."""
    flags = header["flags"]
    z = xq
    if flags & PROJECTION:
        z = [clamp(v, -127, 127) for v in apply_map(sections["projection"], xq)]
    scores = [0]
    if header["regionCount"] > 1:
        scores += accumulate(sections["gate"], z)
    region = scores.index(max(scores))
    out = apply_map(sections[f"regionMap{region}"], z)
    if flags & SHARED:
        out = [a + b for a, b in zip(out, apply_map(sections["sharedMap"], xq))]
    if flags & HEAD:
        low = 0 if flags & RECTIFIED else -127
        out = apply_map(sections["head"], [clamp(v, low, 127) for v in out])
    label = out.index(max(out))
    others = out[:label] + out[label + 1:]
    margin = out[label] - max(others) if others else 0
    assert max(map(abs, scores + out + [margin])) < 1 << 31
    return {"quantized": xq, "z": z, "scores": scores, "region": region, "logits": out,
            "label": label, "margin": margin}


def interpret(header, sections, case):
    """Return the case with everything that inference gives, or with its error."""
    given = {name: case[name] for name in ("float_bits", "counts") if name in case}
    try:
        return {**given, **infer(header, sections, quantize(header, case))}
    except Refused as refusal:
        return {**given, "error": refusal.code}


# --------------------------------------------------------------------------- randomness


class Random:
    """SplitMix64, so that the files depend on no library's generator."""

    def __init__(self, seed, name):
        digest = hashlib.sha256(f"{seed}/{name}".encode()).digest()
        self.state = int.from_bytes(digest[:8], "little")

    def below(self, limit):
        """Return an integer in 0 ..< limit."""
        mask = (1 << 64) - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & mask
        word = self.state
        word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & mask
        word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & mask
        return (word ^ (word >> 31)) % limit

    def within(self, low, high):
        """Return an integer in low ... high."""
        return low + self.below(high - low + 1)

    def bell(self, width):
        """Return a bell-shaped integer in about -width ... width."""
        return sum(self.within(-width, width) for _ in range(4)) // 2


def random_weights(rng, rows, columns):
    """Return random int8 weights over the whole range."""
    values = [rng.within(-128, 127) for _ in range(rows * columns)]
    return np.array(values, dtype=np.int64).reshape(rows, columns)


def random_map(rng, rows, columns, bits):
    """Return a random map whose scales lie about 2^-bits; one row in eight is off."""
    spread = 1 << (12 + columns.bit_length() // 2)
    multipliers = [0 if rng.below(8) == 0 and rows > 2 else rng.within(ONE, TOP)
                   for _ in range(rows)]
    return {"biases": [rng.within(-spread, spread) for _ in range(rows)],
            "multipliers": multipliers,
            "shifts": [clamp(31 + bits + rng.within(-1, 1), 33, 62) for _ in range(rows)],
            "weights": random_weights(rng, rows, columns)}


def random_sections(rng, header):
    """Return random sections of a useful magnitude for a header."""
    sections = {}
    for name, kind, rows, columns in section_plan(header):
        narrow = name == "projection" or (header["flags"] & HEAD and name != "head")
        bits = (5 if columns < 100 else 6) + columns.bit_length() // 2 if narrow else 4
        section = random_map(rng, rows, columns, bits)
        if kind == "scores":
            del section["multipliers"], section["shifts"]
            section["biases"] = [bias // 8 for bias in section["biases"]]
        sections[name] = section
    return sections


def random_scale(rng, exponent):
    """Return the bits of a random binary32 in 2^exponent ..< 2^(exponent + 1)."""
    return (127 + exponent) << 23 | rng.below(1 << 23)


def make_header(rng, n, k, outputs, flags=0, m=0, d=None, q=None, counted=True, **fields):
    """Return a header; random scales unless given."""
    header = {
        "flags": flags | (STANDARDIZED if m else 0), "inputCount": n,
        "standardizedCount": m, "gateCount": d or n, "regionCount": k,
        "mapCount": q or outputs, "outputCount": outputs,
        "inputMultiplierBits": random_scale(rng, rng.within(-4, 8)),
        "outputScaleBits": random_scale(rng, rng.within(-12, 0)),
        "countsPerUnitBits": random_scale(rng, rng.within(3, 11)) if m else 0,
        "windowGain": (rng.within(20, 60) << 16) + rng.below(1 << 16) if m else 0,
        "countMultiplier": rng.within(ONE, TOP) if counted else 0,
        "countZero": rng.within(-2000, 2000) if counted else 0,
        "countShift": rng.within(42, 46) if counted else 0}
    return {**header, **fields}


# --------------------------------------------------------------------------- inputs


def neighbours(bits):
    """Return the bits of a finite non-zero value and of the two next to it."""
    return [bits - 1, bits, bits + 1]


def edge_bits(multiplier_bits, top):
    """Return the bits of inputs at the edges of a float quantiser."""
    unit = float(float_of(multiplier_bits))
    bits = [0, 0x80000000, 1, 0x80000001, 0x007FFFFF, 0x00800000, 0x7F800000, 0xFF800000,
            0x7F7FFFFF, 0xFF7FFFFF]
    quanta = (0.5, -0.5, 1.5, -1.5, 2.5, -2.5, top - 0.5, 0.5 - top, top, -top,
              -0.5 - 2 ** -17, -0.5 - 2 ** -16, -1.5 - 2 ** -17)
    for value in quanta:
        bits += neighbours(bits_of(value / unit))
    return bits


def float_inputs(rng, header, spread=110):
    """Return one random float input whose quanta fill most of the int8 range."""
    m, bits = header["standardizedCount"], []
    per_unit = float(float_of(header["countsPerUnitBits"])) if m else 1.0
    unit = float(float_of(header["inputMultiplierBits"]))
    centre = rng.within(-8000, 8000)
    for i in range(header["inputCount"]):
        if i < m:
            bits.append(bits_of((centre * 256 + rng.bell(700 * 256)) / 256 / per_unit))
        else:
            bits.append(bits_of(rng.bell(spread << 16) / 65536 / unit))
    return {"float_bits": bits}


def count_inputs(rng, header, window=3000):
    """Return one random input of counts."""
    m, counts = header["standardizedCount"], []
    centre = rng.within(-8000, 8000)
    shift, multiplier = header["countShift"], header["countMultiplier"]
    reach = clamp((110 << shift) // (256 * multiplier), 1, 30000) if multiplier else 1000
    for i in range(header["inputCount"]):
        value = centre + rng.bell(window) if i < m else header["countZero"] + rng.bell(reach)
        counts.append(clamp(value, -32768, 32767))
    return {"counts": counts}


def edge_cases(header, limit=8):
    """Return float cases made of edge values only, as many as the edges fill."""
    n, m = header["inputCount"], header["standardizedCount"]
    window = edge_bits(header["countsPerUnitBits"], 32767) if m else [0]
    rest = edge_bits(header["inputMultiplierBits"], 127)
    longest = max(-(-len(window) // m) if m else 0, -(-len(rest) // (n - m)) if n > m else 0)
    cases = []
    for start in range(min(limit, longest)):
        cases.append({"float_bits":
                      [window[(start * m + i) % len(window)] for i in range(m)]
                      + [rest[(start * (n - m) + i) % len(rest)] for i in range(n - m)]})
    return cases


def count_edges(header):
    """Return a counts case of extreme counts for the inputs that are not standardised."""
    zero, m = header["countZero"], header["standardizedCount"]
    edges = [-32768, 32767, zero, zero + 1, zero - 1, 0, 1, -1, 100, -100]
    counts = [clamp(edges[i % len(edges)], -32768, 32767) for i in range(header["inputCount"])]
    return {"counts": [i * 7 % 50 for i in range(m)] + counts[m:]}


def nan_case(rng, header, index, bits=0x7FC00000):
    """Return a float case with a NaN at an index; it must be refused."""
    case = float_inputs(rng, header)
    case["float_bits"][index] = bits
    return case


def window_cases(rng, header):
    """Return counts cases with constant, tiny and full-range windows."""
    m = header["standardizedCount"]
    base = count_inputs(rng, header)["counts"]
    full = [-32768 if i % 2 else 32767 for i in range(m)]
    windows = [[1234] * m, [-32768] * m, [0] * (m - 1) + [1], [-7] * (m - 1) + [-8],
               full, [-32768] * (m - 1) + [32767]]
    return [{"counts": window + base[m:]} for window in windows]


def constant_float(header, bits):
    """Return a float case that holds one value everywhere."""
    return {"float_bits": [bits] * header["inputCount"]}


# --------------------------------------------------------------------------- students


def usual_cases(rng, header, floats=2, counts=1, edges=1):
    """Return random and edge cases, a NaN and counts (refused where not accepted)."""
    n = header["inputCount"]
    cases = [float_inputs(rng, header) for _ in range(floats)]
    cases += [count_inputs(rng, header) for _ in range(counts)]
    cases += edge_cases(header, edges)
    if header["countMultiplier"]:
        cases.append(count_edges(header))
    if n < 1000:
        cases.append(nan_case(rng, header, rng.below(n), 0xFFC00001 if n % 2 else 0x7F800001))
    return cases


# name: (n, k, C, keyword arguments of make_header, keyword arguments of usual_cases)
USUAL = {
    "folded-n1-k1-c1": (1, 1, 1, {}, {"edges": 49}),
    "folded-n3-k2-c2": (3, 2, 2, {"flags": LOGITS}, {"edges": 17}),
    "folded-n6-k9-c4": (6, 9, 4, {}, {"floats": 6, "edges": 9}),
    "folded-n140-k3-c5": (140, 3, 5, {"flags": LOGITS}, {}),
    "folded-n144-k8-c10": (144, 8, 10, {"flags": LOGITS}, {}),
    "folded-n1001-k2-c1": (1001, 2, 1, {}, {"floats": 1, "counts": 0}),
    "folded-n2-k1024-c1": (2, 1024, 1, {}, {"floats": 2, "counts": 0, "edges": 0}),
    "linear-head-n140-k3-q6-c5": (
        140, 3, 5, {"flags": HEAD | LOGITS, "q": 6}, {"floats": 3}),
    "rectified-head-n144-k2-q7-c4": (
        144, 2, 4, {"flags": HEAD | RECTIFIED | LOGITS, "q": 7, "counted": False}, {}),
    "projection-n140-k3-d9-c5": (140, 3, 5, {"flags": PROJECTION | LOGITS, "d": 9}, {}),
    "projection-n1001-k8-d7-c2": (
        1001, 8, 2, {"flags": PROJECTION | LOGITS, "d": 7, "counted": False},
        {"floats": 1, "edges": 0}),
    "projection-shared-n140-k2-d10-c10": (
        140, 2, 10, {"flags": PROJECTION | SHARED | LOGITS, "d": 10}, {}),
    "projection-shared-n3-k8-d4-c4": (
        3, 8, 4, {"flags": PROJECTION | SHARED, "d": 4}, {"floats": 6, "edges": 4}),
    "shared-n3-k3-c5": (3, 3, 5, {"flags": SHARED | LOGITS}, {"floats": 4, "edges": 4}),
    "shared-n144-k1-c2": (144, 1, 2, {"flags": SHARED, "counted": False}, {}),
    "shared-head-n6-k2-q5-c2": (
        6, 2, 2, {"flags": SHARED | HEAD | RECTIFIED, "q": 5}, {"floats": 4}),
    "projection-shared-head-n140-k8-d11-q13-c2": (
        140, 8, 2,
        {"flags": PROJECTION | SHARED | HEAD | RECTIFIED | LOGITS, "d": 11, "q": 13}, {}),
    "projection-head-n3-k1-d12-q8-c1": (
        3, 1, 1, {"flags": PROJECTION | HEAD, "d": 12, "q": 8}, {"floats": 4, "edges": 4}),
    "standardized-n140-m140-k3-c5": (
        140, 3, 5, {"flags": LOGITS, "m": 140, "counted": False}, {"floats": 1}),
    "standardized-n144-m140-k2-c4": (144, 2, 4, {"flags": LOGITS, "m": 140}, {"floats": 1}),
    "standardized-n140-m100-k8-c1-no-counts": (
        140, 8, 1, {"m": 100, "counted": False}, {"floats": 3}),
    "standardized-n140-m137-everything": (
        140, 3, 5, {"flags": PROJECTION | SHARED | HEAD | RECTIFIED | LOGITS, "m": 137,
                    "d": 13, "q": 10}, {"floats": 2}),
    "standardized-n3-m3-k3-c2-counted": (
        3, 3, 2, {"flags": LOGITS, "m": 3}, {"floats": 2, "edges": 4}),
    "standardized-n1-m1-k1-c2": (1, 1, 2, {"m": 1, "counted": False}, {"floats": 2}),
}


def usual_students(seed):
    """Yield (name, header, sections, cases) of the random students."""
    for name, (n, k, outputs, fields, how) in USUAL.items():
        rng = Random(seed, name)
        header = make_header(rng, n, k, outputs, **fields)
        sections = random_sections(rng, header)
        cases = usual_cases(rng, header, **how)
        if header["standardizedCount"] and accepts_counts(header):
            cases += window_cases(rng, header)
        if header["standardizedCount"]:
            cases += [constant_float(header, 0xFF800000), nan_case(rng, header, 0)]
            cases.append(nan_case(rng, header, n - 1, 0xFFFFFFFF))
        yield name, header, sections, cases


def constant_map(rows, columns, weight, biases, multiplier, shifts):
    """Return a map with one weight everywhere and cyclic biases and shifts."""
    return {"biases": [biases[i % len(biases)] for i in range(rows)],
            "multipliers": [multiplier] * rows,
            "shifts": [shifts[i % len(shifts)] for i in range(rows)],
            "weights": np.full((rows, columns), weight, dtype=np.int64)}


def extreme_student(seed, name, weight, multiplier, shifts, flags):
    """Return a student with extreme parameters everywhere."""
    rng = Random(seed, name)
    header = make_header(rng, 140, 3, 5, flags | LOGITS, d=10 if flags & PROJECTION else None,
                         q=6 if flags & HEAD else None, countMultiplier=TOP, countShift=33,
                         countZero=-32768)
    sections = {}
    for at, (part, kind, rows, columns) in enumerate(section_plan(header)):
        biases = (ONE, -ONE, 0) if at % 2 else (-ONE, ONE, ONE - 1)
        section = constant_map(rows, columns, weight, biases, multiplier, shifts)
        if kind == "scores":
            section = {"biases": [ONE, -ONE], "weights": section["weights"]}
        sections[part] = section
    if "sharedMap" in sections:
        sections["sharedMap"]["biases"] = list(sections["regionMap1"]["biases"])
    cases = [constant_float(header, 0x7F800000), constant_float(header, 0xFF800000),
             {"counts": [32767] * 140}, {"counts": [-32768] * 140}, float_inputs(rng, header),
             {"counts": [-32768 + i % 3 for i in range(140)]}]
    return name, header, sections, cases


def extreme_students(seed):
    """Yield the students with extreme weights, biases, multipliers and shifts."""
    yield extreme_student(seed, "extreme-high-s33", 127, TOP, (33,), 0)
    yield extreme_student(seed, "extreme-low-s33", -128, TOP, (33,), SHARED)
    yield extreme_student(seed, "extreme-low-s62", -128, TOP, (62,), PROJECTION | SHARED)
    yield extreme_student(seed, "extreme-high-least", 127, ONE, (33, 62, 61, 34),
                          PROJECTION | SHARED | HEAD)
    yield extreme_student(seed, "extreme-zero-multiplier", -128, 0, (33, 62),
                          SHARED | HEAD | RECTIFIED)


def margin_student(seed):
    """Return a student whose margin is the largest that its inputs can give."""
    name = "extreme-margin-n140-k2-c2"
    rng = Random(seed, name)
    header = make_header(rng, 140, 2, 2, SHARED | LOGITS, countMultiplier=TOP, countShift=33)
    apart = {"biases": [ONE, -ONE], "multipliers": [TOP, TOP], "shifts": [33, 33],
             "weights": np.array([[127] * 140, [-128] * 140])}
    gate = {"biases": [-ONE], "weights": np.full((1, 140), -128)}
    sections = {"gate": gate, "sharedMap": apart, "regionMap0": apart, "regionMap1": apart}
    cases = [{"counts": [32767] * 140}, {"counts": [-32768] * 140}, float_inputs(rng, header)]
    return name, header, sections, cases


def ties_student(seed):
    """Return a student whose scores and outputs tie in every way."""
    name = "ties-n3-k8-c10"
    header = make_header(Random(seed, name), 3, 8, 10, LOGITS, countMultiplier=ONE,
                         countShift=38, countZero=0)
    gate = np.array([[0, 0, 0], [1, 0, 0], [1, 0, 0], [0, 1, 0], [1, 0, 0], [0, 1, 0],
                     [-128, 0, 0]])
    sections = {"gate": {"biases": [0, 0, 0, 0, 0, 0, 0], "weights": gate}}
    for j in range(8):
        rows = np.zeros((10, 3), dtype=np.int64)
        rows[:, 2] = 8
        rows[j % 10, 2] = rows[(3 * j + 2) % 10, 2] = 127
        rows[9, 0] = 8
        sections[f"regionMap{j}"] = {"biases": [8 * (i % 2) for i in range(10)],
                                     "multipliers": [ONE] * 10, "shifts": [33] * 10,
                                     "weights": rows}
    vectors = [(0, 0, 0), (5, 5, 10), (5, 0, 10), (0, 5, -10), (-1, 3, 100), (-2, 0, -100),
               (-1, 127, 1), (7, 8, 3), (127, -127, -1), (-127, -127, 127)]
    return name, header, sections, [{"counts": list(vector)} for vector in vectors]


def halves_student(seed):
    """Return a student whose accumulators meet exact halves of the rounding rule."""
    name = "halves-n1-c12"
    header = make_header(Random(seed, name), 1, 1, 12, countMultiplier=ONE, countShift=38,
                         countZero=0, inputMultiplierBits=bits_of(4.0))
    multipliers = [ONE, ONE, ONE, ONE, ONE + 1, TOP, ONE, ONE, ONE, ONE, ONE, 0]
    shifts = [33, 33, 34, 35, 33, 33, 36, 62, 62, 62, 62, 40]
    biases = [0, 0, 0, 2, 0, 0, -4, ONE, -ONE, ONE - 1, 1 - ONE, ONE]
    weights = np.array([[1], [-1], [1], [2], [1], [1], [1], [0], [0], [1], [-1], [127]])
    sections = {"regionMap0": {"biases": biases, "multipliers": multipliers,
                               "shifts": shifts, "weights": weights}}
    values = (0, 1, -1, 3, 4, 5, -3, -4, -5, 12, -12, 20, 36, -36, 124, -124, 127, -127, 128)
    cases = [{"counts": [value]} for value in values]
    floats = (0.125, -0.125, 0.375, -0.375, 0.625, -0.625, 31.625, -31.625, 31.75, -31.75,
              1.1250001, -1.1250001, -0.125004, -0.1250038, 0.12499999)
    cases += [{"float_bits": [bits_of(value)]} for value in floats]
    return name, header, sections, cases


def scale_student(seed, name, bits, zero):
    """Return a student whose three scales sit at an end of the normal range."""
    rng = Random(seed, name)
    header = make_header(rng, 5, 2, 2, LOGITS, m=2, inputMultiplierBits=bits,
                         outputScaleBits=bits, countsPerUnitBits=bits, windowGain=23 << 16,
                         countZero=zero, countMultiplier=ONE if zero < 0 else TOP,
                         countShift=62 if zero < 0 else 33)
    cases = [float_inputs(rng, header) for _ in range(3)] + edge_cases(header, 20)
    cases += [{"counts": [5, -5, -32768, 32767, clamp(zero, -32768, 32767)]},
              {"counts": [-32768, 32767, -32767, 0, -1]}]
    return name, header, random_sections(rng, header), cases


def gain_student(seed, name, n, gain, windows):
    """Return a fully standardised student with a given gain and given windows."""
    rng = Random(seed, name)
    header = make_header(rng, n, 2, 2, LOGITS, m=n, counted=False, windowGain=gain,
                         countsPerUnitBits=bits_of(1.0))
    cases = [{"counts": list(window)} for window in windows]
    cases.append({"float_bits": [bits_of(float(value)) for value in windows[0]]})
    return name, header, random_sections(rng, header), cases


# D is a power of 4 wherever the two counts differ by a power of 2: R is 2^31 and, with the
# greatest gain, G is 2^31. The last but one of FIVES does the same without saturating.
PAIRS = ((0, 1), (1, 0), (-1, 1), (32767, -32768), (-32768, 0), (0, 0), (-32768, -32768),
         (16384, -16384), (100, 103), (-32768, 32767))
# Two counts are one deviation from their mean, here 10.5 quanta: exact halves, met exactly
# where D is a power of 4 and missed by the floor of G elsewhere.
HALVES = tuple((-half, half + odd) for half, odd in (
    (0, 1), (0, 2), (0, 3), (2, 1), (3, 1), (1, 4), (8192, 0), (16384, 0), (20000, 1),
    (23170, 1), (28000, 7), (30001, 2), (32760, 1), (32765, 0), (32767, 0), (32767, -1)))
FIVES = ((0, 0, 0, 0, 1), (1, 2, 3, 4, 5), (-32768, 32767, 0, 0, 0), (9, 9, 9, 9, 9),
         (32767, 32767, 32767, 32767, 32766), (-32768, -32768, 32767, 32767, 32767),
         (1, 1, -1, -1, 0), (-32768, 5, 5, 5, 5), (-4, -4, -4, 16, -4),
         (-5186, 32, -8, 28, 5176), (-32768, 32767, 100, -100, 3))


# D is 2^32 - 1, 2^34 - 1 and 2^34 - 4, for which R is 2^32 - 1, the largest there is. The last
# three give other quanta if the root is taken in binary32.
EIGHTS = ((-26829, -17648, -13337, -10528, -9273, -14036, -4363, 2561),
          (-29820, -12688, 18977, 14584, -3803, -6149, -18480, 14088),
          (31613, -7078, -18188, 12026, -11372, -15541, -18631, -487),
          (0, 0, 0, 0, 0, 0, 0, -1), (32767, 32767, 32767, 32767) + (-32768,) * 4,
          (9093, -6467, -2558, -2294, 1067, -3274, 5503, 3165),
          (-781, -8787, 2346, -4946, 2258, 7034, 1831, 1568),
          (-3038, -9193, 5618, 9218, 6729, -4180, 3681, 1610))


def crafted_students(seed):
    """Yield the students made by hand."""
    yield margin_student(seed)
    yield ties_student(seed)
    yield halves_student(seed)
    yield scale_student(seed, "scales-least-n5-m2", 63 << 23, -32768)
    yield scale_student(seed, "scales-greatest-n5-m2", 191 << 23 | 0x7FFFFF, 32767)
    yield gain_student(seed, "gain-greatest-n2", 2, ONE, PAIRS)
    yield gain_student(seed, "gain-halves-n2", 2, 21 << 15, HALVES)
    yield gain_student(seed, "gain-greatest-n5", 5, ONE, FIVES)
    yield gain_student(seed, "gain-usual-n8", 8, (41 << 16) + 12345, EIGHTS)
    yield gain_student(seed, "gain-least-n5", 5, 1, FIVES)
    yield gain_student(seed, "gain-small-n5", 5, 0x8000, FIVES)
    yield gain_student(seed, "gain-usual-n5", 5, 63 << 16, FIVES)


# --------------------------------------------------------------------------- golden files


def header_fields(header):
    """Return the header as it goes into the JSON."""
    return {name: header[name] for name in HEADER_FIELDS[1:-1]}


def compact(value):
    """Return JSON without spaces."""
    return json.dumps(value, separators=(",", ":"))


def description(data):
    """Return everything but the cases that the JSON says about a file."""
    header, _ = read_student(data)
    return {"header": header_fields(header), "acceptsCounts": accepts_counts(header),
            "scratch": scratch_bytes(header), "layout": json_layout(header),
            "identifier": data[-12:-4].hex(),
            "checksum": struct.unpack("<I", data[-4:])[0]}


def golden_json(data, cases):
    """Interpret the cases of a file and return the text of its JSON, one case per line."""
    header, sections = read_student(data)
    lines = [f"{compact(name)}:{compact(value)}" for name, value in description(data).items()]
    done = ",\n".join(compact(interpret(header, sections, case)) for case in cases)
    return "{" + ",\n".join(lines) + ',\n"cases":[\n' + done + "\n]}\n"


def golden_files(seed):
    """Return {relative path: bytes} of every golden file."""
    files = {}
    students = [*usual_students(seed), *extreme_students(seed), *crafted_students(seed)]
    for name, header, sections, cases in students:
        data = pack_student(header, sections)
        read_header, read_sections = read_student(data)
        assert all(read_header[field] == value for field, value in header.items())
        for part, section in sections.items():
            again = read_sections[part]
            assert np.array_equal(again["weights"], section["weights"])
            assert all(list(again[key]) == list(value) for key, value in section.items()
                       if key != "weights")
        files[f"{name}.tessera"] = data
        files[f"{name}.json"] = golden_json(data, cases).encode()
    return {**files, **refused_files(seed)}


# --------------------------------------------------------------------------- refused files


def base_students(seed):
    """Return two small valid files: `plain` without flags and `full` with all of them."""
    rng = Random(seed, "refused")
    plain = make_header(rng, 3, 2, 2, counted=False)
    full = make_header(rng, 5, 3, 2, PROJECTION | SHARED | HEAD | RECTIFIED | LOGITS, m=3,
                       d=3, q=3)
    return {"plain": pack_student(plain, random_sections(rng, plain)),
            "full": pack_student(full, random_sections(rng, full))}


def patched(data, *patches):
    """Return a file with (offset, bytes) patches and a correct identifier and checksum."""
    body = bytearray(data[:-12])
    for at, new in patches:
        body[at:at + len(new)] = new
    return sealed(bytes(body))


def field(name, value):
    """Return the patch that sets one header field."""
    kinds = dict(zip(HEADER_FIELDS[1:], HEADER_FORMAT[3:]))
    return HEADER_OFFSETS[name], struct.pack("<" + kinds[name], value)


def resized(body):
    """Return a sealed file of a body, with its length field set right."""
    body = bytearray(body)
    body[8:12] = struct.pack("<I", len(body) + 12)
    return sealed(bytes(body))


# (base, {header field: value}, why)
HEADER_ERRORS = [
    *(("plain", {"flags": 1 << bit}, f"flag bit {bit} has no meaning") for bit in range(6, 16)),
    ("plain", {"flags": RECTIFIED}, "rectified without a head"),
    ("plain", {"flags": STANDARDIZED}, "standardized, but m, countsPerUnit, windowGain are 0"),
    ("plain", {"inputCount": 0, "gateCount": 0}, "n is 0"),
    ("plain", {"inputCount": 16385, "gateCount": 16385}, "n is 16,385"),
    ("plain", {"inputCount": 65535, "gateCount": 65535}, "n is 65,535"),
    ("plain", {"gateCount": 2}, "d is below n without a projection"),
    ("plain", {"gateCount": 4}, "d is above n without a projection"),
    ("full", {"gateCount": 0}, "d is 0"),
    ("full", {"gateCount": 16385}, "d is 16,385"),
    ("plain", {"regionCount": 0}, "k is 0"),
    ("plain", {"regionCount": 1025}, "k is 1,025"),
    ("plain", {"mapCount": 3}, "q differs from C without a head"),
    ("plain", {"outputCount": 1}, "C differs from q without a head"),
    ("plain", {"mapCount": 0, "outputCount": 0}, "q and C are 0"),
    ("full", {"mapCount": 0}, "q is 0"),
    ("full", {"mapCount": 16385}, "q is 16,385"),
    ("full", {"outputCount": 0}, "C is 0"),
    ("full", {"outputCount": 16385}, "C is 16,385"),
    ("plain", {"standardizedCount": 1}, "m is not 0 without bit 0"),
    ("full", {"standardizedCount": 0}, "m is 0 with bit 0"),
    ("full", {"standardizedCount": 6}, "m is above n"),
    ("full", {"standardizedCount": 65535}, "m is 65,535"),
    *((base, {name: bits}, f"{name} {why}")
      for base, name in (("plain", "inputMultiplierBits"), ("plain", "outputScaleBits"),
                         ("full", "countsPerUnitBits"))
      for bits, why in ((0, "is 0"), (0x80000000, "is -0"), (0xBF800000, "is negative"),
                        (0x1F7FFFFF, "is just below 2^-64"), (0x60000000, "is 2^65"),
                        (0x7F800000, "is infinite"), (0x7FC00000, "is NaN"),
                        (1, "is subnormal"))),
    ("plain", {"countsPerUnitBits": 0x3F800000}, "countsPerUnit is not 0 without bit 0"),
    ("plain", {"countsPerUnitBits": 0x80000000}, "countsPerUnit is -0 without bit 0"),
    ("plain", {"windowGain": 1}, "windowGain is not 0 without bit 0"),
    ("full", {"windowGain": 0}, "windowGain is 0 with bit 0"),
    ("full", {"windowGain": ONE + 1}, "windowGain is 2^30 + 1"),
    ("full", {"windowGain": 0xFFFFFFFF}, "windowGain is 2^32 - 1"),
    ("full", {"countMultiplier": 1}, "countMultiplier is 1"),
    ("full", {"countMultiplier": ONE - 1}, "countMultiplier is 2^30 - 1"),
    ("full", {"countMultiplier": -1}, "countMultiplier is -1"),
    ("full", {"countMultiplier": -ONE}, "countMultiplier is -2^30"),
    ("full", {"countMultiplier": -1 << 31}, "countMultiplier is -2^31"),
    ("full", {"countShift": 0}, "countShift is 0 with a countMultiplier"),
    ("full", {"countShift": 32}, "countShift is 32"),
    ("full", {"countShift": 63}, "countShift is 63"),
    ("full", {"countShift": 255}, "countShift is 255"),
    ("plain", {"countZero": 1}, "countZero is not 0 with countMultiplier 0"),
    ("plain", {"countShift": 33}, "countShift is not 0 with countMultiplier 0"),
    ("full", {"countMultiplier": 0, "countZero": 0}, "countShift is left without a multiplier"),
    ("full", {"countMultiplier": 0, "countShift": 0, "countZero": -1},
     "countZero is left without a multiplier"),
    ("plain", {"reserved": 1}, "the reserved byte is 1"),
    ("full", {"reserved": 255}, "the reserved byte is 255"),
    ("plain", {"flags": HEAD | RECTIFIED, "regionCount": 0}, "two errors in the header"),
]


def header_refusals(bases):
    """Yield (file data, code, why) of every error of code 8."""
    for base, fields, why in HEADER_ERRORS:
        patches = [field(name, value) for name, value in fields.items()]
        yield patched(bases[base], *patches), 8, why


def early_refusals(bases):
    """Yield the files that are refused before their header is looked at."""
    plain = bases["plain"]
    for count in (0, 1, 4, 48, 59):
        yield plain[:count], 3, f"{count} bytes"
    yield b"X" * 59, 3, "59 foreign bytes: too short comes first"
    for magic in (b"tSRA", b"ARST", b"TSRB", b"\0\0\0\0", b"TSR\xc1"):
        yield patched(plain, (0, magic)), 4, f"magic {magic!r}"
    yield bytes(60), 4, "60 zero bytes"
    yield patched(plain, (0, b"NONE"), field("version", 2)), 4, "magic comes before version"
    for version in (0, 2, 0x0100, 0x0101, 65535):
        yield patched(plain, field("version", version)), 5, f"version {version}"
    yield (patched(plain, field("version", 2), field("length", 0)), 5,
           "version comes before length")
    for length in (0, len(plain) - 1, len(plain) + 1, len(plain) + 4, 0xFFFFFFFF,
                   len(plain) | 1 << 31, len(plain) << 8):
        yield patched(plain, field("length", length)), 6, f"length field {length}"
    yield plain[:-4], 6, "the checksum is cut off"
    yield plain + bytes(4), 6, "four bytes follow the file"
    yield plain[:60], 6, "cut to 60 bytes"
    for at, what in ((24, "header"), (48, "section"), (len(plain) - 12, "identifier"),
                     (len(plain) - 4, "checksum"), (len(plain) - 1, "last byte"),
                     (47, "reserved byte (checksum comes before header)")):
        flipped = bytearray(plain)
        flipped[at] ^= 0x40
        yield bytes(flipped), 7, f"one bit flipped: {what}"
    yield plain[:-4] + plain[:-5:-1], 7, "the checksum is stored big-endian"


def layout_refusals(bases):
    """Yield the files whose sections do not fill them."""
    plain, full = bases["plain"], bases["full"]
    for base, body in (("plain", plain[:-12]), ("full", full[:-12])):
        for count in (1, 2, 3, 4, 16):
            yield resized(body + bytes(count)), 9, f"{base}: {count} zero bytes too many"
            yield resized(body[:-count]), 9, f"{base}: {count} bytes missing"
    yield resized(plain[:48]), 9, "the header alone"
    for name, value in (("regionCount", 1), ("regionCount", 3), ("regionCount", 1024)):
        yield patched(plain, field(name, value)), 9, f"{name} {value}"
    yield patched(plain, field("flags", PROJECTION)), 9, "a projection is announced"
    yield patched(plain, field("flags", SHARED)), 9, "a shared map is announced"
    yield patched(plain, field("flags", HEAD)), 9, "a head is announced"
    yield patched(full, field("flags", 63 - SHARED)), 9, "an unannounced shared map"
    big = {"inputCount": 16384, "gateCount": 16384, "regionCount": 1024, "mapCount": 16384,
           "outputCount": 16384}
    yield (patched(full, *(field(*pair) for pair in big.items())), 9,
           "every count is the largest: the sections need more than 2^38 bytes")
    wrap = {"inputCount": 7213, "gateCount": 7213, "regionCount": 618, "mapCount": 12509,
            "outputCount": 12509}
    header = dict(zip(HEADER_FIELDS, struct.unpack_from(HEADER_FORMAT, plain)), **wrap)
    _, total = section_offsets(header)
    assert total == 576 + (13 << 32)
    body = bytearray(plain[:-12].ljust(576 - 12, b"\0"))
    for at, new in (field(*pair) for pair in wrap.items()):
        body[at:at + len(new)] = new
    yield resized(body), 9, "the sections need 13 x 2^32 bytes more than the file has"
    bad = patched(plain, (48, struct.pack("<i", ONE + 1)), field("regionCount", 3))
    yield bad, 9, "layout comes before parameter"


def parameter_refusals(bases):
    """Yield a file for every invalid parameter of every section."""
    data = bases["full"]
    header = dict(zip(HEADER_FIELDS, struct.unpack_from(HEADER_FORMAT, data)))
    offsets, _ = section_offsets(header)
    for name, kind, rows, columns in section_plan(header):
        start, last = offsets[name], rows - 1
        for bias in (ONE + 1, -ONE - 1, -1 << 31, TOP):
            yield (patched(data, (start + 4 * last, struct.pack("<i", bias))), 10,
                   f"{name}: bias {bias}")
        at = start + 4 * rows
        if kind == "map":
            for multiplier in (1, ONE - 1, -1, -ONE, -1 << 31):
                yield (patched(data, (at + 4 * last, struct.pack("<i", multiplier))), 10,
                       f"{name}: multiplier {multiplier}")
            for shift in (0, 32, 63, 255):
                yield (patched(data, (at + 4 * rows + last, bytes([shift]))), 10,
                       f"{name}: shift {shift}")
            yield (patched(data, (at, bytes(4)), (at + 4 * rows, b"\0")), 10,
                   f"{name}: shift 0 with multiplier 0")
            yield (patched(data, (at + 4 * rows + padded(rows) - 1, b"\1")), 10,
                   f"{name}: padding of the shifts")
            at += 4 * rows + padded(rows)
        for place in range(rows * columns, padded(rows * columns)):
            yield (patched(data, (at + place, b"\x80")), 10, f"{name}: padding of the weights")
    yield (patched(data, (offsets["gate"], struct.pack("<i", TOP)), field("reserved", 1)), 8,
           "header comes before parameter")


def refused_files(seed):
    """Return {relative path: bytes} of the malformed files and their index."""
    bases, files, index = base_students(seed), {}, []
    every = [*early_refusals(bases), *header_refusals(bases), *layout_refusals(bases),
             *parameter_refusals(bases)]
    counts = {}
    for data, code, why in every:
        counts[code] = counts.get(code, 0) + 1
        name = f"{code:02}-{counts[code]:03}.tessera"
        assert refusal_of(data) == code, (why, code, refusal_of(data))
        files[f"refused/{name}"] = data
        index.append({"file": name, "error": code, "why": why})
    text = "[\n" + ",\n".join(compact(entry) for entry in index) + "\n]\n"
    return {**files, "refused/index.json": text.encode()}


def refusal_of(data):
    """Return the status code of a file, 0 if it is valid."""
    try:
        read_student(data)
    except Refused as refusal:
        return refusal.code
    return 0


# --------------------------------------------------------------------------- claims


def claim_arithmetic():
    """Check the bounds of accumulators, of requantize and of counts."""
    most = ONE + 16384 * 128 * 127
    assert most < 5 * ONE // 4 and 4 * (most * TOP >> 33) < 1 << 31
    rng = Random(0, "claims")
    accumulators = [most, -most, 0, 1, -1] + [rng.within(-most, most) for _ in range(2000)]
    for shift in range(33, 63):
        for acc in accumulators:
            for multiplier in (0, ONE, ONE + 1, TOP, rng.within(ONE, TOP)):
                requantize(acc, multiplier, shift)
        for difference in (65535, -65535):
            requantize(difference * 256, TOP, shift)


def claim_brackets():
    """Check that multiplying a scale by 2^16 or 2^8 is exact for every exponent."""
    for exponent in range(63, 192):
        for mantissa in (0, 1, 0x2AAAAB, 0x7FFFFF):
            value = float_of(exponent << 23 | mantissa)
            for factor in (65536, 256):
                assert float(value * np.float32(factor)) == float(value) * factor


def claim_windows():
    """Check D, e, R, G and s at the ends of their ranges; return what was reached."""
    reached = {"e": set(), "R": set(), "G": set(), "s": set()}
    half = [32767] * 8192 + [-32768] * 8192
    largest = window_numbers(half, 1)[0]
    rng = Random(0, "windows")
    spreads = {1, 2, 3, largest} | {rng.within(1, largest) for _ in range(1000)}
    spreads |= {(1 << b) + c for b in range(1, 58) for c in (-1, 0, 1)}
    for spread in spreads:
        even = (64 - spread.bit_length()) // 2 * 2
        assert spread << even < 1 << 64 <= spread << (even + 2) and even >= 0
        root = math.isqrt(spread << even)
        assert 1 << 31 <= root < 1 << 32
        for name, value in (("e", even), ("R", root), ("s", 48 - even // 2)):
            reached[name].add(value)
        reached["G"] |= {(1 << 32) // root, (ONE << 32) // root}
    reached["D"] = {1, largest}
    one = [-32768] * 16383 + [32767]
    for window in (half, one, one[::-1], [-c - 1 for c in one], [0, 1], [5, 5]):
        for gain in (1, 1 << 16, ONE):
            standardize(window, gain)
    return {name: (min(values), max(values)) for name, values in reached.items()}


def claim_size():
    """Check the worked example of the section on size."""
    header = {"flags": 0, "inputCount": 140, "gateCount": 140, "regionCount": 3,
              "mapCount": 5, "outputCount": 5}
    assert section_offsets(header)[1] == 2592


def check_claims():
    """Check every numerical claim of the page and print the ranges that can be reached."""
    claim_arithmetic()
    claim_brackets()
    claim_size()
    for name, (low, high) in sorted(claim_windows().items()):
        print(f"{name}: {low} ... {high} (the largest is 2^{math.log2(high):.9f})")
    print("every claim holds")
    return 0


# --------------------------------------------------------------------------- commands


def check(folder):
    """Read and interpret the files of a folder again; return the number of differences."""
    differences, names = 0, sorted(folder.glob("*.json"))
    for path in names:
        data = path.with_suffix(".tessera").read_bytes()
        wanted = json.loads(path.read_text())
        found = description(data)
        header, sections = read_student(data)
        if data[-12:-4] != hashlib.sha256(data[:-12]).digest()[:8]:
            differences += 1
            print(f"{path.name}: identifier")
        found["cases"] = [interpret(header, sections, case) for case in wanted["cases"]]
        for part in sorted({*wanted, *found}):
            if wanted.get(part) != found.get(part):
                differences += 1
                print(f"{path.name}: {part} differs")
    refused = json.loads((folder / "refused/index.json").read_text())
    for entry in refused:
        code = refusal_of((folder / "refused" / entry["file"]).read_bytes())
        if code != entry["error"]:
            differences += 1
            print(f"refused/{entry['file']}: {code}, not {entry['error']}")
    print(f"{len(names)} students, {len(refused)} refused files, {differences} differences")
    return differences or not names


def verify(folder, seed):
    """Regenerate every file in memory; return the number that differ from the folder's."""
    files = golden_files(seed)
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*")
               if path.suffix in (".tessera", ".json")}
    wrong = sorted(present ^ set(files))
    wrong += [name for name in sorted(present & set(files))
              if (folder / name).read_bytes() != files[name]]
    for name in wrong:
        print(f"{name}: differs")
    print(f"{len(files)} files, {len(wrong)} differences")
    return len(wrong)


def write(folder, seed):
    """Write every golden file."""
    files = golden_files(seed)
    (folder / "refused").mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    print(f"{len(files)} files, {sum(map(len, files.values()))} bytes")
    return 0


def main():
    """Parse the arguments and run one command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    here = Path(__file__).resolve().parent.parent / "Tests" / "Fixtures" / "Golden"
    parser.add_argument("--folder", type=Path, default=here)
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="interpret the files again")
    mode.add_argument("--verify", action="store_true", help="regenerate and compare bytes")
    mode.add_argument("--claims", action="store_true", help="check the claims of the page")
    options = parser.parse_args()
    if options.claims:
        return check_claims()
    if options.check:
        return 1 if check(options.folder) else 0
    if options.verify:
        return 1 if verify(options.folder, options.seed) else 0
    return write(options.folder, options.seed)


if __name__ == "__main__":
    sys.exit(main())
