"""Inputs are quantised."""

import math

import numpy as np

from .core import Refused, clamp, float_of, top_of
from .kept_inputs import kept_features, scale_count
from .program import run_program
from .requantize import requantize
from .scales import minus, quantize_integers
from .standardize import standardize


def scaled_to_integer(x_bits, multiplier_bits, fraction_bits, top, centre_bits=0, lowest=None):
    """Return (x - centre) x multiplier in binary32, saturated and rounded to an integer.

    `lowest` is -`top` where it is None.
    """
    lowest = -top if lowest is None else lowest
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        bracket = np.float32(float_of(multiplier_bits) * np.float32(1 << fraction_bits))
        x = float_of(x_bits)
        t = np.float32((minus(x, float_of(centre_bits)) if centre_bits else x) * bracket)
    if t >= np.float32(top << fraction_bits):
        return top
    if t <= np.float32(lowest * (1 << fraction_bits)):
        return lowest
    return (math.trunc(float(t)) + (1 << (fraction_bits - 1))) >> fraction_bits


def counts_of(bits, per_unit_bits):
    """Return the int16 counts of floats."""
    return [scaled_to_integer(b, per_unit_bits, 8, 32767) for b in bits]


def samples_of(bits, per_unit_bits):
    """Return the int16 samples of floats: a program takes -32,768, too."""
    return [scaled_to_integer(b, per_unit_bits, 8, 32767, lowest=-32768) for b in bits]


def accepts_floats(sections):
    """Return whether a student accepts a window of binary32."""
    return ("program" in sections or "scales" not in sections
            or "floats" in sections["scales"])


def accepts_counts(header, sections):
    """Return whether a student accepts int16 counts."""
    if "scales" in sections:
        return "integers" in sections["scales"]
    return header["countMultiplier"] != 0 or scale_count(header, sections) == 0


def accepts_integers(header, sections):
    """Return whether a student accepts int32 numbers."""
    return ("integers" in sections.get("scales", {}) and header["standardizedCount"] == 0
            and "program" not in sections)


def quantize_rest(header, sections, values, are_floats):
    """Return the quanta of the inputs that are not standardised, in their order."""
    top = top_of(header["featureBits"])
    scales = sections.get("scales")
    if not are_floats:
        if scales:
            return quantize_integers(values, scales, top)
        return [clamp(requantize((c - header["countZero"]) * 256, header["countMultiplier"],
                                 header["countShift"]), -top, top) for c in values]
    fraction = 16 if top == 127 else 8
    if not scales:
        return [scaled_to_integer(b, header["inputMultiplierBits"], fraction, top)
                for b in values]
    each = scales["floats"]
    return [scaled_to_integer(b, multiplier, fraction, top, centre) if multiplier else 0
            for b, centre, multiplier in zip(values, each["centreBits"],
                                             each["multiplierBits"])]


def window_of(header, sections, case):
    """Return (numbers, whether they are floats) of a case, or refuse it with code 13 or 14."""
    if "counts" in case:
        if not accepts_counts(header, sections):
            raise Refused(14, "counts are not accepted")
        return case["counts"], False
    if "integers" in case:
        if not accepts_integers(header, sections):
            raise Refused(14, "integers are not accepted")
        return case["integers"], False
    if not accepts_floats(sections):
        raise Refused(14, "floats are not accepted")
    if any(np.isnan(float_of(b)) for b in case["float_bits"]):
        raise Refused(13, "NaN")
    return case["float_bits"], True


def features_of(header, sections, window, are_floats):
    """Return the features of a window and whether they are floats."""
    if "program" not in sections:
        return window, are_floats
    program, length = sections["program"], header["samplesPerChannel"]
    if are_floats:
        window = [count for channel, bits in enumerate(program["countsPerUnitBits"])
                  for count in samples_of(window[channel * length:(channel + 1) * length], bits)]
    return run_program(program, header, window, sections.get("constants", b"")), False


def quantize(header, sections, case):
    """Return the quantised inputs of a case, or refuse it with code 13 or 14."""
    if "input" in case:
        return list(case["input"])
    features, are_floats = features_of(header, sections, *window_of(header, sections, case))
    m = header["standardizedCount"]
    leading = features[:m]
    if are_floats:
        leading = counts_of(leading, header["countsPerUnitBits"])
    leading = standardize(leading, header["windowGain"], header["featureBits"]) if m else []
    kept = kept_features(header, sections)
    rest = [features[feature] for feature in kept if feature >= m]
    return ([leading[feature] for feature in kept if feature < m]
            + quantize_rest(header, sections, rest, are_floats))
