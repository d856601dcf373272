"""A student is written as a file."""

import hashlib
import struct

from .core import HEADER_BYTES, HEADER_FIELDS, HEADER_FORMAT, MAGIC, VERSION, padded
from .crc32 import checksum
from .product import weight_order
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
    """Return the file of a student: header, sections in order, identifier, checksum."""
    names = [name for name, *_ in section_plan(header)]
    parts = [pack_section(sections[name]) for name in names]
    full = {**header, "magic": MAGIC, "version": VERSION, "reserved": 0,
            "length": HEADER_BYTES + sum(map(len, parts)) + 12}
    head = struct.pack(HEADER_FORMAT, *(full[field] for field in HEADER_FIELDS))
    return sealed(head + b"".join(parts))
