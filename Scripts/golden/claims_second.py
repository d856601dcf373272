"""The numerical claims of the chapter on version 2."""

import numpy as np

from .adapt_step import (
    GREATEST_CONSTANT, GREATEST_STATE, GREATEST_UNIT, rounded)
from .core import ONE, TOP, top_of
from .directory import kind_bytes
from .randomness import Random
from .requantize import requantize
from .scales import scale_integer

MOST = TOP - 1


def claim_scales():
    """Check that a scaled integer needs 63 bits, and that T x 2^b is a binary32 number."""
    rng = Random(0, "scales")
    ends = (-1 << 31, TOP, 0, 1, -1)
    for shift in range(1, 63):
        for x in (*ends, rng.within(-1 << 31, TOP)):
            for centre in (*ends, rng.within(-1 << 31, TOP)):
                for multiplier in (ONE, TOP, rng.within(ONE, TOP)):
                    for bits in (8, 16):
                        scale_integer(x, centre, multiplier, shift, top_of(bits))
    for bits, fraction in ((8, 16), (16, 8)):
        limit = top_of(bits) << fraction
        assert int(np.float32(limit)) == limit < 1 << 23


def claim_time():
    """Check that binary32 numbers of the size of Unix time are 128 apart."""
    assert np.spacing(np.float32(1_700_000_000)) == 128


def claim_wide():
    """Check why the sum of a wide row is at most 2^31 - 2."""
    for sign in (1, -1):
        assert abs(requantize(sign * MOST, TOP, 33)) < 1 << 29
    assert (TOP * TOP + (1 << 32)) >> 33 == 1 << 29
    assert (-TOP * TOP + (1 << 32)) >> 33 == -1 << 29
    largest, least = (requantize(sign * MOST, TOP, 33) for sign in (1, -1))
    assert 2 * largest - 2 * least <= TOP < 2 * (1 << 29) + 2 * (1 << 29)


def claim_sizes():
    """Check the bounds of programs and the bytes of sections that the chapter states."""
    assert 64 * 16 * 16384 == 1 << 24
    for d in range(1, 40):
        for k in (1, 2, 1024):
            for bits in (8, 16):
                counts = {"d": d, "k": k, "componentBits": bits}
                assert kind_bytes(10, 4, counts) == 12 + 4 * -(-d * bits // 32) + 4 * k


def claim_learning():
    """Check the ranges of the rule of learning."""
    f, entry, size, c = 1 << 7, GREATEST_STATE, 33, GREATEST_CONSTANT
    total = size * f * entry
    assert total + 128 <= TOP
    assert ONE - 1 + (((total + 128) >> 8) << GREATEST_UNIT) <= TOP
    assert size * f * total < 1 << 43
    for drop in range(17):
        most = min(total, (1 << (15 + drop)) - 1)
        highest = max((size * f * most >> 16) + 4 * c * c, (4 ** drop) >> 6)
        lowest = max(4, (4 ** drop) >> 6)
        for scale in (highest.bit_length(), lowest.bit_length()):
            assert 10 <= 15 + scale - 2 * drop <= 30 and 6 <= 7 + scale - drop <= 22
    for divisor in ((1 << 15) + 1, 1 << 16):
        assert 1 << 15 <= (1 << 31) // divisor < 1 << 16
    for v in (-1 << 15, 1 << 15):
        assert abs(rounded(v * ((1 << 16) - 1), 16)) <= 1 << 15
        assert abs(v * (((1 << 31) // ((1 << 15) + 1)))) + (1 << 15) <= TOP


def check_second_claims():
    """Check every numerical claim of the chapter."""
    claim_scales()
    claim_time()
    claim_wide()
    claim_sizes()
    claim_learning()
