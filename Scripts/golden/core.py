"""What every stage needs: the header, small arithmetic, bits of binary32."""

import json

import numpy as np

MAGIC = b"TSRA"
VERSION = 1
HEADER_BYTES, HEADER_BYTES_2 = 48, 64
STANDARDIZED, PROJECTION, SHARED, HEAD, RECTIFIED, LOGITS, BINARY = 1, 2, 4, 8, 16, 32, 64
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
# What follows the 48 bytes in version 2.
TAIL_FORMAT = "<HBBIHHBBH"
TAIL_FIELDS = (
    "samplesPerChannel", "channelCount", "tailReserved", "sampleRate", "featureCount", "hop",
    "featureBits", "componentBits", "sectionCount")
TAIL_OFFSETS = dict(zip(TAIL_FIELDS, (48, 50, 51, 52, 56, 58, 60, 61, 62)))


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


def top_of(bits):
    """Return the largest magnitude T of a quantised number of 8 or 16 bits."""
    return (1 << (bits - 1)) - 1


def window_count(header):
    """Return w, the numbers of one window."""
    return header["samplesPerChannel"] * header["channelCount"]


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
