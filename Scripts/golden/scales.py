"""A scale for each input that is not standardised."""

import struct

import numpy as np

from .core import TOP, Refused, clamp, padded
from .directory import FLOATS, INTEGERS, SCALES, kind_bytes
from .header import is_multiplier, is_normal


def read_scales(data, at, flags, size, s):
    """Return {"integers": ..., "floats": ...} of a section; refuse it with code 10."""
    if s == 0 or size != kind_bytes(SCALES, flags, {"s": s}):
        raise Refused(10, "bytes of scales")
    scales = {}
    if flags & INTEGERS:
        scales["integers"] = read_integers(data, at, s)
        at += 8 * s + padded(s)
    if flags & FLOATS:
        scales["floats"] = read_floats(data, at, s)
    return scales


def read_integers(data, at, s):
    """Return centres, multipliers and shifts."""
    centres = list(struct.unpack_from(f"<{s}i", data, at))
    multipliers = list(struct.unpack_from(f"<{s}i", data, at + 4 * s))
    shifts = list(data[at + 8 * s:at + 9 * s])
    for centre, multiplier, shift in zip(centres, multipliers, shifts):
        if not is_multiplier(multiplier):
            raise Refused(10, "integer multiplier")
        if not (1 <= shift <= 62 if multiplier else shift == centre == 0):
            raise Refused(10, "integer shift, or a centre without a multiplier")
    if any(data[at + 9 * s:at + 8 * s + padded(s)]):
        raise Refused(10, "padding of integer shifts")
    return {"centres": centres, "multipliers": multipliers, "shifts": shifts}


def read_floats(data, at, s):
    """Return the bits of centres and multipliers."""
    centres = list(struct.unpack_from(f"<{s}I", data, at))
    multipliers = list(struct.unpack_from(f"<{s}I", data, at + 4 * s))
    for centre, multiplier in zip(centres, multipliers):
        if not (multiplier == 0 or is_normal(multiplier)):
            raise Refused(10, "float multiplier")
        if not (centre == 0 or (multiplier and is_normal(centre & 0x7FFFFFFF))):
            raise Refused(10, "float centre")
    return {"centreBits": centres, "multiplierBits": multipliers}


def pack_scales(scales):
    """Return the bytes of a section of scales."""
    data = b""
    if "integers" in scales:
        each = scales["integers"]
        s = len(each["centres"])
        data += struct.pack(f"<{2 * s}i", *each["centres"], *each["multipliers"])
        data += bytes(each["shifts"]) + bytes(padded(s) - s)
    if "floats" in scales:
        each = scales["floats"]
        s = len(each["centreBits"])
        data += struct.pack(f"<{2 * s}I", *each["centreBits"], *each["multiplierBits"])
    return data


def scales_flags(scales):
    """Return the flags of the directory for a section of scales."""
    return 1 | ("integers" in scales) * INTEGERS | ("floats" in scales) * FLOATS


def scale_integer(x, centre, multiplier, shift, top):
    """Return the quantum of an integer."""
    if multiplier == 0:
        return 0
    total = clamp(x - centre, -TOP, TOP) * multiplier + (1 << (shift - 1))
    assert -1 << 63 <= total < 1 << 63
    return clamp(total >> shift, -top, top)


def quantize_integers(values, scales, top):
    """Return the quanta of integers, each by its scale."""
    each = scales["integers"]
    return [scale_integer(x, *scale, top) for x, *scale in
            zip(values, each["centres"], each["multipliers"], each["shifts"])]


def minus(x, centre):
    """Return the binary32 difference of two numbers."""
    with np.errstate(over="ignore", under="ignore"):
        return np.float32(np.float32(x) - np.float32(centre))
