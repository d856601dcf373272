"""Students of version 2 with scales."""

from .core import LOGITS, ONE, PROJECTION, TOP, bits_of
from .randomness import Random, random_sections
from .second import (
    float_window, integer_window, random_scales, second_header, second_student)
from .second_edges import INFINITIES, float_edge_cases, integer_edge_cases, nan_cases

BOTH, INTEGERS, FLOATS = ("integers", "floats"), ("integers",), ("floats",)
UNIX_TIME = 1_700_000_000
LEAST, GREATEST = 63 << 23, 191 << 23 | 0x7FFFFF
INT_MIN = -1 << 31


def make_scales(s, parts, **how):
    """Return a maker of random scales for `second_student`."""
    return lambda rng, header: {
        "scales": random_scales(rng, s, header["featureBits"], parts, **how)}


def all_edges(rng, header, sections):
    """Return windows at the edges of scales with both parts, and a NaN at each end."""
    base = float_window(rng, header, sections)
    return (float_edge_cases(header, sections) + integer_edge_cases(header, sections, True)
            + integer_edge_cases(header, sections, False)
            + nan_cases(rng, header, sections, base, (0, header["inputCount"] - 1)))


def refused_floats(rng, header, sections):
    """Return integer edges, and floats that a student without float scales refuses."""
    base = {"float_bits": [0] * header["inputCount"]}
    return integer_edge_cases(header, sections, True)[:3] + nan_cases(
        rng, header, sections, base, (1,))


def standardized_edges(rng, header, sections):
    """Return windows whose standardised part is constant or extreme."""
    m = header["standardizedCount"]
    base = integer_window(rng, header, sections)["counts"]
    windows = [[5] * m, [-32768 if i % 2 else 32767 for i in range(m)]]
    floats = float_window(rng, header, sections)
    return ([{"counts": window + base[m:]} for window in windows]
            + nan_cases(rng, header, sections, floats, (0, m, len(base) - 1)))


def random_scaled(seed):
    """Yield the students with random scales."""
    yield second_student(seed, "v2-scales-n6-k2-c2", (6, 2, 2), make_scales(6, BOTH), all_edges,
                         {"floats": 3, "counts": 2, "integers": 3}, flags=LOGITS, scaled=True)
    yield second_student(seed, "v2-scales-integers-n5-k3-c5", (5, 3, 5),
                         make_scales(5, INTEGERS, reach=20), refused_floats, scaled=True)
    yield second_student(
        seed, "v2-scales-floats-n7-k2-c2", (7, 2, 2), make_scales(7, FLOATS),
        lambda rng, header, sections: float_edge_cases(header, sections), scaled=True)
    yield second_student(seed, "v2-scales-projection-n140-k3-d9-c5", (140, 3, 5),
                         make_scales(140, BOTH), flags=LOGITS | PROJECTION, d=9, scaled=True)
    yield second_student(
        seed, "v2-scales-standardized-n12-m9-k2-c3", (12, 2, 3), make_scales(3, BOTH),
        standardized_edges, {"floats": 2, "counts": 2}, flags=LOGITS, m=9, scaled=True)


def crafted_scales(seed, name, integers=(), floats=(), cases=(), bits=8):
    """Return a student of two regions and two outputs over scales that are written out."""
    rng = Random(seed, name)
    s = len(integers or floats)
    header = second_header(rng, s, 2, 2, LOGITS, bits, scaled=True)
    scales = {}
    if integers:
        names = ("centres", "multipliers", "shifts")
        scales["integers"] = dict(zip(names, map(list, zip(*integers))))
    if floats:
        scales["floats"] = dict(zip(("centreBits", "multiplierBits"),
                                    map(list, zip(*floats))))
    sections = {**random_sections(rng, header), "scales": scales}
    if integers:
        cases = [*cases, *integer_edge_cases(header, sections, True),
                 *integer_edge_cases(header, sections, False)]
    if floats:
        cases = [*cases, *float_edge_cases(header, sections)]
    return name, header, sections, list(cases)


def floats(*pairs):
    """Return (bits of centre, bits of multiplier) of pairs of numbers."""
    return [(bits_of(centre), bits_of(multiplier)) for centre, multiplier in pairs]


