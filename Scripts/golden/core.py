"""What every stage needs: the header, small arithmetic, bits of binary32."""

import json

import numpy as np

MAGIC = b"TSRA"
VERSION = 1
HEADER_BYTES = 48
STANDARDIZED, PROJECTION, SHARED, HEAD, RECTIFIED, LOGITS = 1, 2, 4, 8, 16, 32
ONE = 1 << 30
TOP = (1 << 31) - 1
HEADER_FORMAT = "<4sHHIHHHHHHIIIIihBB"
HEADER_FIELDS = (
    "magic", "version", "flags", "length", "inputCount", "standardizedCount", "componentCount",
    "regionCount", "mapCount", "outputCount", "inputMultiplierBits", "outputScaleBits",
    "countsPerUnitBits", "windowGain", "countMultiplier", "countZero", "countShift",
    "reserved")
HEADER_OFFSETS = dict(zip(HEADER_FIELDS, (
    0, 4, 6, 8, 12, 14, 16, 18, 20, 22, 24, 28, 32, 36, 40, 44, 46, 47)))


class Refused(Exception):
    """A file or an input that the page refuses, with its status code."""

    def __init__(self, code, why):
        super().__init__(f"{code}: {why}")
        self.code = code


def padded(count):
    """Return `count` rounded up to a multiple of 4."""
    return (count + 3) // 4 * 4


def clamp(value, low, high):
    """Limit a value to low ... high."""
    return max(low, min(high, value))


def float_of(bits):
    """Return the binary32 value of 32 bits."""
    return np.array(bits, dtype=np.uint32).view(np.float32)[()]


def bits_of(value):
    """Return the 32 bits of the nearest binary32 value."""
    with np.errstate(over="ignore", under="ignore"):
        return int(np.array(value).astype(np.float32).view(np.uint32))


def compact(value):
    """Return JSON without spaces."""
    return json.dumps(value, separators=(",", ":"))
