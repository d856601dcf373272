"""Accumulators become integers of the next scale."""


def requantize(acc, multiplier, shift):
    """Return acc x multiplier x 2^-shift rounded to nearest, halves upward."""
    total = acc * multiplier + (1 << (shift - 1))
    assert -1 << 31 <= acc < 1 << 31 and -1 << 63 <= total < 1 << 63
    result = total >> shift
    high = (acc * multiplier) >> 32
    rounded = high + (1 << (shift - 33))
    assert -1 << 31 <= rounded < 1 << 31 and rounded >> (shift - 32) == result
    assert abs(result) < 1 << 29
    return result
