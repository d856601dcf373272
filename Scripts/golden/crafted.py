"""The students with extreme parameters and those made by hand."""

import numpy as np

from .cases import constant_float, edge_cases, float_inputs
from .core import HEAD, LOGITS, ONE, PROJECTION, RECTIFIED, SHARED, TOP, bits_of, clamp
from .randomness import Random, make_header, random_sections
from .sections import section_plan


def constant_map(rows, columns, weight, biases, multiplier, shifts):
    """Return a map with one weight everywhere and cyclic biases and shifts."""
    return {"biases": [biases[i % len(biases)] for i in range(rows)],
            "multipliers": [multiplier] * rows,
            "shifts": [shifts[i % len(shifts)] for i in range(rows)],
            "weights": np.full((rows, columns), weight, dtype=np.int64)}


def extreme_student(seed, name, weight, multiplier, shifts, flags):
    """Return a student with extreme parameters everywhere."""
    rng = Random(seed, name)
    header = make_header(rng, 140, 3, 5, flags | LOGITS, d=10 if flags & PROJECTION else None,
                         q=6 if flags & HEAD else None, countMultiplier=TOP, countShift=33,
                         countZero=-32768)
    sections = {}
    for at, (part, kind, rows, columns) in enumerate(section_plan(header)):
        biases = (ONE, -ONE, 0) if at % 2 else (-ONE, ONE, ONE - 1)
        section = constant_map(rows, columns, weight, biases, multiplier, shifts)
        if kind == "scores":
            section = {"biases": [ONE, -ONE], "weights": section["weights"]}
        sections[part] = section
    if "sharedMap" in sections:
        sections["sharedMap"]["biases"] = list(sections["regionMap1"]["biases"])
    cases = [constant_float(header, 0x7F800000), constant_float(header, 0xFF800000),
             {"counts": [32767] * 140}, {"counts": [-32768] * 140}, float_inputs(rng, header),
             {"counts": [-32768 + i % 3 for i in range(140)]}]
    return name, header, sections, cases


def extreme_students(seed):
    """Yield the students with extreme weights, biases, multipliers and shifts."""
    yield extreme_student(seed, "extreme-high-s33", 127, TOP, (33,), 0)
    yield extreme_student(seed, "extreme-low-s33", -128, TOP, (33,), SHARED)
    yield extreme_student(seed, "extreme-low-s62", -128, TOP, (62,), PROJECTION | SHARED)
    yield extreme_student(seed, "extreme-high-least", 127, ONE, (33, 62, 61, 34),
                          PROJECTION | SHARED | HEAD)
    yield extreme_student(seed, "extreme-zero-multiplier", -128, 0, (33, 62),
                          SHARED | HEAD | RECTIFIED)


def margin_student(seed):
    """Return a student whose margin is the largest that its inputs can give."""
    name = "extreme-margin-n140-k2-c2"
    rng = Random(seed, name)
    header = make_header(rng, 140, 2, 2, SHARED | LOGITS, countMultiplier=TOP, countShift=33)
    apart = {"biases": [ONE, -ONE], "multipliers": [TOP, TOP], "shifts": [33, 33],
             "weights": np.array([[127] * 140, [-128] * 140])}
    gate = {"biases": [-ONE], "weights": np.full((1, 140), -128)}
    sections = {"gate": gate, "sharedMap": apart, "regionMap0": apart, "regionMap1": apart}
    cases = [{"counts": [32767] * 140}, {"counts": [-32768] * 140}, float_inputs(rng, header)]
    return name, header, sections, cases


def ties_student(seed):
    """Return a student whose scores and outputs tie in every way."""
    name = "ties-n3-k8-c10"
    header = make_header(Random(seed, name), 3, 8, 10, LOGITS, countMultiplier=ONE,
                         countShift=38, countZero=0)
    gate = np.array([[0, 0, 0], [1, 0, 0], [1, 0, 0], [0, 1, 0], [1, 0, 0], [0, 1, 0],
                     [-128, 0, 0]])
    sections = {"gate": {"biases": [0, 0, 0, 0, 0, 0, 0], "weights": gate}}
    for j in range(8):
        rows = np.zeros((10, 3), dtype=np.int64)
        rows[:, 2] = 8
        rows[j % 10, 2] = rows[(3 * j + 2) % 10, 2] = 127
        rows[9, 0] = 8
        sections[f"regionMap{j}"] = {"biases": [8 * (i % 2) for i in range(10)],
                                     "multipliers": [ONE] * 10, "shifts": [33] * 10,
                                     "weights": rows}
    vectors = [(0, 0, 0), (5, 5, 10), (5, 0, 10), (0, 5, -10), (-1, 3, 100), (-2, 0, -100),
               (-1, 127, 1), (7, 8, 3), (127, -127, -1), (-127, -127, 127)]
    return name, header, sections, [{"counts": list(vector)} for vector in vectors]


