"""Students of a signal: what is measured, and compared over many windows."""

from .core import LOGITS
from .pack import pack_student
from .program import ALL, program_of, run_program
from .randomness import Random, random_sections
from .second import second_header

LENGTH = 1250
ONE_COUNT = 0x3F800000  # a count per unit
# Stages by the name of a student, beside the standardised window as node 1.
PROGRAMS = {
    "events": ((("events", 1, 0, ALL, (512, 20), ()),), (1, 8)),
    "moments-events": ((("events", 1, 0, ALL, (512, 20), ()),), (1, 8)),
    "bands": ((("crossings", 1, 0, ALL, (), (-512, 0, 512)), ("bands", 1, 1, ALL, (7,), ())), (1,)),
    "ranks": ((("ranks", 1, 0, ALL, (1,), tuple(range(20, 255, 20))),), (1,)),
    "autocorrelation": ((
        ("pool", 1, 2, ALL, (8, 3, 1), ()), ("centre", 2, 2, ALL, (), ()),
        ("autocorrelation", 2, 0, ALL, (), tuple(range(1, 49)))), (1,)),
    "spectrum": ((
        ("pool", 1, 2, ALL, (4, 2, 0), ()),
        ("spectrum", 2, 0, ALL, (128, 64), (1, 2, 3, 5, 8, 12, 18, 27, 40, 64))), (1,)),
    "positives": ((
        ("positives", 1, 0, ALL, (8,), tuple(
            value for a in range(1, 7) for b in range(a + 1, 8)
            for value in (a + 16 * b + 256 * 8, 40 * (a - b)))),), (1,)),
}


def electrogram(rng, length=LENGTH):
    """Return counts of a signal: pulses that ring, of a period of their own, in noise."""
    amplitude, offset = rng.within(200, 9000), rng.within(-2000, 2000)
    noise, period = rng.within(0, amplitude // 8), rng.within(30, 250)
    wait, height, counts = rng.within(0, period), 0, []
    for _ in range(length):
        height = -7 * height // 10
        wait -= 1
        if wait <= 0:
            height, wait = amplitude, period - period // 8 + rng.below(period // 4)
        counts.append(offset + height + rng.within(-noise, noise))
    return counts


def hostile_windows(rng, length=LENGTH):
    """Return windows that take the most work of some stage, and ends of int16."""
    return [[32767 if at % 2 else -32768 for at in range(length)],
            [32767 if at % 23 == 0 else -50 for at in range(length)],
            [rng.within(-32768, 32767) for _ in range(length)], [-32768] * length]


def spread_scales(rows):
    """Return scales that spread the features of some windows over int8."""
    centres, multipliers, shifts = [], [], []
    for column in zip(*rows):
        low, high = min(column), max(column)
        centres.append((low + high) // 2)
        multiplier, shift = 254, 0
        while multiplier // max(high - low, 1) < 1 << 30:
            multiplier, shift = multiplier * 2, shift + 1
        multipliers.append(multiplier // max(high - low, 1))
        shifts.append(shift)
    return {"integers": {"centres": centres, "multipliers": multipliers, "shifts": shifts}}


def signal_student(seed, name, regions, outputs=2):
    """Return (bytes, header, sections) of a student of one channel."""
    rng = Random(seed, f"signal-{name}-k{regions}")
    moments = 0 if name == "events" else 1
    first = ("standardize", 0, 1, ALL, (moments,), ())
    program, constants = program_of([ONE_COUNT], first, *PROGRAMS[name][0])
    window = {"samplesPerChannel": LENGTH, "channelCount": 1}
    rows = [run_program(program, window, electrogram(rng), constants) for _ in range(24)]
    header = second_header(rng, len(rows[0]), regions, outputs, LOGITS, scaled=True, length=LENGTH,
                           features=len(rows[0]), rate=250_000)
    sections = {**random_sections(rng, header), "scales": spread_scales(rows), "program": program}
    if constants:
        sections["constants"] = constants
    return pack_student(header, sections), header, sections


def signal_students(seed):
    """Yield (name, bytes) of every student."""
    for name, (_, every) in PROGRAMS.items():
        for regions in every:
            yield f"signal-{name}-k{regions}", signal_student(seed, name, regions)[0]
