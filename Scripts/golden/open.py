"""A file is validated and read."""

import struct

import numpy as np

from .core import (
    HEAD, HEADER_FIELDS, HEADER_FORMAT, MAGIC, ONE, PROJECTION, RECTIFIED, STANDARDIZED,
    TOP, VERSION, Refused, padded)
from .crc32 import checksum
from .product import weight_order
from .sections import section_offsets, section_plan


def is_normal(bits):
    """Return whether the bits of a binary32 value are in the page's normal range."""
    return bits >> 31 == 0 and 63 <= (bits >> 23 & 255) <= 191


def is_multiplier(value):
    """Return whether a multiplier is 0 or in 2^30 ... 2^31 - 1."""
    return value == 0 or ONE <= value <= TOP


def header_errors(h):
    """Yield the faults of a header (status code 8)."""
    flags, n, k = h["flags"], h["inputCount"], h["regionCount"]
    window, counted = bool(flags & STANDARDIZED), h["countMultiplier"] != 0
    dense = {name: h[name] for name in ("inputCount", "componentCount", "mapCount", "outputCount")}
    checks = [
        (flags < 64, "unknown flag"),
        (flags & HEAD or not flags & RECTIFIED, "rectified without a head"),
        (all(1 <= value <= 16384 for value in dense.values()), "a count out of range"),
        (1 <= k <= 1024, "regionCount"),
        (1 <= h["standardizedCount"] <= n if window else h["standardizedCount"] == 0,
         "standardizedCount"),
        (flags & PROJECTION or h["componentCount"] == n, "componentCount without a projection"),
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
    if struct.unpack("<I", data[-4:])[0] != checksum(data[:-4]):
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


def refusal_of(data):
    """Return the status code of a file, 0 if it is valid."""
    try:
        read_student(data)
    except Refused as refusal:
        return refusal.code
    return 0
