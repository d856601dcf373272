"""Students of version 2 whose window is not their input: kept inputs, programs, channels."""

from .core import LOGITS, bits_of, float_of, window_count
from .program import ALL
from .second import float_window, random_program, random_scales, second_student
from .second_edges import nan_cases

BOTH, INTEGERS = ("integers", "floats"), ("integers",)
NO_INTEGERS = {"integers": 0}


def random_kept(rng, n, features):
    """Return n of the features, ascending."""
    left, kept = n, []
    for feature in range(features):
        if rng.below(features - feature) < left:
            kept.append(feature)
            left -= 1
    return kept


def keep(*kept, parts=()):
    """Return a maker of kept inputs, with scales for those that are not standardised."""
    def make(rng, header):
        found = {"keptInputs": list(kept)}
        if parts:
            s = sum(feature >= header["standardizedCount"] for feature in kept)
            found["scales"] = random_scales(rng, s, header["featureBits"], parts)
        return found
    return make


def dropped_nan(rng, header, sections):
    """Return float windows with a NaN at every place: kept, left out, standardised."""
    base = float_window(rng, header, sections)
    return nan_cases(rng, header, sections, base, range(window_count(header)))


def kept_students(seed):
    """Yield the students that leave features out."""
    yield second_student(seed, "v2-kept-n5-k2-c2", (5, 2, 2), keep(0, 3, 4, 9, 11), dropped_nan,
                         NO_INTEGERS, flags=LOGITS, features=12)
    yield second_student(seed, "v2-kept-last-n1-k1-c1", (1, 1, 1), keep(6), None, NO_INTEGERS,
                         features=7)
    yield second_student(seed, "v2-kept-scales-n6-k3-c2", (6, 3, 2),
                         keep(1, 2, 3, 5, 8, 12, parts=BOTH), dropped_nan, features=13,
                         scaled=True)
    yield second_student(
        seed, "v2-kept-standardized-n7-m8-k2-c3", (7, 2, 3), keep(1, 2, 5, 7, 8, 9, 14),
        dropped_nan, {**NO_INTEGERS, "counts": 3}, flags=LOGITS, features=15, m=8)
    yield second_student(
        seed, "v2-kept-window-n3-m8-k2-c2", (3, 2, 2), keep(0, 4, 7), dropped_nan,
        {**NO_INTEGERS, "counts": 3}, features=11, m=8, counted=False)
    yield second_student(
        seed, "v2-kept-scales-standardized-n6-m9-k2-c2", (6, 2, 2),
        keep(2, 8, 9, 10, 12, 13, parts=BOTH), dropped_nan, flags=LOGITS, features=14, m=9,
        scaled=True)
    yield second_student(seed, "v2-kept-outside-n2-m5-k2-c2", (2, 2, 2), keep(6, 7), None,
                         NO_INTEGERS, features=8, m=5)
    yield second_student(
        seed, "v2-kept-wide-n70-m120-k3-c5", (70, 3, 5),
        lambda rng, header: {"keptInputs": random_kept(rng, 70, 140)}, None, NO_INTEGERS,
        flags=LOGITS, features=140, m=120, bits=16)


def programmed(*stages, kept=None):
    """Return a maker of a program of `samples` with scales, and with kept inputs."""
    def make(rng, header):
        n, bits = header["inputCount"], header["featureBits"]
        found = {"scales": random_scales(rng, n, bits, INTEGERS),
                 "program": random_program(rng, header["channelCount"], stages)}
        if kept:
            found["keptInputs"] = kept
        return found
    return make


def program_edges(rng, header, sections):
    """Return extreme windows of a program, and a NaN in every channel."""
    count, length = window_count(header), header["samplesPerChannel"]
    base = float_window(rng, header, sections)
    windows = [{"counts": [-32768] * count}, {"counts": [32767] * count},
               {"float_bits": [0x7F800000] * count}, {"float_bits": [0xFF800000] * count},
               {"float_bits": [bits_of(1.5)] * count}]
    windows += [{"float_bits": bits} for bits in lowest_samples(count, length, sections["program"])]
    return windows + nan_cases(rng, header, sections, base, range(0, count, length))


def lowest_samples(count, length, program):
    """Yield windows whose samples are the ends of int16, and lie beside and beyond them."""
    for sample in (-32767.49, -32767.502, -32767.51, -32768, -32768.01, -40000, 32766.6, 32768):
        yield [bits_of(sample / float(float_of(unit)))
               for unit in program["countsPerUnitBits"] for _ in range(length)][:count]


def program_students(seed):
    """Yield the students with a program."""
    shape = {"flags": LOGITS, "scaled": True, "channels": 3}
    yield second_student(seed, "v2-samples-one-n9-k2-c2", (9, 2, 2), programmed(1),
                         program_edges, length=9, features=9, **shape)
    yield second_student(seed, "v2-samples-all-n15-k2-c3", (15, 2, 3), programmed(ALL),
                         program_edges, length=5, features=15, rate=360_000, **shape)
    yield second_student(seed, "v2-samples-stages-n35-k3-c2", (35, 3, 2),
                         programmed(2, 0, ALL, 0, 1), program_edges, length=5, features=35,
                         hop=5, **shape)
    yield second_student(
        seed, "v2-samples-kept-n6-k2-c2", (6, 2, 2),
        programmed(2, 0, kept=[0, 3, 6, 7, 9, 13]), program_edges, length=7, features=14, hop=3,
        **shape)
    yield second_student(seed, "v2-samples-wide-n14-k2-c4", (14, 2, 4), programmed(2, 0),
                         program_edges, length=7, features=14, bits=16, **shape)
    yield second_student(seed, "v2-samples-alone-n8-k2-c2", (8, 2, 2), programmed(0),
                         program_edges, length=8, flags=LOGITS, scaled=True)
    yield second_student(
        seed, "v2-samples-64-stages-n64-k1-c2", (64, 1, 2), programmed(*4 * [*range(16)]), None,
        {"floats": 0}, length=1, channels=16, features=64, scaled=True)


def channel_students(seed):
    """Yield the students of several channels, sample rates and streams without a program."""
    for name, length, channels, hop in (
            ("channels-n12", 4, 3, 0), ("stream-overlap-n15", 5, 3, 2), ("stream-n15", 5, 3, 5),
            ("stream-odd-n7", 7, 1, 1), ("channels-16-n16", 1, 16, 0)):
        yield second_student(seed, f"v2-{name}-k2-c2", (length * channels, 2, 2), None, None,
                             {"integers": 0, "given": 0}, length=length, channels=channels,
                             hop=hop, rate=250_000 if hop else 0)
    yield second_student(
        seed, "v2-channels-standardized-n12-m8-k2-c2", (12, 2, 2), None, None, NO_INTEGERS,
        flags=LOGITS, length=6, channels=2, m=8, rate=0xFFFFFFFF)


def windowed_students(seed):
    """Yield every student whose window is not its input."""
    yield from kept_students(seed)
    yield from program_students(seed)
    yield from channel_students(seed)
