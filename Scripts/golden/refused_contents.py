"""The files of version 2 whose sections hold what is refused, with codes 10 and 15."""

import struct

import numpy as np

from .core import ONE, PROJECTION, SHARED, TOP
from .directory import (
    ADAPTATION, BEATS, CONSTANTS, GATE, KEPT_INPUTS, LIMITS, PROGRAM, REGION_MAPS, SCALES,
    SHARED_MAP)
from .directory import PROJECTION as PROJECTION_KIND
from .pack import pack_student
from .patches import field, patched, resized, taken_apart, with_section, within_section
from .program import ALL, pack_program, samples_stage
from .randomness import Random, random_sections
from .second import second_header
from .wide import row_bounds
from .widened import bound_student


def contents_of(data, kind):
    """Return the bytes of a section."""
    return next(part for each, _, part in taken_apart(data)[1] if each == kind)


def scales_second(bases):
    """Yield files with wrong scales. `plain` has 5, with integers and floats."""
    plain, s = bases["plain"], 5
    multiplier, shift, centre = 4 * s, 8 * s, 0

    def wrong(at, form, value, why):
        return within_section(plain, SCALES, at, struct.pack("<" + form, value)), 10, why

    for value in (1, ONE - 1, -1, -ONE, -1 << 31):
        yield wrong(multiplier + 16, "i", value, f"integer multiplier {value}")
    for value in (0, 63, 64, 255):
        yield wrong(shift + 4, "B", value, f"integer shift {value}")
    for at in range(5, 8):
        yield wrong(shift + at, "B", 128, f"padding {at} of the integer shifts")
    yield wrong(multiplier, "i", 0, "an integer shift without a multiplier")
    off = within_section(plain, SCALES, multiplier, bytes(4))
    off = within_section(off, SCALES, shift, b"\0")
    yield (within_section(off, SCALES, centre, struct.pack("<i", 1)), 10,
           "an integer centre without a multiplier")
    floats = 9 * s + 3
    names = {0x80000000: "-0", 1: "subnormal", 0x1F7FFFFF: "just below 2^-64", 0x60000000: "2^65",
             0x7F800000: "infinite", 0x7FC00000: "NaN", 0xFF800000: "minus infinity"}
    for bits, name in names.items():
        yield wrong(floats + 4 * s + 16, "I", bits, f"float multiplier: {name}")
        yield wrong(floats + 16, "I", bits, f"float centre: {name}")
    yield wrong(floats + 4 * s, "I", 0xBF800000, "float multiplier: negative")
    yield wrong(floats, "I", 0xDF800001 + (1 << 23), "float centre: -2^65")
    yield wrong(floats + 4 * s, "I", 0, "a float centre without a multiplier")
    yield from scale_bytes(bases)


def scale_bytes(bases):
    """Yield files whose scales have other bytes than their count s asks for."""
    full, plain = bases["full"], bases["plain"]
    for name, data in (("plain", plain), ("full", full)):
        contents = contents_of(data, SCALES)
        for flags, part in ((7, contents + bytes(4)), (7, contents[:-4]), (7, b""),
                            (3, contents), (5, contents)):
            yield (with_section(data, SCALES, flags, part), 10,
                   f"{name}: scales of {len(part)} bytes with flags {flags}")
    # Three more or fewer inputs are standardised, so s changes and the bytes do not.
    yield patched(full, field("standardizedCount", 2)), 10, "s grows with a smaller m"
    yield patched(full, field("standardizedCount", 9)), 10, "s is 0 and there are scales"
    none = with_section(full, SCALES, 7, b"", field("standardizedCount", 9))
    yield none, 10, "s is 0 and there are scales of no bytes"


def kept_second(bases):
    """Yield files with wrong kept inputs: n is 5 and F is 9."""
    for name in ("full", "program"):
        data = bases[name]
        lists = {"not ascending": (0, 2, 5, 3, 8), "a feature twice": (0, 2, 2, 3, 8),
                 "F": (0, 2, 3, 5, 9), "beyond F": (0, 2, 3, 5, 65535),
                 "a first one beyond F": (10, 11, 12, 13, 14), "descending": (8, 5, 3, 2, 0),
                 "only the first": (0, 0, 0, 0, 0)}
        for why, kept in lists.items():
            yield (with_section(data, KEPT_INPUTS, None, struct.pack("<6H", *kept, 0)), 10,
                   f"{name}: kept inputs: {why}")
        yield within_section(data, KEPT_INPUTS, -2, b"\1"), 10, f"{name}: padding of kept inputs"
        yield within_section(data, KEPT_INPUTS, -1, b"\1"), 10, f"{name}: padding of kept inputs"


