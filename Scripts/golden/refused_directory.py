"""The files of version 2 whose directory is refused, with code 16."""

from .core import BINARY, LOGITS, STANDARDIZED, bits_of
from .directory import BEATS, CONSTANTS, KEPT_INPUTS, LIMITS, PROGRAM, REGION_MAPS, SCALES
from .pack import pack_student
from .patches import (
    directory_entry, field, patched, put_together, resized, taken_apart, with_section,
    within_section, without_section)
from .randomness import Random, random_sections
from .reserved import adaptation
from .second import second_header


def section_second(bases):
    """Yield the files whose directory is wrong, of code 16."""
    yield from order_second(bases)
    yield from presence_second(bases)
    yield from shape_second(bases)


def order_second(bases):
    """Yield directories that do not fit or do not ascend."""
    plain = bases["plain"]
    head, sections = taken_apart(plain)
    yield resized(head + plain[64:64]), 16, "no room for the directory"
    body = resized(plain[:64 + 8 * len(sections) - 4])
    yield body, 16, "the directory lacks its last 4 bytes"
    yield patched(bases["one"], field("sectionCount", 32)), 16, "a directory of 32 entries"
    yield put_together(head, sections[::-1]), 16, "kinds descend"
    yield put_together(head, [*sections[:-1], sections[-2], sections[-1]]), 16, "a kind twice"
    yield put_together(head, [(0, 0, b""), *sections]), 16, "kind 0"
    yield put_together(head, [*sections, (99, 0, b""), (98, 0, b"")]), 16, "unknown kinds descend"
    yield put_together(head, [*sections, (99, 0, b""), (99, 0, b"")]), 16, "an unknown kind twice"
    yield put_together(head, [(99, 0, b""), *sections]), 16, "an unknown kind comes first"
    for flags in (1, 3, 0xFFFF):
        yield (put_together(head, [*sections, (13, flags, b"")]), 16,
               f"an unknown kind is critical, flags {flags}")
    yield put_together(head, [*sections, (0xFFFF, 1, bytes(4))]), 16, "kind 65,535 is critical"
    last = 8 * len(sections) + 4
    body = put_together(head, [*sections, (99, 0, bytes(4))])
    for size in (1, 2, 3, 5):
        yield (patched(body, directory_entry(body, last, "I", size)), 16,
               f"an unknown section of {size} bytes")


def presence_second(bases):
    """Yield files with a section that is missing, or there although the header says otherwise."""
    plain, one, full, program = (bases[name] for name in ("plain", "one", "full", "program"))
    names = {1: "projection", 2: "gate", 3: "shared map", 4: "region maps", 5: "head",
             6: "scales", 7: "kept inputs"}
    for kind, name in names.items():
        yield without_section(full, kind), 16, f"{name} missing"
        if kind != REGION_MAPS:
            contents = next(part for each, _, part in taken_apart(full)[1] if each == kind)
            flags = 7 if kind == SCALES else 1
            yield with_section(one, kind, flags, contents), 16, f"{name} not announced"
    yield without_section(program, SCALES), 16, "a program without scales"
    yield (without_section(program, SCALES, field("inputMultiplierBits", bits_of(1.0))), 16,
           "a program with one scale")
    yield without_section(program, PROGRAM), 16, "F is not w without a program"
    yield patched(one, field("channelCount", 2)), 16, "w is 6 and F is 3"
    yield patched(one, field("samplesPerChannel", 4)), 16, "w is 4 and F is 3"
    yield patched(one, field("samplesPerChannel", 2)), 16, "w is 2 and F is 3"
    yield (patched(one, field("samplesPerChannel", 13108), field("channelCount", 5)), 16,
           "w is 65,540 and F is 3")
    yield with_section(plain, CONSTANTS, 1, bytes(4)), 16, "constants without a program"
    yield (with_section(bases["program"], BEATS, 0, bytes(24)), 16, "beats with a program")
    head, sections = taken_apart(full)
    yield (put_together(head, sections, field("channelCount", 3), field("samplesPerChannel", 3),
                        field("hop", 1)), 16, "beats with three channels")
    yield from wide_presence(one, program)


def wide_presence(one, program):
    """Yield adaptation of too many components, and programs beside a window."""
    rng = Random(0, "refused/v2/wide")
    header = second_header(rng, 33, 1, 1)
    many = {**random_sections(rng, header), "adaptation": adaptation(0)}
    yield pack_student(header, many), 16, "adaptation with d = 33"
    window = {"flags": LOGITS | BINARY | STANDARDIZED, "standardizedCount": 2,
              "countsPerUnitBits": bits_of(1.0), "windowGain": 1 << 20}
    yield (patched(program, *(field(*pair) for pair in window.items())), 16,
           "a program with a standardised window")
    yield patched(program, field("featureCount", 1025)), 16, "a program of 1,025 features"


def shape_second(bases):
    """Yield known kinds with wrong flags or bytes."""
    full, program, plain = bases["full"], bases["program"], bases["plain"]
    for kind, flags, contents in taken_apart(full)[1][:-1]:
        wrong = {SCALES: (0, 1, 2, 4, 6, 9, 0x8007), LIMITS: (0, 1, 3, 31, 32, 0x801E)}
        for other in wrong.get(kind, (flags ^ 1, flags ^ 2, flags | 0x8000)):
            yield with_section(full, kind, other), 16, f"kind {kind} with flags {other}"
        if kind != SCALES:
            yield with_section(full, kind, None, contents + bytes(4)), 16, f"kind {kind}: 4 more"
            yield with_section(full, kind, None, contents[:-4]), 16, f"kind {kind}: 4 fewer"
    for flags in (1, 5, 7):
        yield with_section(program, SCALES, flags), 16, f"a program, scales with flags {flags}"
    yield with_section(program, PROGRAM, 0), 16, "a program that is not critical"
    contents = next(part for kind, _, part in taken_apart(program)[1] if kind == PROGRAM)
    yield with_section(program, PROGRAM, None, contents[:8]), 16, "a program without stages"
    yield with_section(program, PROGRAM, None, contents[:4]), 16, "a program of 4 bytes"
    yield with_section(program, PROGRAM, None, b""), 16, "a program of no bytes"
    for count in (4, 8, 12):
        yield (with_section(program, PROGRAM, None, contents + bytes(count)), 16,
               f"{count} bytes after the last stage")
    yield (with_section(program, PROGRAM, None, contents[:8] + 65 * contents[-16:]), 16,
           "65 stages")
    yield with_section(program, CONSTANTS, 0, bytes(4)), 16, "constants that are not critical"
    yield with_section(plain, LIMITS, 8, bytes(12 + 4 * 5)), 16, "energy without a projection"
    yield with_section(plain, REGION_MAPS, None, b""), 16, "region maps of no bytes"
    yield (resized(with_section(full, LIMITS, 0)[:-12] + bytes(4)), 16,
           "section comes before layout")
    big = {"inputCount": 16384, "componentCount": 16384, "regionCount": 1024, "mapCount": 16384,
           "outputCount": 16384, "featureCount": 16384, "samplesPerChannel": 16384}
    yield (patched(plain, *(field(*pair) for pair in big.items())), 16,
           "every count is the largest: the sections need more than 2^38 bytes")
    yield (within_section(with_section(full, 99, 1, b""), KEPT_INPUTS, 0, b"\xff\xff"), 16,
           "section comes before parameter")
