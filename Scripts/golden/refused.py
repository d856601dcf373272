"""The files that must be refused."""

import struct

from .core import (
    HEAD, HEADER_FIELDS, HEADER_FORMAT, LOGITS, ONE, PROJECTION, RECTIFIED, SHARED,
    STANDARDIZED, TOP, compact, padded)
from .open import refusal_of
from .pack import pack_student
from .patches import field, patched, resized
from .randomness import Random, make_header, random_sections
from .refused_contents import contents_second
from .refused_programs import node_programs
from .refused_directory import section_second
from .refused_second import early_second, header_second, layout_second, second_bases
from .sections import section_offsets, section_plan


def base_students(seed):
    """Return two small valid files: `plain` without flags and `full` with all of them."""
    rng = Random(seed, "refused")
    plain = make_header(rng, 3, 2, 2, counted=False)
    full = make_header(rng, 5, 3, 2, PROJECTION | SHARED | HEAD | RECTIFIED | LOGITS, m=3,
                       d=3, q=3)
    return {"plain": pack_student(plain, random_sections(rng, plain)),
            "full": pack_student(full, random_sections(rng, full))}


# (base, {header field: value}, why)
HEADER_ERRORS = [
    *(("plain", {"flags": 1 << bit}, f"flag bit {bit} has no meaning") for bit in range(6, 16)),
    ("plain", {"flags": RECTIFIED}, "rectified without a head"),
    ("plain", {"flags": STANDARDIZED}, "standardized, but m, countsPerUnit, windowGain are 0"),
    ("plain", {"inputCount": 0, "componentCount": 0}, "n is 0"),
    ("plain", {"inputCount": 16385, "componentCount": 16385}, "n is 16,385"),
    ("plain", {"inputCount": 65535, "componentCount": 65535}, "n is 65,535"),
    ("plain", {"componentCount": 2}, "d is below n without a projection"),
    ("plain", {"componentCount": 4}, "d is above n without a projection"),
    ("full", {"componentCount": 0}, "d is 0"),
    ("full", {"componentCount": 16385}, "d is 16,385"),
    ("plain", {"regionCount": 0}, "k is 0"),
    ("plain", {"regionCount": 1025}, "k is 1,025"),
    ("plain", {"mapCount": 3}, "q differs from C without a head"),
    ("plain", {"outputCount": 1}, "C differs from q without a head"),
    ("plain", {"mapCount": 0, "outputCount": 0}, "q and C are 0"),
    ("full", {"mapCount": 0}, "q is 0"),
    ("full", {"mapCount": 16385}, "q is 16,385"),
    ("full", {"outputCount": 0}, "C is 0"),
    ("full", {"outputCount": 16385}, "C is 16,385"),
    ("plain", {"standardizedCount": 1}, "m is not 0 without bit 0"),
    ("full", {"standardizedCount": 0}, "m is 0 with bit 0"),
    ("full", {"standardizedCount": 6}, "m is above n"),
    ("full", {"standardizedCount": 65535}, "m is 65,535"),
    *((base, {name: bits}, f"{name} {why}")
      for base, name in (("plain", "inputMultiplierBits"), ("plain", "outputScaleBits"),
                         ("full", "countsPerUnitBits"))
      for bits, why in ((0, "is 0"), (0x80000000, "is -0"), (0xBF800000, "is negative"),
                        (0x1F7FFFFF, "is just below 2^-64"), (0x60000000, "is 2^65"),
                        (0x7F800000, "is infinite"), (0x7FC00000, "is NaN"),
                        (1, "is subnormal"))),
    ("plain", {"countsPerUnitBits": 0x3F800000}, "countsPerUnit is not 0 without bit 0"),
    ("plain", {"countsPerUnitBits": 0x80000000}, "countsPerUnit is -0 without bit 0"),
    ("plain", {"windowGain": 1}, "windowGain is not 0 without bit 0"),
    ("full", {"windowGain": 0}, "windowGain is 0 with bit 0"),
    ("full", {"windowGain": ONE + 1}, "windowGain is 2^30 + 1"),
    ("full", {"windowGain": 0xFFFFFFFF}, "windowGain is 2^32 - 1"),
    ("full", {"countMultiplier": 1}, "countMultiplier is 1"),
    ("full", {"countMultiplier": ONE - 1}, "countMultiplier is 2^30 - 1"),
    ("full", {"countMultiplier": -1}, "countMultiplier is -1"),
    ("full", {"countMultiplier": -ONE}, "countMultiplier is -2^30"),
    ("full", {"countMultiplier": -1 << 31}, "countMultiplier is -2^31"),
    ("full", {"countShift": 0}, "countShift is 0 with a countMultiplier"),
    ("full", {"countShift": 32}, "countShift is 32"),
    ("full", {"countShift": 63}, "countShift is 63"),
    ("full", {"countShift": 255}, "countShift is 255"),
    ("plain", {"countZero": 1}, "countZero is not 0 with countMultiplier 0"),
    ("plain", {"countShift": 33}, "countShift is not 0 with countMultiplier 0"),
    ("full", {"countMultiplier": 0, "countZero": 0}, "countShift is left without a multiplier"),
    ("full", {"countMultiplier": 0, "countShift": 0, "countZero": -1},
     "countZero is left without a multiplier"),
    ("plain", {"reserved": 1}, "the reserved byte is 1"),
    ("full", {"reserved": 255}, "the reserved byte is 255"),
    ("plain", {"flags": HEAD | RECTIFIED, "regionCount": 0}, "two errors in the header"),
]


