"""Students of version 2 with vectors of 16 bits."""

import numpy as np

from .core import HEAD, LOGITS, ONE, PROJECTION, RECTIFIED, SHARED, TOP, bits_of
from .randomness import Random, random_sections
from .second import ends_input, random_scales, second_cases, second_header, second_student
from .second_edges import float_edge_cases, integer_edge_cases
from .sections import section_plan
from .wide import row_bounds

NO_INTEGERS = {"integers": 0}
MOST = TOP - 1


def one_scale_edges(rng, header, sections):
    """Return windows at the edges of the header's one scale, and inputs at their ends."""
    return (float_edge_cases(header, sections)[:16]
            + integer_edge_cases(header, sections, False)[:16] + ends_input(rng, header, sections))


def wide_windows(rng, header, sections):
    """Return standardised windows that are constant, tiny and as wide as there are."""
    m = header["standardizedCount"]
    rest = [header["countZero"]] * (header["featureCount"] - m)
    windows = ([1234] * m, [0] * (m - 1) + [1], [-32768 if i % 2 else 32767 for i in range(m)],
               [-32768] * (m - 1) + [32767])
    return [{"counts": window + rest} for window in windows] + ends_input(rng, header, sections)[:1]


def random_wide(seed):
    """Yield wide students of every number of rows and columns modulo 4, and of every form."""
    for n, k, outputs in ((9, 2, 1), (10, 3, 2), (11, 4, 3), (12, 5, 4), (141, 6, 5)):
        yield second_student(seed, f"v2-wide-n{n}-k{k}-c{outputs}", (n, k, outputs), None,
                             ends_input, NO_INTEGERS, flags=LOGITS, bits=16)
    yield second_student(seed, "v2-wide-one-scale-n5-k2-c2", (5, 2, 2), None, one_scale_edges,
                         NO_INTEGERS, bits=16)
    yield second_student(seed, "v2-wide-no-counts-n3-k2-c2", (3, 2, 2), None, None, NO_INTEGERS,
                         bits=16, counted=False)
    for bits, z_bits in ((16, 16), (16, 8), (8, 16), (8, 8)):
        # The last has no wide vector; a sample rate makes it a student of version 2.
        flags = PROJECTION | SHARED | LOGITS
        yield second_student(
            seed, f"v2-projection-{bits}-{z_bits}-n21-k3-d10-c3", (21, 3, 3), None, ends_input,
            NO_INTEGERS, flags=flags, d=10, bits=bits, z_bits=z_bits, rate=360_000)
    yield second_student(seed, "v2-wide-shared-n7-k3-c2", (7, 3, 2), None, ends_input, NO_INTEGERS,
                         flags=SHARED, bits=16)
    yield second_student(seed, "v2-wide-head-n13-k2-q6-c3", (13, 2, 3), None, ends_input,
                         NO_INTEGERS, flags=HEAD | LOGITS, q=6, bits=16)
    yield second_student(
        seed, "v2-wide-projection-shared-head-n30-k4-d11-q7-c5", (30, 4, 5), None, ends_input,
        NO_INTEGERS, flags=PROJECTION | SHARED | HEAD | RECTIFIED | LOGITS, d=11, q=7, bits=16)
    yield second_student(seed, "v2-wide-standardized-n8-m8-k2-c2", (8, 2, 2), None, wide_windows,
                         NO_INTEGERS, m=8, counted=False, bits=16)
    yield second_student(seed, "v2-wide-standardized-n140-m137-k2-c4", (140, 2, 4), None,
                         wide_windows, NO_INTEGERS, flags=LOGITS, m=137, bits=16)
    yield second_student(
        seed, "v2-wide-scales-n18-m10-k3-c3", (18, 3, 3),
        lambda rng, header: {"scales": random_scales(rng, 8, 16)}, ends_input, NO_INTEGERS, m=10,
        bits=16, scaled=True)