def limits_second(bases):
    """Yield files with wrong limits, adaptation and beats: d is 3 and k is 3, of 16 bits."""
    reserved = bases["reserved"]

    def wrong(kind, at, form, value, why):
        return within_section(reserved, kind, at, struct.pack("<" + form, value)), 10, why

    for value in (-1, -1 << 31):
        yield wrong(LIMITS, 0, "i", value, f"least margin {value}")
    for value in (1, ONE - 1, -1, -1 << 31):
        yield wrong(LIMITS, 4, "i", value, f"multiplier of distances {value}")
    for value in (0, 32, 63, 64, 33 + 256, 1 << 31):
        yield wrong(LIMITS, 8, "I", value, f"shift of distances {value}")
    for at in (18, 19):
        yield wrong(LIMITS, at, "B", 1, "padding of the centre")
    for value in (32, 256, 0xFFFFFFFF):
        yield wrong(LIMITS, 32, "I", value, f"unit of distances {value}")
    for value in (64, 256, 0xFFFFFFFF):
        yield wrong(LIMITS, 44, "I", value, f"shift of the energy {value}")
    for value in (0, (1 << 23) + 1, 0xFFFFFFFF):
        yield wrong(LIMITS, 60, "I", value, f"least deviation {value}")
    assert len(contents_of(reserved, LIMITS)) == 64
    for at, form, values, name in (
            (0, "h", (0, -1, -32768), "constant"), (2, "H", (0,), "most updates"),
            (4, "i", (0, -1, ONE + 1), "prior"), (8, "i", (-1, -1 << 31), "margin"),
            (12, "i", (0, -1), "saturation of P"), (16, "i", (0, -1), "saturation of W")):
        for value in values:
            yield wrong(ADAPTATION, at, form, value, f"adaptation: {name} {value}")
    names = ("before", "from", "refractory", "T wave", "search back", "box", "lag",
             "integration", "threshold", "signal decay", "noise decay", "RR features")
    wrongs = ((10, 65535), (0, 10), *3 * ((0, 16385),), *3 * ((0, 1025),), *3 * ((0, 257),),
              (2, 256))
    for at, (name, values) in enumerate(zip(names, wrongs)):
        for value in values:
            yield wrong(BEATS, 2 * at, "H", value, f"beats: {name} {value}")
    for before, after in ((3, 5), (4, 6), (0, 8), (9, 9)):
        yield wrong(BEATS, 0, "I", before | after << 16, f"beats: {before} and {after} of 9")
    yield wrong(BEATS, 22, "H", 1, "beats: RR features beside a whole window")
    # The sum is that of L in 16 bits.
    yield wrong(BEATS, 0, "I", 65535 | 10 << 16, "beats: 65,535 and 10 of 9")


def wide_student(seed, name, part):
    """Return a file in which one row of a section has the sum 2^31 - 1, and its negative."""
    flags = PROJECTION if part == "projection" else SHARED
    if part == "projection":
        rng = Random(seed, name)
        header = second_header(rng, 259, 1, 1, flags, 16, d=2, z_bits=8)
        sections = random_sections(rng, header)
        section = sections[part]
        section["weights"][:] = 0
        section["weights"][1] = [-127] * 258 + [-2]
        section["biases"][1] = 32768 * 32768 - TOP
    else:
        _, header, sections, _ = bound_student(seed, name, 259, 32768, flags)
        section = {**sections[part], "biases": list(sections[part]["biases"])}
        row = len(section["biases"]) - 1
        section["biases"][row] += 1 if section["biases"][row] > 0 else -1
        sections[part] = section
    assert max(row_bounds(section)) == TOP
    return pack_student(header, sections)


def sums_second(seed):
    """Yield files with a sum of a wide row that could overflow."""
    for part in ("projection", "gate", "sharedMap", "regionMap1"):
        yield wide_student(seed, f"refused/v2/{part}", part), 10, f"{part}: a sum of 2^31 - 1"
    name = "refused/v2/weight"
    _, header, sections, _ = bound_student(seed, name, 259, 32768, 0)
    section = sections["regionMap0"]
    weights = np.array(section["weights"])
    at = int(np.argmin(np.abs(weights[0])))
    weights[0, at] += 1 if weights[0, at] >= 0 else -1
    sections["regionMap0"] = {**section, "weights": weights}
    yield pack_student(header, sections), 10, "regionMap0: one weight too much"


def maps_second(bases):
    """Yield files with the errors of maps that version 1 has, too."""
    full = bases["full"]
    for kind, at, new, why in (
            (PROJECTION_KIND, 0, struct.pack("<i", ONE + 1), "projection: bias"),
            (PROJECTION_KIND, 12, struct.pack("<i", 1), "projection: multiplier"),
            (GATE, 4, struct.pack("<i", -ONE - 1), "gate: bias"),
            (SHARED_MAP, 24, b"\x20", "shared map: shift"),
            (SHARED_MAP, 27, b"\1", "shared map: padding of shifts"),
            (REGION_MAPS, -1, b"\1", "the last region map: padding of weights"),
            (5, 16, b"\x3f", "head: shift")):
        yield within_section(full, kind, at, new), 10, why


