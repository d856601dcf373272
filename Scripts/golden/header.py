"""The header: its fields, and what is wrong with them (status code 8)."""

import struct

from .core import (
    BINARY, HEAD, HEADER_BYTES, HEADER_FIELDS, HEADER_FORMAT, LOGITS, ONE, PROJECTION,
    RECTIFIED, STANDARDIZED, TAIL_FIELDS, TAIL_FORMAT, TOP)


def is_normal(bits):
    """Return whether the bits of a binary32 value are in the page's normal range."""
    return bits >> 31 == 0 and 63 <= (bits >> 23 & 255) <= 191


def is_multiplier(value):
    """Return whether a multiplier is 0 or in 2^30 ... 2^31 - 1."""
    return value == 0 or ONE <= value <= TOP


def with_tail(header):
    """Return the header of version 1 with what version 2 says of the same student."""
    n = header["inputCount"]
    return {**header, "samplesPerChannel": n, "channelCount": 1, "tailReserved": 0,
            "sampleRate": 0, "featureCount": n, "hop": 0, "featureBits": 8, "componentBits": 8,
            "sectionCount": 0}


def read_header(data):
    """Return the fields of a header of either version, unchecked."""
    header = dict(zip(HEADER_FIELDS, struct.unpack_from(HEADER_FORMAT, data)))
    if header["version"] != 2 or len(data) < HEADER_BYTES + 16:
        return with_tail(header)
    return {**header, **dict(zip(TAIL_FIELDS, struct.unpack_from(TAIL_FORMAT, data, 48)))}


def header_errors(h):
    """Return the faults of a header."""
    second = h["version"] == 2
    flags, n, k = h["flags"], h["inputCount"], h["regionCount"]
    features = h["featureCount"] if second else n
    window, counted = bool(flags & STANDARDIZED), h["countMultiplier"] != 0
    scaled = second and h["inputMultiplierBits"] == 0
    dense = {name: h[name] for name in ("inputCount", "componentCount", "mapCount", "outputCount")}
    checks = [
        (flags < (128 if second else 64), "unknown flag"),
        (flags & HEAD or not flags & RECTIFIED, "rectified without a head"),
        (all(1 <= value <= 16384 for value in dense.values()), "a count out of range"),
        (1 <= k <= 1024, "regionCount"),
        (1 <= h["standardizedCount"] <= features if window else h["standardizedCount"] == 0,
         "standardizedCount"),
        (flags & PROJECTION or h["componentCount"] == n, "componentCount without a projection"),
        (flags & HEAD or h["mapCount"] == h["outputCount"], "mapCount without a head"),
        (is_normal(h["inputMultiplierBits"]) or scaled, "inputMultiplier"),
        (is_normal(h["outputScaleBits"]), "outputScale"),
        (is_normal(h["countsPerUnitBits"]) if window else h["countsPerUnitBits"] == 0,
         "countsPerUnit"),
        (1 <= h["windowGain"] <= ONE if window else h["windowGain"] == 0, "windowGain"),
        (is_multiplier(h["countMultiplier"]), "countMultiplier"),
        (not (scaled and counted), "countMultiplier beside scales"),
        (33 <= h["countShift"] <= 62 if counted else h["countShift"] == 0, "countShift"),
        (counted or h["countZero"] == 0, "countZero"),
        (h["reserved"] == 0, "reserved"),
    ]
    return [why for good, why in checks + (tail_checks(h) if second else []) if not good]


def tail_checks(h):
    """Return (whether it holds, what) of the fields of version 2."""
    flags = h["flags"]
    return [
        (not flags & BINARY or (h["outputCount"] == 1 and flags & LOGITS), "binary"),
        (1 <= h["samplesPerChannel"] <= 16384, "samplesPerChannel"),
        (1 <= h["channelCount"] <= 16, "channelCount"),
        (h["tailReserved"] == 0, "the reserved byte after the channels"),
        (h["inputCount"] <= h["featureCount"] <= 16384, "featureCount"),
        (h["hop"] <= h["samplesPerChannel"], "hop"),
        (h["featureBits"] in (8, 16), "featureBits"),
        (h["componentBits"] in (8, 16), "componentBits"),
        (flags & PROJECTION or h["componentBits"] == h["featureBits"],
         "componentBits without a projection"),
        (1 <= h["sectionCount"] <= 32, "sectionCount"),
    ]
