"""Random numbers, sections and headers."""

import hashlib

import numpy as np

from .core import HEAD, ONE, STANDARDIZED, TOP, clamp
from .sections import section_plan
from .wide import vector_bits


class Random:
    """SplitMix64, so that the files depend on no library's generator."""

    def __init__(self, seed, name):
        digest = hashlib.sha256(f"{seed}/{name}".encode()).digest()
        self.state = int.from_bytes(digest[:8], "little")

    def below(self, limit):
        """Return an integer in 0 ..< limit."""
        mask = (1 << 64) - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & mask
        word = self.state
        word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & mask
        word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & mask
        return (word ^ (word >> 31)) % limit

    def within(self, low, high):
        """Return an integer in low ... high."""
        return low + self.below(high - low + 1)

    def bell(self, width):
        """Return a bell-shaped integer in about -width ... width."""
        return sum(self.within(-width, width) for _ in range(4)) // 2


def random_weights(rng, rows, columns):
    """Return random int8 weights over the whole range."""
    values = [rng.within(-128, 127) for _ in range(rows * columns)]
    return np.array(values, dtype=np.int64).reshape(rows, columns)


def random_map(rng, rows, columns, bits, wide=False):
    """Return a random map whose scales lie about 2^-bits; one row in eight is off."""
    spread = 1 << (12 + columns.bit_length() // 2 + 8 * wide)
    multipliers = [0 if rng.below(8) == 0 and rows > 2 else rng.within(ONE, TOP)
                   for _ in range(rows)]
    return {"biases": [rng.within(-spread, spread) for _ in range(rows)],
            "multipliers": multipliers,
            "shifts": [clamp(31 + bits + rng.within(-1, 1), 33, 62) for _ in range(rows)],
            "weights": random_weights(rng, rows, columns)}


def random_sections(rng, header):
    """Return random sections of a useful magnitude for a header."""
    sections = {}
    for name, kind, rows, columns in section_plan(header):
        narrow = name == "projection" or (header["flags"] & HEAD and name != "head")
        bits = (5 if columns < 100 else 6) + columns.bit_length() // 2 if narrow else 4
        wide = header.get("version") == 2 and vector_bits(header, name) == 16
        if wide and (narrow or name == "head"):
            bits += 8
        if name == "projection" and header.get("componentBits") == 16:
            bits -= 8
        section = random_map(rng, rows, columns, bits, wide)
        if kind == "scores":
            del section["multipliers"], section["shifts"]
            section["biases"] = [bias // 8 for bias in section["biases"]]
        sections[name] = section
    return sections


def random_scale(rng, exponent):
    """Return the bits of a random binary32 in 2^exponent ..< 2^(exponent + 1)."""
    return (127 + exponent) << 23 | rng.below(1 << 23)


def make_header(rng, n, k, outputs, flags=0, m=0, d=None, q=None, counted=True, **fields):
    """Return a header; random scales unless given."""
    header = {
        "flags": flags | (STANDARDIZED if m else 0), "inputCount": n,
        "standardizedCount": m, "componentCount": d or n, "regionCount": k,
        "mapCount": q or outputs, "outputCount": outputs,
        "inputMultiplierBits": random_scale(rng, rng.within(-4, 8)),
        "outputScaleBits": random_scale(rng, rng.within(-12, 0)),
        "countsPerUnitBits": random_scale(rng, rng.within(3, 11)) if m else 0,
        "windowGain": (rng.within(20, 60) << 16) + rng.below(1 << 16) if m else 0,
        "countMultiplier": rng.within(ONE, TOP) if counted else 0,
        "countZero": rng.within(-2000, 2000) if counted else 0,
        "countShift": rng.within(42, 46) if counted else 0}
    return {**header, **fields}