def programs(bases):
    """Yield files with wrong stages, of code 15. The program has two channels and 9 features."""
    program = bases["program"]
    good = samples_stage(ALL), samples_stage(1)

    def wrong(why, *stages, bits=(0x3F800000, 0x40000000)):
        section = pack_program({"countsPerUnitBits": bits, "stages": stages})
        return with_section(program, PROGRAM, None, section), 15, why

    for op in (0, 2, 3, 255):
        yield wrong(f"op {op}", {**good[0], "op": op}, good[1])
        yield wrong(f"op {op} in the last stage", good[0], {**good[1], "op": op})
    for source in (1, 7, 8, 255):
        yield wrong(f"source {source}", good[0], {**good[1], "source": source})
    for target in (1, 7, 8, 255):
        yield wrong(f"target {target}", {**good[0], "target": target}, good[1])
    yield wrong("a node that samples names and does not make", {**good[0], "target": 1},
                {**good[1], "source": 1})
    for channel in (2, 3, 16, 254):
        yield wrong(f"channel {channel}", good[0], {**good[1], "channel": channel})
    for name in ("start", "count"):
        for value in (1, 65535):
            yield wrong(f"{name} of constants {value}", good[0], {**good[1], name: value})
    for at in range(4):
        operands = [0, 0, 0, 0]
        operands[at] = 1 if at % 2 else 0x8000
        yield wrong(f"operand {at}", {**good[0], "operands": operands}, good[1])
    for bits in (0, 0x80000000, 0xBF800000, 1, 0x1F7FFFFF, 0x60000000, 0x7F800000, 0x7FC00000):
        yield wrong(f"counts per unit {bits:#x}", *good, bits=(0x3F800000, bits))
    yield wrong("6 features, not 9", good[0])
    yield wrong("12 features, not 9", good[0], good[0])
    yield wrong("15 features, not 9", *good, good[0])
    yield from long_programs(program)
    yield (with_section(program, CONSTANTS, 1, bytes(4)), 15, "constants that no stage has")
    yield with_section(program, CONSTANTS, 1, b""), 15, "a section of no constants"
    counted = pack_program({"countsPerUnitBits": (0x3F800000,) * 2,
                            "stages": [good[0], {**good[1], "count": 2}]})
    body = with_section(program, PROGRAM, None, counted)
    yield with_section(body, CONSTANTS, 1, bytes(4)), 15, "constants of a stage that uses none"


def long_programs(program):
    """Yield programs with too many element steps, and with features that wrap in 16 bits."""
    def longer(why, length, channels, features, *stages):
        section = pack_program({"countsPerUnitBits": (0x3F800000,) * channels, "stages": stages})
        fields = {"samplesPerChannel": length, "channelCount": channels, "featureCount": features}
        patches = [field(*pair) for pair in fields.items()]
        return with_section(program, PROGRAM, None, section, *patches), 15, why

    every = samples_stage(ALL)
    yield longer("2^24 element steps", 16384, 16, 1024, *64 * [every])
    yield longer("66,560 features, not 1,024", 1024, 16, 1024, *4 * [every], samples_stage(0))
    yield longer("16,384 features, not 9", 16384, 1, 9, every)


def orders(bases):
    """Yield files with two faults, of which the first of the list decides."""
    full, program = bases["full"], bases["program"]
    bad = with_section(program, PROGRAM, None, bytes(8) + 2 * bytes(16))
    yield bad, 15, "counts per unit 0 and op 0"
    yield (within_section(bad, KEPT_INPUTS, 0, b"\xff\xff"), 10,
           "parameter comes before program")
    yield (within_section(bad, SCALES, -1, b"\1"), 10, "scales come before the program")
    yield patched(bad, field("hop", 4)), 8, "header comes before program"
    yield with_section(bad, 40, 1, b""), 16, "section comes before program"
    yield resized(bad[:-12] + bytes(4)), 9, "layout comes before program"
    wrong = within_section(full, BEATS, 0, b"\xff\xff")
    yield patched(wrong, field("hop", 10)), 8, "header comes before parameter"
    yield resized(wrong[:-16]), 9, "layout comes before parameter"


def contents_second(seed, bases):
    """Yield every file of codes 10 and 15, and those that fix the order."""
    for make in (maps_second, scales_second, kept_second, limits_second):
        yield from make(bases)
    yield from sums_second(seed)
    yield from programs(bases)
    yield from orders(bases)
