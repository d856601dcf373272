"""The files of version 2 that must be refused for their first bytes, header or layout."""

from .core import (
    BINARY, HEAD, LOGITS, ONE, PROJECTION, RECTIFIED, SHARED, STANDARDIZED, bits_of)
from .directory import BEATS, SCALES
from .pack import pack_student
from .patches import directory_entry, field, patched, put_together, resized, taken_apart
from .program import ALL
from .randomness import Random, random_sections
from .reserved import adaptation, beats, random_limits
from .second import random_scales, second_header
from .windowed import programmed

ALL_PARTS = ("integers", "floats")
KEPT = [0, 2, 3, 5, 8]


def reserved_extras(rng, header):
    """Return the sections of kind 6 and above of `reserved`."""
    return {"keptInputs": [4], "limits": random_limits(rng, header, 30),
            "adaptation": adaptation(0), "beats": beats(3, 6, 0, 0)}


def full_extras(rng, header):
    """Return the sections of kind 6 and above of `full`."""
    return {**reserved_extras(rng, header), "keptInputs": KEPT,
            "scales": random_scales(rng, 3, 16, ALL_PARTS),
            "unknown": [(BEATS + 1, 0, bytes(4))]}


def second_bases(seed):
    """Return valid files: `plain` with scales, `one` without, `full`, `reserved`, `program`."""
    flags = PROJECTION | SHARED | HEAD | RECTIFIED | LOGITS
    made = {
        "plain": ((5, 2, 2), {"scaled": True},
                  lambda rng, header: {"scales": random_scales(rng, 5, 8, ALL_PARTS)}),
        "one": ((3, 1, 1), {"rate": 1000, "flags": LOGITS}, lambda rng, header: {}),
        "full": ((5, 3, 2), {"flags": flags, "bits": 16, "z_bits": 16, "m": 3, "d": 3, "q": 3,
                             "features": 9, "hop": 4, "scaled": True}, full_extras),
        "reserved": ((1, 3, 1), {"flags": PROJECTION, "bits": 16, "z_bits": 16, "d": 3,
                                 "features": 9}, reserved_extras),
        "program": ((5, 2, 1), {"flags": LOGITS | BINARY, "length": 3, "channels": 2,
                                "features": 9, "scaled": True},
                    programmed(ALL, 1, kept=[0, 2, 5, 6, 8]))}
    files = {}
    for name, (counts, fields, make) in made.items():
        rng = Random(seed, f"refused/v2/{name}")
        header = second_header(rng, *counts, **fields)
        files[name] = pack_student(header, {**random_sections(rng, header), **make(rng, header)})
    return files


def early_second(bases):
    """Yield the files that are refused before their header is looked at."""
    plain = bases["plain"]
    yield plain[:59], 3, "59 bytes"
    for count in (60, 64, 72, 75):
        yield resized(plain[:count - 12]), 3, f"{count} bytes"
    yield plain[:75], 3, "75 bytes: too short comes before length"
    yield patched(plain, (0, b"tSRA")), 4, "another magic"
    yield b"tSRA" + plain[4:70], 4, "another magic in a short file"
    for version in (0, 3, 0x0200, 65535):
        yield patched(plain, field("version", version)), 5, f"version {version}"
    yield resized(patched(plain, field("version", 3))[:60]), 5, "version 3 in 72 bytes"
    yield plain[:76], 6, "cut to 76 bytes"
    yield plain[:-4], 6, "the checksum is cut off"
    yield plain + bytes(4), 6, "four bytes follow the file"
    yield (patched(plain, field("length", 0), field("hop", 65535)), 6,
           "length comes before header")
    for at, what in ((51, "header"), (66, "directory"), (100, "section"),
                     (len(plain) - 12, "identifier")):
        flipped = bytearray(plain)
        flipped[at] ^= 1
        yield bytes(flipped), 7, f"one bit flipped: {what}"