def header_refusals(bases):
    """Yield (file data, code, why) of every error of code 8."""
    for base, fields, why in HEADER_ERRORS:
        patches = [field(name, value) for name, value in fields.items()]
        yield patched(bases[base], *patches), 8, why


def early_refusals(bases):
    """Yield the files that are refused before their header is looked at."""
    plain = bases["plain"]
    for count in (0, 1, 4, 48, 59):
        yield plain[:count], 3, f"{count} bytes"
    yield b"X" * 59, 3, "59 foreign bytes: too short comes first"
    for magic in (b"tSRA", b"ARST", b"TSRB", b"\0\0\0\0", b"TSR\xc1"):
        yield patched(plain, (0, magic)), 4, f"magic {magic!r}"
    yield bytes(60), 4, "60 zero bytes"
    yield patched(plain, (0, b"NONE"), field("version", 2)), 4, "magic comes before version"
    for version in (0, 2, 0x0100, 0x0101, 65535):
        yield patched(plain, field("version", version)), 5, f"version {version}"
    yield (patched(plain, field("version", 2), field("length", 0)), 5,
           "version comes before length")
    for length in (0, len(plain) - 1, len(plain) + 1, len(plain) + 4, 0xFFFFFFFF,
                   len(plain) | 1 << 31, len(plain) << 8):
        yield patched(plain, field("length", length)), 6, f"length field {length}"
    yield plain[:-4], 6, "the checksum is cut off"
    yield plain + bytes(4), 6, "four bytes follow the file"
    yield plain[:60], 6, "cut to 60 bytes"
    for at, what in ((24, "header"), (48, "section"), (len(plain) - 12, "identifier"),
                     (len(plain) - 4, "checksum"), (len(plain) - 1, "last byte"),
                     (47, "reserved byte (checksum comes before header)")):
        flipped = bytearray(plain)
        flipped[at] ^= 0x40
        yield bytes(flipped), 7, f"one bit flipped: {what}"
    yield plain[:-4] + plain[:-5:-1], 7, "the checksum is stored big-endian"