def greatest_row(columns, total, sign):
    """Return weights of one sign whose magnitudes sum to a total, and the largest bias."""
    row, rest = [], total
    for left in range(columns, 0, -1):
        row.append(min(128 if sign < 0 else 127, rest, -(-rest // left)))
        rest -= row[-1]
    assert rest == 0
    return [sign * weight for weight in row], sign * (MOST - 32768 * total)


def bound_student(seed, name, n, total, flags, d=None):
    """Return a student whose every wide row has the largest sum that is valid, 2^31 - 2."""
    rng = Random(seed, name)
    header = second_header(rng, n, 2, 2, flags | LOGITS, 16, d=d)
    sections = random_sections(rng, header)
    for part, kind, rows, columns in section_plan(header):
        least, largest = (greatest_row(columns, total, sign) for sign in (-1, 1))
        # The accumulator of a negative row is positive for the least input.
        each = [(least[0], -least[1]), (largest[0], -largest[1])]
        if part == "gate":
            each = each[1:]
        chosen = [each[at % len(each)] for at in range(rows)]
        section = {"weights": np.array([row for row, _ in chosen]),
                   "biases": [bias for _, bias in chosen]}
        if kind == "map":
            section.update(multipliers=[TOP] * rows, shifts=[33] * rows)
        assert set(row_bounds(section)) == {MOST}
        sections[part] = section
    return name, header, sections, ends_input(rng, header, sections)[:2]


def free_student(seed, name, part, counts, **fields):
    """Return a student whose section `part` sees 8 bits, so that its sums may be beyond 2^31.

    They are so by the bound for int16. Other vectors of the student have 16 bits.
    """
    rng = Random(seed, name)
    header = second_header(rng, *counts, **fields)
    sections = random_sections(rng, header)
    sections[part]["weights"][:] = -128
    sections[part]["biases"] = [(ONE, -ONE)[row % 2] for row in range(len(
        sections[part]["biases"]))]
    assert min(row_bounds(sections[part])) > MOST
    return name, header, sections, ends_input(rng, header, sections) + second_cases(
        rng, header, sections, floats=1, counts=0, integers=0, given=0)


def halves_student(seed):
    """Return a wide student whose accumulators and inputs meet exact halves."""
    name = "v2-wide-halves-n1-c8"
    header = second_header(Random(seed, name), 1, 1, 8, bits=16, countMultiplier=ONE,
                           countShift=46, countZero=0, inputMultiplierBits=bits_of(4.0))
    section = {"biases": [0, 0, 0, 2, 0, 0, -4, ONE - 2],
               "multipliers": [ONE, ONE, ONE, ONE, ONE + 1, TOP, ONE, TOP],
               "shifts": [33, 33, 34, 35, 33, 33, 36, 33],
               "weights": np.array([[1], [-1], [1], [2], [1], [1], [1], [127]])}
    values = (0, 1, -1, 3, 4, 5, -3, -4, -5, 12, -12, 20, 36, -36, 32767, -32768, 4096, -4100)
    cases = [{"counts": [value]} for value in values]
    halves = (0.125, -0.125, 0.375, -0.375, 0.625, 8191.625, -8191.625, 8191.75, -8191.75,
              -0.12548828125, -0.1259765625, 1.1250001, -1.1250001)
    cases += [{"float_bits": [bits_of(value)]} for value in halves]
    cases += [{"input": [value]} for value in (-32768, 32767, -32767)]
    return name, header, {"regionMap0": section}, cases


def ties_student(seed):
    """Return a wide student whose scores and outputs tie, at the ends of int16 too."""
    name = "v2-wide-ties-n3-k4-c3"
    header = second_header(Random(seed, name), 3, 4, 3, LOGITS, bits=16)
    gate = {"biases": [0, 0, 0], "weights": np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0]])}
    sections = {"gate": gate}
    for j in range(4):
        rows = np.array([[0, 0, 1], [0, 0, 1], [0, 1, 0]])
        sections[f"regionMap{j}"] = {"biases": [0, 0, 0], "multipliers": [ONE + j] * 3,
                                     "shifts": [33] * 3, "weights": rows}
    vectors = [(0, 0, 0), (5, 5, 5), (5, 6, 5), (-1, -1, 7), (-32768, -32768, -32768),
               (32767, 32767, 32767), (-32768, 32767, 32767), (32767, -32768, -32768)]
    return name, header, sections, [{"input": list(vector)} for vector in vectors]


def widened_students(seed):
    """Yield every student with vectors of 16 bits."""
    yield from random_wide(seed)
    yield bound_student(seed, "v2-wide-sum-n259-k2-c2", 259, 32768, SHARED)
    yield bound_student(seed, "v2-wide-sum-n519-k2-c2", 519, 65535, 0)
    yield free_student(seed, "v2-projection-16-8-n1-k1-d263-c1", "regionMap0", (1, 1, 1),
                       flags=PROJECTION, d=263, bits=16, z_bits=8)
    yield free_student(seed, "v2-projection-8-16-n261-k1-d2-c1", "projection", (261, 1, 1),
                       flags=PROJECTION, d=2, bits=8, z_bits=16)
    yield free_student(seed, "v2-wide-head-n1-k1-q257-c1", "head", (1, 1, 1), flags=HEAD, q=257,
                       bits=16)
    yield halves_student(seed)
    yield ties_student(seed)
