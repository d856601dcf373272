"""The directory of version 2: which sections there are, their flags and their bytes."""

import struct

from .core import (
    HEAD as HEAD_FLAG, HEADER_BYTES_2, PROJECTION as PROJECTION_FLAG, SHARED as SHARED_FLAG,
    Refused, padded, window_count)
from .sections import section_bytes, section_plan

CRITICAL = 1
INTEGERS, FLOATS = 2, 4
MARGIN, DISTANCES, ENERGY, DEVIATION = 2, 4, 8, 16
(PROJECTION, GATE, SHARED_MAP, REGION_MAPS, HEAD, SCALES, KEPT_INPUTS, PROGRAM, CONSTANTS,
 LIMITS, ADAPTATION, BEATS) = range(1, 13)

# Kind: name, flags of the lines of the table. Swift and C99 have the same table.
KINDS = {
    SCALES: ("scales", (3, 5, 7)),
    KEPT_INPUTS: ("kept_inputs", (1,)),
    PROGRAM: ("program", (1,)),
    CONSTANTS: ("constants", (1,)),
    LIMITS: ("limits", (2, 4, 8, 16, 30)),
    ADAPTATION: ("adaptation", (0,)),
    BEATS: ("beats", (0,))}
# The counts for which the table states bytes.
COUNTS = {"n": 7, "s": 5, "d": 6, "k": 4, "componentBits": 16, "channels": 3, "stages": 2,
          "constants": 9}


def kind_bytes(kind, flags, counts):
    """Return the bytes of a section of kind 6 or above, from the counts that it depends on."""
    if kind == SCALES:
        s = counts["s"]
        integers = 8 * s + padded(s) if flags & INTEGERS else 0
        return integers + (8 * s if flags & FLOATS else 0)
    if kind == KEPT_INPUTS:
        return padded(2 * counts["n"])
    if kind == PROGRAM:
        return 4 * counts["channels"] + 16 * counts["stages"]
    if kind == CONSTANTS:
        return padded(2 * counts["constants"])
    if kind == LIMITS:
        d, k = counts["d"], counts["k"]
        parts = {MARGIN: 4, DISTANCES: 12 + padded(d * counts["componentBits"] // 8) + 4 * k,
                 ENERGY: 12 + 4 * d, DEVIATION: 4}
        return sum(size for flag, size in parts.items() if flags & flag)
    return {ADAPTATION: 20, BEATS: 24}[kind]


def kinds_text():
    """Return the table as text: kind, name, flags and bytes for `COUNTS`, a line for each."""
    return "".join(f"{kind} {name} {flags} {kind_bytes(kind, flags, COUNTS)}\n"
                   for kind, (name, each) in KINDS.items() for flags in each)


def parameter_bytes(header):
    """Return {kind: bytes} of the sections of version 1 that a header asks for."""
    kinds = {"projection": PROJECTION, "gate": GATE, "sharedMap": SHARED_MAP, "head": HEAD}
    sizes = {}
    for name, element, rows, columns in section_plan(header):
        kind = kinds.get(name, REGION_MAPS)
        sizes[kind] = sizes.get(kind, 0) + section_bytes(element, rows, columns)
    return sizes


def is_there(kind, header, has_program):
    """Return whether a section must be there: True, False, or None where either is right."""
    flags, projected = header["flags"], bool(header["flags"] & PROJECTION_FLAG)
    if kind in (PROGRAM, LIMITS):
        return None
    if kind == CONSTANTS:
        return None if has_program else False
    if kind == ADAPTATION:
        return None if header["componentCount"] <= 32 else False
    if kind == BEATS:
        return None if header["channelCount"] == 1 and not has_program else False
    return {PROJECTION: projected, GATE: header["regionCount"] > 1,
            SHARED_MAP: bool(flags & SHARED_FLAG), REGION_MAPS: True,
            HEAD: bool(flags & HEAD_FLAG), SCALES: header["inputMultiplierBits"] == 0,
            KEPT_INPUTS: header["inputCount"] < header["featureCount"]}[kind]


def are_flags(kind, flags, header, has_program):
    """Return whether a known kind may have these flags of the directory."""
    if kind == SCALES:
        return flags == 3 if has_program else flags in (3, 5, 7)
    if kind == LIMITS:
        projected = header["flags"] & PROJECTION_FLAG
        return flags in range(2, 31, 2) and (projected or not flags & ENERGY)
    return flags == (0 if kind in (ADAPTATION, BEATS) else CRITICAL)


def are_bytes(kind, flags, size, header):
    """Return whether a known kind may have these bytes, as far as header and directory tell."""
    if kind <= HEAD:
        return size == parameter_bytes(header)[kind]
    if kind in (SCALES, CONSTANTS):
        return True
    counts = {"n": header["inputCount"], "d": header["componentCount"],
              "k": header["regionCount"], "componentBits": header["componentBits"],
              "channels": header["channelCount"]}
    if kind == PROGRAM:
        return size in {kind_bytes(kind, flags, {**counts, "stages": stages})
                        for stages in range(1, 65)}
    return size == kind_bytes(kind, flags, counts)


def read_directory(data, header):
    """Return (kind, flags, offset, bytes) of each section; refuse with code 16, then 9."""
    count = header["sectionCount"]
    at = HEADER_BYTES_2 + 8 * count
    if at > len(data) - 12:
        raise Refused(16, "the directory does not fit")
    entries = [struct.unpack_from("<HHI", data, HEADER_BYTES_2 + 8 * i) for i in range(count)]
    kinds = [kind for kind, _, _ in entries]
    if any(b <= a for a, b in zip([0, *kinds], kinds)):
        raise Refused(16, "the kinds do not ascend")
    has_program = PROGRAM in kinds
    for kind in range(1, 13):
        if is_there(kind, header, has_program) not in (None, kind in kinds):
            raise Refused(16, f"kind {kind} is missing or superfluous")
    for kind, flags, size in entries:
        if size % 4 or (kind > BEATS and flags & CRITICAL):
            raise Refused(16, f"kind {kind}")
        if kind <= BEATS and not (are_flags(kind, flags, header, has_program)
                                  and are_bytes(kind, flags, size, header)):
            raise Refused(16, f"flags or bytes of kind {kind}")
    check_features(header, has_program)
    sections = []
    for kind, flags, size in entries:
        sections.append((kind, flags, at, size))
        at += size
    if at != len(data) - 12:
        raise Refused(9, f"the sections end at {at}")
    return sections


def check_features(header, has_program):
    """Refuse counts of the header that contradict the program, or that there is none."""
    if has_program:
        if header["featureCount"] > 1024 or header["standardizedCount"] \
                or header["inputMultiplierBits"]:
            raise Refused(16, "a program with many features, a window or one scale")
    elif header["featureCount"] != window_count(header):
        raise Refused(16, "no program makes the features of the window")
