"""The numerical claims of Docs/Format.md."""

import math

import numpy as np

from .claims_second import check_second_claims
from .core import ONE, TOP, float_of
from .randomness import Random
from .requantize import requantize
from .sections import section_offsets
from .standardize import standardize, window_numbers


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
    """Check D, e, R, G and s at the ends of their ranges; return the values reached."""
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
    header = {"flags": 0, "inputCount": 140, "componentCount": 140, "regionCount": 3,
              "mapCount": 5, "outputCount": 5}
    assert section_offsets(header)[1] == 2592


def check_claims():
    """Check every numerical claim of the page and print the ranges that can be reached."""
    claim_arithmetic()
    claim_brackets()
    claim_size()
    check_second_claims()
    for name, (low, high) in sorted(claim_windows().items()):
        print(f"{name}: {low} ... {high} (the largest is 2^{math.log2(high):.9f})")
    print("every claim holds")
    return 0