# (base, {header field: value}, why)
HEADER_ERRORS = [
    *(("plain", {"flags": 1 << bit}, f"flag bit {bit} has no meaning") for bit in range(7, 16)),
    ("plain", {"flags": BINARY | LOGITS}, "binary with two outputs"),
    ("one", {"flags": BINARY}, "binary without logits"),
    ("plain", {"flags": RECTIFIED}, "rectified without a head"),
    ("plain", {"flags": STANDARDIZED}, "standardized without its fields"),
    ("full", {"standardizedCount": 0}, "m is 0 with bit 0"),
    ("full", {"standardizedCount": 10}, "m is above F"),
    ("one", {"standardizedCount": 1}, "m is not 0 without bit 0"),
    ("one", {"samplesPerChannel": 0, "featureCount": 0}, "L is 0"),
    ("one", {"samplesPerChannel": 16385}, "L is 16,385"),
    ("one", {"samplesPerChannel": 65535}, "L is 65,535"),
    ("one", {"channelCount": 0}, "no channel"),
    ("one", {"channelCount": 17}, "17 channels"),
    ("one", {"channelCount": 255}, "255 channels"),
    ("one", {"tailReserved": 1}, "the reserved byte after the channels is 1"),
    ("one", {"tailReserved": 128}, "the reserved byte after the channels is 128"),
    ("one", {"featureCount": 2}, "F is below n"),
    ("one", {"featureCount": 0}, "F is 0"),
    ("full", {"featureCount": 16385}, "F is 16,385"),
    ("full", {"featureCount": 65535}, "F is 65,535"),
    ("full", {"inputCount": 10}, "n is above F"),
    ("full", {"inputCount": 0}, "n is 0"),
    ("one", {"hop": 4}, "hop is above L"),
    ("full", {"hop": 65535}, "hop is 65,535"),
    *(("one", {"featureBits": bits, "componentBits": bits}, f"{bits} bits")
      for bits in (0, 1, 7, 9, 15, 17, 32, 255)),
    ("one", {"featureBits": 16}, "z has other bits than the features without a projection"),
    ("one", {"componentBits": 16}, "z is wide without a projection"),
    ("full", {"componentBits": 0}, "0 bits of z with a projection"),
    ("full", {"componentBits": 24}, "24 bits of z with a projection"),
    ("one", {"sectionCount": 0}, "no section"),
    ("one", {"sectionCount": 33}, "33 sections"),
    ("one", {"sectionCount": 65535}, "65,535 sections"),
    *(("one", {"inputMultiplierBits": bits}, f"inputMultiplier {why}")
      for bits, why in ((0x80000000, "is -0"), (0xBF800000, "is negative"), (1, "is subnormal"),
                        (0x1F7FFFFF, "is just below 2^-64"), (0x60000000, "is 2^65"),
                        (0x7F800000, "is infinite"), (0x7FC00000, "is NaN"))),
    ("one", {"inputMultiplierBits": 0}, "inputMultiplier is 0 and countMultiplier is not"),
    ("plain", {"countMultiplier": ONE, "countShift": 40}, "countMultiplier beside scales"),
    ("plain", {"countShift": 33}, "countShift beside scales"),
    ("plain", {"countZero": -1}, "countZero beside scales"),
    ("plain", {"reserved": 1}, "the reserved byte of version 1 beside scales"),
    ("one", {"countShift": 32}, "countShift is 32"),
    ("one", {"outputScaleBits": 0}, "outputScale is 0"),
    ("one", {"countsPerUnitBits": bits_of(1.0)}, "countsPerUnit without bit 0"),
    ("full", {"windowGain": 0}, "windowGain is 0 with bit 0"),
    ("full", {"windowGain": ONE + 1}, "windowGain is 2^30 + 1"),
    ("one", {"componentCount": 2}, "d is not n without a projection"),
    ("one", {"regionCount": 1025}, "k is 1,025"),
    ("one", {"mapCount": 2}, "q is not C without a head"),
    ("one", {"reserved": 255}, "the reserved byte of version 1 is 255"),
    ("plain", {"hop": 65535, "sectionCount": 32}, "header comes before section"),
]


def header_second(bases):
    """Yield (file data, code, why) of every error of code 8."""
    for base, fields, why in HEADER_ERRORS:
        yield patched(bases[base], *(field(*pair) for pair in fields.items())), 8, why


def layout_second(bases):
    """Yield the files that directory and sections do not fill exactly."""
    plain, full = bases["plain"], bases["full"]
    for name, body in (("plain", plain[:-12]), ("full", full[:-12])):
        for count in (1, 2, 3, 4, 16):
            yield resized(body + bytes(count)), 9, f"{name}: {count} bytes too many"
            yield resized(body[:-count]), 9, f"{name}: {count} bytes missing"
    head, sections = taken_apart(plain)
    last = len(sections)
    for size in (4, 1 << 31, 0xFFFFFFFC):
        body = put_together(head, [*sections, (99, 0, b"")])
        yield (patched(body, directory_entry(body, 8 * last + 4, "I", size)), 9,
               f"an unknown section of {size} bytes that are not there")
    body = put_together(head, [*sections, (98, 0, b""), (99, 0, b"")])
    halves = [directory_entry(body, 8 * at + 4, "I", 1 << 31) for at in (last, last + 1)]
    yield patched(body, *halves), 9, "two unknown sections of 2^31 bytes: a sum of 32 bits is 0"
    body = put_together(head, [*sections, (98, 0, bytes(4)), (99, 0, b"")])
    wrapped = [directory_entry(body, 8 * last + 4, "I", 8),
               directory_entry(body, 8 * last + 12, "I", 0xFFFFFFFC)]
    yield patched(body, *wrapped), 9, "8 bytes and -4: a sum of 32 bits is right"
    many = [*sections, *((kind, 0, b"") for kind in range(100, 129))]
    body = put_together(head, many[:32])
    wrapped = [directory_entry(body, 8 * at + 4, "I", 1 << 31) for at in range(last, 31)]
    yield patched(body, *wrapped), 9, "unknown sections of many times 2^31 bytes"
    scales = next(at for at, section in enumerate(sections) if section[0] == SCALES)
    yield (patched(plain, directory_entry(plain, 8 * scales + 4, "I", 4)), 9,
           "scales of 4 bytes: layout comes before parameter")
    yield (patched(plain, directory_entry(plain, 8 * scales + 4, "I", 0xFFFFFFF8)), 9,
           "scales of 2^32 - 8 bytes")
