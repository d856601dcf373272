"""A file is validated and read."""

import struct

import numpy as np

from .adaptation import read_adaptation
from .beats import read_beats
from .core import MAGIC, ONE, VERSION, Refused, padded
from .crc32 import checksum
from .directory import (
    ADAPTATION, BEATS, CONSTANTS, KEPT_INPUTS, LIMITS, PROGRAM, REGION_MAPS, SCALES,
    read_directory)
from .header import header_errors, is_multiplier, read_header
from .kept_inputs import read_kept_inputs, scale_count
from .limits import read_limits
from .product import weight_order
from .program import propagate, read_program
from .scales import read_scales
from .sections import section_offsets, section_plan
from .wide import check_sums


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


def read_parts(data, header, start):
    """Return the sections of version 1 that follow one another from an offset."""
    first = section_offsets(header)[0]
    shift = start - min(first.values())
    return {name: read_section(data, first[name] + shift, kind, rows, columns)
            for name, kind, rows, columns in section_plan(header)}


def read_extras(data, header, places):
    """Return the sections of kind 6 and above; refuse them with code 10, then 15."""
    found, unknown = {}, []
    if KEPT_INPUTS in places:
        found["keptInputs"] = read_kept_inputs(data, places[KEPT_INPUTS][1], header)
    s = scale_count(header, found)
    for kind, (flags, at, size) in places.items():
        if kind == SCALES:
            found["scales"] = read_scales(data, at, flags, size, s)
        elif kind == LIMITS:
            found["limits"] = read_limits(data, at, flags, header)
        elif kind == ADAPTATION:
            found["adaptation"] = read_adaptation(data, at)
        elif kind == BEATS:
            found["beats"] = read_beats(data, at, header)
        elif kind > BEATS:
            unknown.append((kind, flags, data[at:at + size]))
    if unknown:
        found["unknown"] = unknown
    if PROGRAM in places:
        _, at, size = places[PROGRAM]
        found["program"] = read_program(data, at, size, header["channelCount"])
        constants = b""
        if CONSTANTS in places:
            _, at, size = places[CONSTANTS]
            constants = found["constants"] = data[at:at + size]
            if not constants:
                raise Refused(15, "a section of no constants")
        propagate(found["program"], header, constants)
    return found


def read_second(data, header):
    """Return the sections of a file of version 2 whose header is right."""
    places = {kind: rest for kind, *rest in read_directory(data, header)}
    start = min(at for kind, (_, at, _) in places.items() if kind <= REGION_MAPS)
    sections = read_parts(data, header, start)
    for name, section in sections.items():
        check_sums(header, name, section)
    return {**sections, **read_extras(data, header, places)}


def read_student(data):
    """Return (header, sections) of a file, or refuse it with the first error of the list."""
    if len(data) < 60:
        raise Refused(3, "too short")
    header = read_header(data)
    if header["magic"] != MAGIC:
        raise Refused(4, "foreign")
    if header["version"] not in (VERSION, 2):
        raise Refused(5, "version")
    if header["version"] == 2 and len(data) < 76:
        raise Refused(3, "too short for version 2")
    if header["length"] != len(data):
        raise Refused(6, "length")
    if struct.unpack("<I", data[-4:])[0] != checksum(data[:-4]):
        raise Refused(7, "checksum")
    wrong = header_errors(header)
    if wrong:
        raise Refused(8, ", ".join(wrong))
    if header["version"] == 2:
        return header, read_second(data, header)
    _, total = section_offsets(header)
    if total != len(data):
        raise Refused(9, f"the sections need {total} bytes")
    return header, read_parts(data, header, 48)


def refusal_of(data):
    """Return the status code of a file, 0 if it is valid."""
    try:
        read_student(data)
    except Refused as refusal:
        return refusal.code
    return 0