def constant_scales(seed, name, bits):
    """Return a student with constant features: their multiplier is 0."""
    integers = [(0, 0, 0), (-5, ONE, 34), (0, 0, 0), (0, 0, 0)]
    pairs = floats((0.0, 0.0), (2.0, 4.0), (0.0, 0.0), (-1.0, 0.5))
    cases = [{"float_bits": [INFINITIES[0], 0, INFINITIES[1], 0]},
             {"float_bits": [0x7FC00000, 0, 0, 0]}, {"float_bits": [0, 0, 0xFFFFFFFF, 0]},
             {"float_bits": [INFINITIES[0], INFINITIES[1], 0, INFINITIES[0]]},
             {"integers": [INT_MIN, INT_MIN, TOP, TOP]}, {"counts": [-32768, -5, 32767, 1]}]
    return crafted_scales(seed, name, integers, pairs, cases, bits)


def extreme_scales(seed, name, bits):
    """Return a student with scales at the ends of their ranges."""
    integers = [(INT_MIN, TOP, 1), (TOP, TOP, 1), (INT_MIN, TOP, 62), (TOP, ONE, 62),
                (INT_MIN, ONE, 33), (0, TOP, 62), (0, ONE, 1), (1, TOP, 31)]
    ends = [{"integers": [value] * 8} for value in (INT_MIN, TOP, 0, -1)]
    ends += [{"integers": [TOP, INT_MIN] * 4}, {"integers": [INT_MIN, TOP] * 4},
             {"counts": [32767, -32768] * 4}, {"counts": [-32768, 32767] * 4}]
    low, high = (LEAST | 1 << 31, GREATEST | 1 << 31)
    pairs = [(0, LEAST), (0, GREATEST), (LEAST, GREATEST), (low, GREATEST), (GREATEST, LEAST),
             (high, LEAST), (GREATEST, GREATEST), (high, GREATEST)]
    ends += [{"float_bits": [bits] * 8} for bits in (*INFINITIES, 0x7F7FFFFF, 0xFF7FFFFF)]
    return crafted_scales(seed, name, integers, pairs, ends, bits)


def halves_scales(seed, name, bits):
    """Return a student whose integers and floats meet exact halves."""
    integers = [(0, ONE, 31), (0, ONE, 32), (-3, ONE, 33), (7, ONE + 1, 31), (0, TOP, 32)]
    pairs = floats((0.0, 1.0), (101325.0, 0.5), (-16.0, 4.0), (0.0, 0.75), (3.0, 1.0))
    ends = [{"integers": [value] * 5} for value in (1, -1, 2, -2, 3, -3, 5, -5, 6, -6, 252, -254)]
    for half in (0.5, -0.5, 1.5, -1.5, 2.5, -2.5, 126.5, -126.5, 32766.5, -32766.5):
        ends.append({"float_bits": [bits_of(half), bits_of(101325 + 2 * half),
                                    bits_of(-16 + half / 4), bits_of(half / 0.75),
                                    bits_of(3 + half)]})
    return crafted_scales(seed, name, integers, pairs, ends, bits)


def time_scales(seed, name, bits):
    """Return a student of a time in seconds, a pressure, a small number and an outlier.

    Floats of the time step by 128 seconds, so the float centre can only be near.
    """
    shift = 44 if bits == 8 else 36
    integers = [(UNIX_TIME, ONE + 12345, shift), (101325, TOP - 7, 36), (0, ONE, 31),
                (-999, ONE, 40)]
    pairs = [(bits_of(UNIX_TIME), bits_of(0.01)), *floats((101325.0, 0.1), (0.01, 9000.0),
                                                         (-999.0, 1.0e-4))]
    times = [UNIX_TIME + offset for offset in (0, 1, 63, 64, 65, 128, 3600, -3600, -86400)]
    cases = [{"integers": [time, 101325 + at, at - 4, at * 250_000 - 999]}
             for at, time in enumerate(times)]
    cases += [{"float_bits": [bits_of(time), bits_of(101325 + at), bits_of(at / 400),
                              bits_of(at * 250_000.0 - 999)]} for at, time in enumerate(times)]
    return crafted_scales(seed, name, integers, pairs, cases, bits)


def scaled_students(seed):
    """Yield every student with scales."""
    yield from random_scaled(seed)
    for bits, width in ((8, ""), (16, "-wide")):
        yield constant_scales(seed, f"v2-scales-constant{width}-n4", bits)
        yield extreme_scales(seed, f"v2-scales-extreme{width}-n8", bits)
        yield halves_scales(seed, f"v2-scales-halves{width}-n5", bits)
        yield time_scales(seed, f"v2-scales-units{width}-n4", bits)
