"""Students of version 2 with random or extreme limits, adaptation and beats, and binary ones."""

import numpy as np

from .core import BINARY, HEAD, LOGITS, ONE, PROJECTION, RECTIFIED, SHARED, TOP
from .directory import BEATS, DEVIATION, DISTANCES, ENERGY, MARGIN
from .program import ALL
from .randomness import Random
from .second import ends_input, random_scales, second_header, second_student
from .windowed import program_edges, programmed, random_kept

ONE_CASE = {"counts": 0, "integers": 0, "given": 0}


def random_limits(rng, header, flags):
    """Return random limits with the parts of the flags."""
    d, k, bits = (header[name] for name in ("componentCount", "regionCount", "componentBits"))
    half, limits = 1 << (bits - 1), {}
    if flags & MARGIN:
        limits["leastMargin"] = rng.below(1 << 31)
    if flags & DISTANCES:
        limits["distances"] = {
            "multiplier": rng.within(ONE, TOP), "shift": rng.within(33, 62),
            "centre": [rng.within(-half, half - 1) for _ in range(d)],
            "limits": [rng.below(1 << 32) for _ in range(k)], "unit": rng.below(32)}
    if flags & ENERGY:
        limits["energy"] = {"limit": rng.below(1 << 64), "shift": rng.below(64),
                            "multipliers": [rng.below(1 << 32) for _ in range(d)]}
    if flags & DEVIATION:
        limits["leastDeviation"] = rng.within(1, 1 << 23)
    return limits


def extreme_limits(at):
    """Return limits whose fields are the least (0) or the greatest (1), for d = 3 and k = 2."""
    return {"leastMargin": (0, TOP)[at],
            "distances": {"multiplier": (0, TOP)[at], "shift": (33, 62)[at],
                          "centre": [(-128, 127)[at]] * 3, "limits": [(0, 0xFFFFFFFF)[at]] * 2,
                          "unit": (0, 31)[at]},
            "energy": {"limit": (0, (1 << 64) - 1)[at], "shift": (0, 63)[at],
                       "multipliers": [(0, 0xFFFFFFFF)[at]] * 3},
            "leastDeviation": (1, 1 << 23)[at]}


def adaptation(at):
    """Return the least (0) or the greatest (1) fields of adaptation."""
    return {"constant": (1, 32767)[at], "mostUpdates": (1, 65535)[at],
            "priorOfP": (1, ONE)[at], "margin": (0, TOP)[at], "saturationOfP": (1, TOP)[at],
            "saturationOfW": (1, TOP)[at]}


def beats(before, after, at, rr):
    """Return the fields of beats, the others the least (0) or the greatest (1)."""
    times = dict.fromkeys(("refractory", "tWave", "searchBack"), (1, 16384)[at])
    filters = dict.fromkeys(("box", "lag", "integration"), (1, 1024)[at])
    levels = dict.fromkeys(("threshold", "signalDecay", "noiseDecay"), (1, 256)[at])
    return {"before": before, "from": after, **times, **filters, **levels, "rrFeatures": rr}


def limits_students(seed):
    """Yield students with limits of every combination of parts, of 8 and of 16 bits."""
    for flags in range(2, 31, 2):
        projected = flags & ENERGY or flags % 4
        bits = 16 if flags % 3 else 8
        d = {"d": 3, "flags": PROJECTION | LOGITS} if projected else {"flags": LOGITS}
        yield second_student(
            seed, f"v2-limits-{flags:02}-n5-k2-c2", (5, 2, 2),
            lambda rng, header, flags=flags: {"limits": random_limits(rng, header, flags)},
            None, ONE_CASE, bits=bits, z_bits=bits, **d)
    for at, name in enumerate(("least", "greatest")):
        yield second_student(
            seed, f"v2-limits-{name}-n4-k2-c2", (4, 2, 2),
            lambda rng, header, at=at: {"limits": extreme_limits(at),
                                        "adaptation": adaptation(at),
                                        "beats": beats(0, 4, at, 0)},
            None, ONE_CASE, flags=PROJECTION | LOGITS, d=3)