def halves_student(seed):
    """Return a student whose accumulators meet exact halves of the rounding rule."""
    name = "halves-n1-c12"
    header = make_header(Random(seed, name), 1, 1, 12, countMultiplier=ONE, countShift=38,
                         countZero=0, inputMultiplierBits=bits_of(4.0))
    multipliers = [ONE, ONE, ONE, ONE, ONE + 1, TOP, ONE, ONE, ONE, ONE, ONE, 0]
    shifts = [33, 33, 34, 35, 33, 33, 36, 62, 62, 62, 62, 40]
    biases = [0, 0, 0, 2, 0, 0, -4, ONE, -ONE, ONE - 1, 1 - ONE, ONE]
    weights = np.array([[1], [-1], [1], [2], [1], [1], [1], [0], [0], [1], [-1], [127]])
    sections = {"regionMap0": {"biases": biases, "multipliers": multipliers,
                               "shifts": shifts, "weights": weights}}
    values = (0, 1, -1, 3, 4, 5, -3, -4, -5, 12, -12, 20, 36, -36, 124, -124, 127, -127, 128)
    cases = [{"counts": [value]} for value in values]
    floats = (0.125, -0.125, 0.375, -0.375, 0.625, -0.625, 31.625, -31.625, 31.75, -31.75,
              1.1250001, -1.1250001, -0.125004, -0.1250038, 0.12499999)
    cases += [{"float_bits": [bits_of(value)]} for value in floats]
    return name, header, sections, cases


def scale_student(seed, name, bits, zero):
    """Return a student whose three scales sit at an end of the normal range."""
    rng = Random(seed, name)
    header = make_header(rng, 5, 2, 2, LOGITS, m=2, inputMultiplierBits=bits,
                         outputScaleBits=bits, countsPerUnitBits=bits, windowGain=23 << 16,
                         countZero=zero, countMultiplier=ONE if zero < 0 else TOP,
                         countShift=62 if zero < 0 else 33)
    cases = [float_inputs(rng, header) for _ in range(3)] + edge_cases(header, 20)
    cases += [{"counts": [5, -5, -32768, 32767, clamp(zero, -32768, 32767)]},
              {"counts": [-32768, 32767, -32767, 0, -1]}]
    return name, header, random_sections(rng, header), cases


def gain_student(seed, name, n, gain, windows):
    """Return a fully standardised student with a given gain and given windows."""
    rng = Random(seed, name)
    header = make_header(rng, n, 2, 2, LOGITS, m=n, counted=False, windowGain=gain,
                         countsPerUnitBits=bits_of(1.0))
    cases = [{"counts": list(window)} for window in windows]
    cases.append({"float_bits": [bits_of(float(value)) for value in windows[0]]})
    return name, header, random_sections(rng, header), cases


# D is a power of 4 wherever the two counts differ by a power of 2: R is 2^31 and, with the
# greatest gain, G is 2^31. The last but one of FIVES does the same without saturating.
PAIRS = ((0, 1), (1, 0), (-1, 1), (32767, -32768), (-32768, 0), (0, 0), (-32768, -32768),
         (16384, -16384), (100, 103), (-32768, 32767))
# Two counts are one deviation from their mean, here 10.5 quanta: exact halves, met exactly
# where D is a power of 4 and missed by the floor of G elsewhere.
HALVES = tuple((-half, half + odd) for half, odd in (
    (0, 1), (0, 2), (0, 3), (2, 1), (3, 1), (1, 4), (8192, 0), (16384, 0), (20000, 1),
    (23170, 1), (28000, 7), (30001, 2), (32760, 1), (32765, 0), (32767, 0), (32767, -1)))
FIVES = ((0, 0, 0, 0, 1), (1, 2, 3, 4, 5), (-32768, 32767, 0, 0, 0), (9, 9, 9, 9, 9),
         (32767, 32767, 32767, 32767, 32766), (-32768, -32768, 32767, 32767, 32767),
         (1, 1, -1, -1, 0), (-32768, 5, 5, 5, 5), (-4, -4, -4, 16, -4),
         (-5186, 32, -8, 28, 5176), (-32768, 32767, 100, -100, 3))
# D is 2^32 - 1, 2^34 - 1 and 2^34 - 4, for which R is 2^32 - 1, the largest there is. The last
# three give other quanta if the root is taken in binary32.
EIGHTS = ((-26829, -17648, -13337, -10528, -9273, -14036, -4363, 2561),
          (-29820, -12688, 18977, 14584, -3803, -6149, -18480, 14088),
          (31613, -7078, -18188, 12026, -11372, -15541, -18631, -487),
          (0, 0, 0, 0, 0, 0, 0, -1), (32767, 32767, 32767, 32767) + (-32768,) * 4,
          (9093, -6467, -2558, -2294, 1067, -3274, 5503, 3165),
          (-781, -8787, 2346, -4946, 2258, 7034, 1831, 1568),
          (-3038, -9193, 5618, 9218, 6729, -4180, 3681, 1610))


def crafted_students(seed):
    """Yield the students made by hand."""
    yield margin_student(seed)
    yield ties_student(seed)
    yield halves_student(seed)
    yield scale_student(seed, "scales-least-n5-m2", 63 << 23, -32768)
    yield scale_student(seed, "scales-greatest-n5-m2", 191 << 23 | 0x7FFFFF, 32767)
    yield gain_student(seed, "gain-greatest-n2", 2, ONE, PAIRS)
    yield gain_student(seed, "gain-halves-n2", 2, 21 << 15, HALVES)
    yield gain_student(seed, "gain-greatest-n5", 5, ONE, FIVES)
    yield gain_student(seed, "gain-usual-n8", 8, (41 << 16) + 12345, EIGHTS)
    yield gain_student(seed, "gain-least-n5", 5, 1, FIVES)
    yield gain_student(seed, "gain-small-n5", 5, 0x8000, FIVES)
    yield gain_student(seed, "gain-usual-n5", 5, 63 << 16, FIVES)