def layout_refusals(bases):
    """Yield the files whose sections do not fill them."""
    plain, full = bases["plain"], bases["full"]
    for base, body in (("plain", plain[:-12]), ("full", full[:-12])):
        for count in (1, 2, 3, 4, 16):
            yield resized(body + bytes(count)), 9, f"{base}: {count} zero bytes too many"
            yield resized(body[:-count]), 9, f"{base}: {count} bytes missing"
    yield resized(plain[:48]), 9, "the header alone"
    for name, value in (("regionCount", 1), ("regionCount", 3), ("regionCount", 1024)):
        yield patched(plain, field(name, value)), 9, f"{name} {value}"
    yield patched(plain, field("flags", PROJECTION)), 9, "a projection is announced"
    yield patched(plain, field("flags", SHARED)), 9, "a shared map is announced"
    yield patched(plain, field("flags", HEAD)), 9, "a head is announced"
    yield patched(full, field("flags", 63 - SHARED)), 9, "an unannounced shared map"
    big = {"inputCount": 16384, "componentCount": 16384, "regionCount": 1024, "mapCount": 16384,
           "outputCount": 16384}
    yield (patched(full, *(field(*pair) for pair in big.items())), 9,
           "every count is the largest: the sections need more than 2^38 bytes")
    wrap = {"inputCount": 7213, "componentCount": 7213, "regionCount": 618, "mapCount": 12509,
            "outputCount": 12509}
    header = dict(zip(HEADER_FIELDS, struct.unpack_from(HEADER_FORMAT, plain)), **wrap)
    _, total = section_offsets(header)
    assert total == 576 + (13 << 32)
    body = bytearray(plain[:-12].ljust(576 - 12, b"\0"))
    for at, new in (field(*pair) for pair in wrap.items()):
        body[at:at + len(new)] = new
    yield resized(body), 9, "the sections need 13 x 2^32 bytes more than the file has"
    bad = patched(plain, (48, struct.pack("<i", ONE + 1)), field("regionCount", 3))
    yield bad, 9, "layout comes before parameter"


def parameter_refusals(bases):
    """Yield a file for every invalid parameter of every section."""
    data = bases["full"]
    header = dict(zip(HEADER_FIELDS, struct.unpack_from(HEADER_FORMAT, data)))
    offsets, _ = section_offsets(header)
    for name, kind, rows, columns in section_plan(header):
        start, last = offsets[name], rows - 1
        for bias in (ONE + 1, -ONE - 1, -1 << 31, TOP):
            yield (patched(data, (start + 4 * last, struct.pack("<i", bias))), 10,
                   f"{name}: bias {bias}")
        at = start + 4 * rows
        if kind == "map":
            for multiplier in (1, ONE - 1, -1, -ONE, -1 << 31):
                yield (patched(data, (at + 4 * last, struct.pack("<i", multiplier))), 10,
                       f"{name}: multiplier {multiplier}")
            for shift in (0, 32, 63, 255):
                yield (patched(data, (at + 4 * rows + last, bytes([shift]))), 10,
                       f"{name}: shift {shift}")
            yield (patched(data, (at, bytes(4)), (at + 4 * rows, b"\0")), 10,
                   f"{name}: shift 0 with multiplier 0")
            yield (patched(data, (at + 4 * rows + padded(rows) - 1, b"\1")), 10,
                   f"{name}: padding of the shifts")
            at += 4 * rows + padded(rows)
        for place in range(rows * columns, padded(rows * columns)):
            yield (patched(data, (at + place, b"\x80")), 10, f"{name}: padding of the weights")
    yield (patched(data, (offsets["gate"], struct.pack("<i", TOP)), field("reserved", 1)), 8,
           "header comes before parameter")


# Two files state version 2 before a body of version 1. Their names keep the code that they had
# when there was one version.
NOW = {"version 2": (8, "version 2 before the fields of version 1"),
       "version comes before length": (6, "version 2, and length 0")}


def named(refusals, prefix=""):
    """Return ({path: bytes}, index) of refusals (file data, code, why), numbered for each code."""
    files, index, counts = {}, [], {}
    for data, code, why in refusals:
        counts[code] = counts.get(code, 0) + 1
        name = f"{prefix}{code:02}-{counts[code]:03}.tessera"
        if not prefix:
            code, why = NOW.get(why, (code, why))
        assert refusal_of(data) == code, (why, code, refusal_of(data))
        files[f"refused/{name}"] = data
        index.append({"file": name, "error": code, "why": why})
    return files, index


def second_files(seed):
    """Return the malformed files of version 2 and their index."""
    bases = second_bases(seed)
    return named([*early_second(bases), *header_second(bases), *section_second(bases),
                  *layout_second(bases), *contents_second(seed, bases), *node_programs(seed)],
                 "v2-")


def refused_files(seed):
    """Return {relative path: bytes} of the malformed files and their index."""
    bases = base_students(seed)
    files, index = named([*early_refusals(bases), *header_refusals(bases),
                          *layout_refusals(bases), *parameter_refusals(bases)])
    more, rest = second_files(seed)
    text = "[\n" + ",\n".join(compact(entry) for entry in index + rest) + "\n]\n"
    return {**files, **more, "refused/index.json": text.encode()}
