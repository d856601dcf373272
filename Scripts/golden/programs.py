"""Students whose program makes nodes: every stage, in place and above, of one channel and of all."""

from .core import LOGITS, window_count
from .program import ALL, program_of, walk
from .second import float_window, random_scales, second_student
from .second_edges import nan_cases
from .randomness import random_scale

NO_INTEGERS = {"integers": 0, "given": 0, "counts": 3, "floats": 2}
EVENTS = (("standardize", 0, 1, ALL, (1,), ()), ("events", 1, 0, ALL, (256, 4), ()))
# Length, channels and stages by name.
PROGRAMS = {
    "events": (90, 1, EVENTS),
    "envelope": (97, 2, (
        ("standardize", 0, 1, ALL, (0,), ()), ("pool", 1, 2, ALL, (4, 1, 1), ()),
        ("centre", 2, 2, ALL, (), ()), ("autocorrelation", 2, 0, ALL, (), (1, 2, 5, 11)),
        ("moments", 1, 0, 1, (), ()))),
    "bands": (61, 1, (
        ("standardize", 0, 1, ALL, (1,), ()), ("crossings", 1, 0, ALL, (), (-256, 0, 300)),
        ("bands", 1, 1, ALL, (4,), ()), ("ranks", 1, 0, ALL, (1,), (64, 128, 250)))),
    "spectrum": (120, 2, (
        ("standardize", 0, 1, ALL, (1,), ()), ("pool", 1, 2, 1, (2, 1, 0), ()),
        ("spectrum", 2, 0, 0, (16, 8), (1, 2, 4, 8)),
        ("spectrum", 1, 0, ALL, (64, 40), (1, 8, 32)))),
    "spectrum-256": (300, 1, (
        ("standardize", 0, 1, ALL, (0,), ()),
        ("spectrum", 1, 0, ALL, (256, 40), (1, 3, 20, 128)))),
    "positives": (50, 2, (
        ("standardize", 0, 1, ALL, (0,), ()),
        ("positives", 1, 0, ALL, (3,), (0x210, 0, 0x862, -200, 0x741, 100)),
        ("positives", 0, 0, 0, (6,), (0x210, 500)), ("ranks", 0, 0, 1, (0,), (0, 128)))),
    "window": (9, 2, (
        ("moments", 0, 0, ALL, (), ()), ("crossings", 0, 0, 1, (), (-5, 300)),
        ("autocorrelation", 0, 0, ALL, (), (1,)), ("samples", 0, 0, 0, (), ()))),
    "difference": (20, 1, (
        ("pool", 0, 1, ALL, (1, 2, 0), ()), ("difference", 1, 2, ALL, (), ()),
        ("moments", 2, 0, ALL, (), ()), ("samples", 2, 0, ALL, (), ()))),
    "channels": (16, 3, (
        ("standardize", 0, 1, ALL, (0,), ()), ("standardize", 0, 2, 2, (1,), ()),
        ("centre", 1, 1, 1, (), ()), ("pool", 1, 3, 0, (4, 2, 0), ()),
        ("samples", 3, 0, ALL, (), ()), ("samples", 2, 0, 0, (), ()),
        ("moments", 1, 0, ALL, (), ()))),
    "stack": (24, 2, (
        ("pool", 0, 1, ALL, (2, 3, 0), ()), ("pool", 1, 2, ALL, (2, 1, 1), ()),
        ("pool", 2, 3, ALL, (2, 1, 0), ()), ("samples", 3, 0, ALL, (), ()),
        ("samples", 2, 0, 1, (), ()), ("difference", 1, 2, 1, (), ()),
        ("samples", 2, 0, ALL, (), ()), ("standardize", 0, 1, 1, (1,), ()),
        ("samples", 1, 0, ALL, (), ()))),
    "chain": (40, 1, tuple(("pool", node, node + 1, ALL, (1, 1, 0), ()) for node in range(7))
              + (("samples", 7, 0, ALL, (), ()), ("moments", 4, 0, ALL, (), ()))),
    "short": (1, 2, (
        ("standardize", 0, 1, ALL, (1,), ()), ("centre", 1, 2, ALL, (), ()),
        ("events", 2, 0, ALL, (0, 0), ()), ("samples", 1, 0, 0, (), ()))),
}


def feature_count(length, channels, program, constants):
    """Return the features of a program."""
    header = {"samplesPerChannel": length, "channelCount": channels}
    values = [int.from_bytes(constants[at:at + 2], "little", signed=True)
              for at in range(0, len(constants), 2)]
    return sum(len(found) * effect["features"]
               for _, effect, found, _ in walk(program, header, values))


def made_of(lines, kept=None):
    """Return a maker of a program with scales, and with kept inputs."""
    def make(rng, header):
        bits = [random_scale(rng, rng.within(3, 11)) for _ in range(header["channelCount"])]
        program, constants = program_of(bits, *lines)
        scales = random_scales(rng, header["inputCount"], header["featureBits"], ("integers",), 9)
        found = {"scales": scales, "program": program}
        if constants:
            found["constants"] = constants
        return {**found, "keptInputs": kept} if kept else found
    return make


def program_windows(rng, header, sections):
    """Return hostile windows: rails, constants, impulses, ends of floats, a NaN in each channel."""
    count, length = window_count(header), header["samplesPerChannel"]
    impulse, late = [0] * count, [-32768] * count
    impulse[count // 2], late[-1] = 32767, 32767
    rows = [[-32768] * count, [32767] * count, [7] * count, impulse, late,
            [32767 if at % 2 else -32768 for at in range(count)],
            [rng.within(-32768, 32767) for _ in range(count)],
            [(at * at) % 41 * 100 - 2000 for at in range(count)]]
    base = float_window(rng, header, sections)
    return [{"counts": row} for row in rows] + [{"float_bits": [0x7F800000] * count}] \
        + nan_cases(rng, header, sections, base, range(0, count, length))


def node_students(seed):
    """Yield the students whose program makes nodes, or reads more than samples."""
    for name, (length, channels, lines) in PROGRAMS.items():
        features = feature_count(length, channels, *program_of([0] * channels, *lines))
        yield second_student(
            seed, f"v2-program-{name}-k2-c2", (features, 2, 2), made_of(lines), program_windows,
            NO_INTEGERS, flags=LOGITS, scaled=True, length=length, channels=channels,
            features=features)
    yield second_student(
        seed, "v2-program-kept-wide-n5-k2-c3", (5, 2, 3), made_of(EVENTS, [0, 2, 7, 8, 11]),
        program_windows, NO_INTEGERS, flags=LOGITS, scaled=True, length=140, features=12, bits=16,
        hop=70, rate=250_000)
