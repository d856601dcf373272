"""Inputs are quantised."""

import math

import numpy as np

from .core import Refused, clamp, float_of
from .requantize import requantize
from .standardize import standardize


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


def accepts_counts(header):
    """Return whether a student accepts int16 counts."""
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