def section_students(seed):
    """Yield students with adaptation, beats, and kinds that nobody knows."""
    yield second_student(seed, "v2-adaptation-n5-k1-d32-c2", (5, 1, 2),
                         lambda rng, header: {"adaptation": adaptation(0)}, None, ONE_CASE,
                         flags=PROJECTION, d=32)
    yield second_student(seed, "v2-beats-n36-m36-k2-c2", (36, 2, 2),
                         lambda rng, header: {"beats": beats(12, 24, 0, 0)}, None, ONE_CASE,
                         flags=LOGITS, m=36, counted=False, hop=9, rate=125_000)
    yield second_student(
        seed, "v2-beats-rr-n36-m32-k2-c2", (36, 2, 2),
        lambda rng, header: {"scales": random_scales(rng, 4, 8),
                             "beats": beats(31, 1, 1, 1)},
        None, {**ONE_CASE, "counts": 1}, m=32, scaled=True)
    unknown = [(13, 0, bytes(range(1, 9))), (14, 0x8002, b""), (65535, 0xFFFE, b"any of these")]
    yield second_student(seed, "v2-unknown-n3-k2-c2", (3, 2, 2),
                         lambda rng, header: {"unknown": unknown}, None, ONE_CASE, flags=LOGITS)
    many = [(kind, 2 * kind, bytes(4 * (kind % 3))) for kind in range(100, 130)]
    yield second_student(seed, "v2-unknown-30-n3-k2-c2", (3, 2, 2),
                         lambda rng, header: {"unknown": many}, None, ONE_CASE, flags=LOGITS)


def binary_students(seed):
    """Yield binary students: with labels of both kinds, a tie at 0, and extreme outputs."""
    name = "v2-binary-n2-k1-c1"
    header = second_header(Random(seed, name), 2, 1, 1, LOGITS | BINARY, countMultiplier=ONE,
                           countShift=38, countZero=0)
    section = {"biases": [0], "multipliers": [ONE], "shifts": [33],
               "weights": np.array([[8, -4]])}
    vectors = [(0, 0), (1, 2), (1, 1), (0, 1), (0, -1), (-1, 0), (127, -127), (-127, 127)]
    yield name, header, {"regionMap0": section}, [{"counts": list(each)} for each in vectors]
    yield second_student(seed, "v2-binary-n9-k3-c1", (9, 3, 1), None, ends_input,
                         {"counts": 6, "integers": 0}, flags=LOGITS | BINARY)
    yield second_student(seed, "v2-binary-head-wide-n9-k2-q5-c1", (9, 2, 1), None, ends_input,
                         {"counts": 6, "integers": 0}, flags=LOGITS | BINARY | HEAD | SHARED,
                         q=5, bits=16)


def everything(rng, header):
    """Return every section of kind 6 and above that a student without a program can have."""
    kept = [0, 2, 3, 7, 20, 21, 25, 30, 31, 32, 33]
    return {
        "scales": random_scales(rng, 4, 16), "keptInputs": kept,
        "limits": random_limits(rng, header, MARGIN | DISTANCES | ENERGY | DEVIATION),
        "adaptation": adaptation(1), "beats": beats(12, 20, 0, 1),
        "unknown": [(BEATS + 1, 0, bytes(8)), (60000, 0x8000, b"tsra")]}


def everything_programmed(rng, header):
    """Return every section of kind 6 and above that a student with a program can have."""
    return {**programmed(1, ALL, kept=random_kept(rng, 13, 32))(rng, header),
            "limits": random_limits(rng, header, MARGIN | DISTANCES | DEVIATION),
            "adaptation": adaptation(0), "unknown": [(BEATS + 7, 4, bytes(4))]}


def full_students(seed):
    """Yield the students with everything, without a program and with one."""
    flags = PROJECTION | SHARED | HEAD | RECTIFIED | LOGITS
    yield second_student(
        seed, "v2-everything-n11-m30-k3-d6-q5-c2", (11, 3, 2), everything,
        ends_input, None, flags=flags, features=36, m=30,
        d=6, q=5, bits=16, z_bits=16, scaled=True, hop=9, rate=360_000)
    yield second_student(
        seed, "v2-everything-program-n13-k4-d5-q6-c1", (13, 4, 1), everything_programmed,
        program_edges, flags=flags | BINARY, length=8, channels=3, features=32, d=5, q=6,
        z_bits=16, scaled=True, hop=8, rate=500_000)


def reserved_students(seed):
    """Yield every student with reserved sections, the binary ones and the full ones."""
    yield from limits_students(seed)
    yield from section_students(seed)
    yield from binary_students(seed)
    yield from full_students(seed)
