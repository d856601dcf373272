"""A student is written as a file."""

import hashlib
import struct

from .adaptation import pack_adaptation
from .beats import pack_beats
from .core import (
    HEADER_BYTES, HEADER_BYTES_2, HEADER_FIELDS, HEADER_FORMAT, MAGIC, TAIL_FIELDS, TAIL_FORMAT,
    VERSION, padded)
from .crc32 import checksum
from .directory import (
    ADAPTATION, BEATS, CONSTANTS, CRITICAL, GATE, HEAD, KEPT_INPUTS, LIMITS, PROGRAM,
    PROJECTION, REGION_MAPS, SCALES, SHARED_MAP)
from .kept_inputs import pack_kept_inputs
from .limits import limits_flags, pack_limits
from .product import weight_order
from .program import pack_program
from .scales import pack_scales, scales_flags
from .sections import section_plan


def pack_section(section):
    """Return the bytes of one map or scores section."""
    weights = section["weights"]
    rows, columns = weights.shape
    data = struct.pack(f"<{rows}i", *section["biases"])
    if "multipliers" in section:
        data += struct.pack(f"<{rows}i", *section["multipliers"])
        data += bytes(section["shifts"]) + bytes(padded(rows) - rows)
    order = list(weight_order(rows, columns))
    data += bytes(int(weights[i, j]) & 255 for i, j in order)
    return data + bytes(padded(rows * columns) - rows * columns)


def sealed(body):
    """Return header and sections followed by the identifier and the checksum."""
    data = bytes(body) + hashlib.sha256(body).digest()[:8]
    return data + struct.pack("<I", checksum(data))


def pack_student(header, sections):
    """Return the file of a student of version 1, or of the version that its header states."""
    if header.get("version") == 2:
        return pack_second(header, directory_of(header, sections))
    names = [name for name, *_ in section_plan(header)]
    parts = [pack_section(sections[name]) for name in names]
    full = {**header, "magic": MAGIC, "version": VERSION, "reserved": 0,
            "length": HEADER_BYTES + sum(map(len, parts)) + 12}
    head = struct.pack(HEADER_FORMAT, *(full[field] for field in HEADER_FIELDS))
    return sealed(head + b"".join(parts))


def directory_of(header, sections):
    """Return (kind, flags, bytes) of every section that is there, in the order of kinds."""
    kinds = {"projection": PROJECTION, "gate": GATE, "sharedMap": SHARED_MAP, "head": HEAD}
    parts = {}
    for name, *_ in section_plan(header):
        kind = kinds.get(name, REGION_MAPS)
        parts[kind] = (CRITICAL, parts.get(kind, (0, b""))[1] + pack_section(sections[name]))
    extras = {
        "scales": lambda part: (SCALES, scales_flags(part), pack_scales(part)),
        "keptInputs": lambda part: (KEPT_INPUTS, CRITICAL, pack_kept_inputs(part)),
        "program": lambda part: (PROGRAM, CRITICAL, pack_program(part)),
        "constants": lambda part: (CONSTANTS, CRITICAL, part),
        "limits": lambda part: (LIMITS, limits_flags(part), pack_limits(part, header)),
        "adaptation": lambda part: (ADAPTATION, 0, pack_adaptation(part)),
        "beats": lambda part: (BEATS, 0, pack_beats(part))}
    found = [(kind, *rest) for kind, rest in parts.items()]
    found += [pack(sections[name]) for name, pack in extras.items() if name in sections]
    return found + sections.get("unknown", [])


def pack_second(header, directory):
    """Return a file of version 2: header, directory, sections, identifier, checksum."""
    body = b"".join(struct.pack("<HHI", kind, flags, len(data))
                    for kind, flags, data in directory)
    body += b"".join(data for _, _, data in directory)
    full = {"tailReserved": 0, "reserved": 0, "sectionCount": len(directory), **header,
            "magic": MAGIC, "length": HEADER_BYTES_2 + len(body) + 12}
    head = struct.pack(HEADER_FORMAT, *(full[field] for field in HEADER_FIELDS))
    return sealed(head + struct.pack(TAIL_FORMAT, *(full[field] for field in TAIL_FIELDS))
                  + body)
