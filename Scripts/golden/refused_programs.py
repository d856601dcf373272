"""The files of version 2 whose program is refused for a node, a number or its constants: code 15."""

from .core import LOGITS, Refused
from .directory import CONSTANTS, PROGRAM
from .open import read_student
from .pack import pack_student
from .patches import field, patched, with_section, within_section
from .program import ALL, pack_program, program_of
from .programs import feature_count
from .randomness import Random, random_sections
from .second import random_scales, second_header

ONES = (0x3F800000, 0x3F800000)
LENGTH, CHANNELS = 40, 2
SCORES = ("standardize", 0, 1, ALL, (0,), ())
# A valid program of every kind of stage; the files below change one line of it.
GOOD = (
    SCORES, ("pool", 1, 2, ALL, (4, 2, 1), ()), ("centre", 2, 2, ALL, (), ()),
    ("difference", 1, 3, 0, (), ()), ("events", 1, 0, 0, (256, 3), ()),
    ("crossings", 2, 0, 1, (), (0, 5)), ("ranks", 1, 0, 0, (0,), (0, 128)),
    ("autocorrelation", 2, 0, 0, (), (1, 3)), ("spectrum", 1, 0, 0, (16, 8), (1, 3, 8)),
    ("positives", 1, 0, 1, (2,), (0x210, 0)), ("bands", 1, 1, 1, (2,), ()),
    ("moments", 3, 0, ALL, (), ()))
# What is wrong, the line that changes, and what it becomes.
WRONG = [
    ("the window is written", 0, ("standardize", 0, 0, ALL, (0,), ())),
    ("a node is left out", 1, ("pool", 1, 3, ALL, (4, 2, 1), ())),
    ("node 8", 3, ("difference", 1, 8, 0, (), ())),
    ("a node below its source", 3, ("difference", 2, 1, 0, (), ())),
    ("a pool in place", 1, ("pool", 1, 1, ALL, (4, 2, 1), ())),
    ("a difference in place", 3, ("difference", 1, 1, 0, (), ())),
    ("a target of events", 4, ("events", 1, 3, 0, (256, 3), ())),
    ("no target of a pool", 1, ("pool", 1, 0, ALL, (4, 2, 1), ())),
    ("a node that is gone", 11, ("moments", 4, 0, ALL, (), ())),
    ("a channel that the node does not have", 11, ("moments", 3, 0, 1, (), ())),
    ("standardize: the choice 2", 0, ("standardize", 0, 1, ALL, (2,), ())),
    ("pool of no samples", 1, ("pool", 1, 2, ALL, (0, 2, 1), ())),
    ("pool of more than there are", 1, ("pool", 1, 2, ALL, (41, 10, 1), ())),
    ("pool beyond int16: r 32, s 0", 1, ("pool", 1, 2, ALL, (32, 0, 0), ())),
    ("pool shifted by 16", 1, ("pool", 1, 2, ALL, (4, 16, 1), ())),
    ("pool: rectified 2", 1, ("pool", 1, 2, ALL, (4, 2, 2), ())),
    ("centre of the window", 2, ("centre", 0, 3, ALL, (), ())),
    ("difference of the window", 3, ("difference", 0, 3, 0, (), ())),
    ("events: threshold 32,768", 4, ("events", 1, 0, 0, (32768, 3), ())),
    ("events: refractory 16,385", 4, ("events", 1, 0, 0, (256, 16385), ())),
    ("crossings without a level", 5, ("crossings", 2, 0, 1, (), ())),
    ("ranks that fall", 6, ("ranks", 1, 0, 0, (0,), (128, 0))),
    ("ranks that are equal", 6, ("ranks", 1, 0, 0, (0,), (7, 7))),
    ("rank 256", 6, ("ranks", 1, 0, 0, (0,), (0, 256))),
    ("rank -1", 6, ("ranks", 1, 0, 0, (0,), (-1, 128))),
    ("lag 0", 7, ("autocorrelation", 2, 0, 0, (), (0, 3))),
    ("a lag of the length", 7, ("autocorrelation", 2, 0, 0, (), (1, 10))),
    ("spectrum of 12", 8, ("spectrum", 1, 0, 0, (12, 8), (1, 3, 6))),
    ("spectrum of 4", 8, ("spectrum", 1, 0, 0, (4, 8), (1, 2))),
    ("spectrum of 512", 8, ("spectrum", 1, 0, 0, (512, 8), (1, 3, 8))),
    ("spectrum longer than the node", 8, ("spectrum", 1, 0, 0, (64, 8), (1, 3, 8))),
    ("spectrum of the window: 32 x 32,768", 8, ("spectrum", 0, 0, 0, (32, 8), (1, 3, 8))),
    ("spectrum without a hop", 8, ("spectrum", 1, 0, 0, (16, 0), (1, 3, 8))),
    ("edge 0", 8, ("spectrum", 1, 0, 0, (16, 8), (0, 3, 8))),
    ("edge 9 of 16", 8, ("spectrum", 1, 0, 0, (16, 8), (1, 3, 9))),
    ("one edge", 8, ("spectrum", 1, 0, 0, (16, 8), (1,))),
    ("dilation 0", 9, ("positives", 1, 0, 1, (0,), (0x210, 0))),
    ("dilation 5 of 40 samples", 9, ("positives", 1, 0, 1, (5,), (0x210, 0))),
    ("taps that are equal", 9, ("positives", 1, 0, 1, (2,), (0x211, 0))),
    ("tap 9", 9, ("positives", 1, 0, 1, (2,), (0x910, 0))),
    ("a kernel without a threshold", 9, ("positives", 1, 0, 1, (2,), (0x210,))),
    ("no level of bands", 10, ("bands", 1, 1, 1, (0,), ())),
    ("bands of 5 levels of 40 samples", 10, ("bands", 1, 1, 1, (5,), ())),
    ("bands of the window", 10, ("bands", 0, 3, 1, (2,), ())),
    ("constants of a stage that uses none", 11, ("moments", 3, 0, ALL, (), (1, 2))),
    ("an operand of a stage that uses none", 11, ("moments", 3, 0, ALL, (1,), ())),
]


def student(seed, name, lines):
    """Return the file of a program."""
    program, constants = program_of(ONES, *lines)
    features = feature_count(LENGTH, CHANNELS, program, constants)
    rng = Random(seed, f"refused/v2/{name}")
    header = second_header(rng, features, 1, 2, LOGITS, scaled=True, length=LENGTH,
                           channels=CHANNELS, features=features)
    scales = random_scales(rng, features, 8, ("integers",))
    return pack_student(header, {**random_sections(rng, header), "scales": scales,
                                 "program": program, "constants": constants})


def is_miscounted(data):
    """Return whether a file is refused for the number of its features, and not for a stage."""
    try:
        read_student(data)
    except Refused as refusal:
        return "features" in str(refusal) or "no stage has" in str(refusal)
    return True


def node_programs(seed):
    """Yield files with a wrong node or number, of code 15."""
    good = student(seed, "nodes", GOOD)
    for why, at, line in WRONG:
        program, constants = program_of(ONES, *GOOD[:at], line, *GOOD[at + 1:])
        data = with_section(good, PROGRAM, None, pack_program(program))
        data = with_section(data, CONSTANTS, None, constants)
        assert not is_miscounted(data), why
        yield data, 15, why
    _, constants = program_of(ONES, *GOOD)
    yield with_section(good, CONSTANTS, None, constants[:-4]), 15, "too few constants"
    yield with_section(good, CONSTANTS, None, constants + bytes(4)), 15, "too many constants"
    yield patched(good, field("samplesPerChannel", 15)), 15, "a window that is too short"
    for at, value in ((5 * 16 + 4, b"\1\0"), (6 * 16 + 4, b"\0\0"), (7 * 16 + 6, b"\xff\xff")):
        yield within_section(good, PROGRAM, 8 + at, value), 15, f"byte {at} of the stages"
