"""Files that are changed and sealed again."""

import struct

from .core import (
    HEADER_BYTES_2, HEADER_FIELDS, HEADER_FORMAT, HEADER_OFFSETS, TAIL_FIELDS, TAIL_FORMAT,
    TAIL_OFFSETS)
from .pack import sealed

KINDS = {**dict(zip(HEADER_FIELDS[1:], HEADER_FORMAT[3:])),
         **dict(zip(TAIL_FIELDS, TAIL_FORMAT[1:]))}
OFFSETS = {**HEADER_OFFSETS, **TAIL_OFFSETS}


def patched(data, *patches):
    """Return a file with (offset, bytes) patches and a correct identifier and checksum."""
    body = bytearray(data[:-12])
    for at, new in patches:
        body[at:at + len(new)] = new
    return sealed(bytes(body))


def field(name, value):
    """Return the patch that sets one header field."""
    return OFFSETS[name], struct.pack("<" + KINDS[name], value)


def resized(body):
    """Return a sealed file of a body, with its length field set right."""
    body = bytearray(body)
    body[8:12] = struct.pack("<I", len(body) + 12)
    return sealed(bytes(body))


def taken_apart(data):
    """Return (the 64 bytes of the header, [(kind, flags, bytes)]) of a file of version 2."""
    count, = struct.unpack_from("<H", data, TAIL_OFFSETS["sectionCount"])
    at, sections = HEADER_BYTES_2 + 8 * count, []
    for i in range(count):
        kind, flags, size = struct.unpack_from("<HHI", data, HEADER_BYTES_2 + 8 * i)
        sections.append((kind, flags, data[at:at + size]))
        at += size
    return data[:HEADER_BYTES_2], sections


def put_together(head, sections, *patches):
    """Return a file of a header and sections, with patches of the header."""
    body = bytearray(head)
    for at, new in (*patches, field("sectionCount", len(sections))):
        body[at:at + len(new)] = new
    body += b"".join(struct.pack("<HHI", kind, flags, len(data))
                     for kind, flags, data in sections)
    return resized(body + b"".join(data for _, _, data in sections))


def with_section(data, kind, flags=None, contents=None, *patches):
    """Return a file in which a section has other flags or contents, or is new."""
    head, sections = taken_apart(data)
    old = {section[0]: section for section in sections}
    _, old_flags, old_contents = old.get(kind, (kind, 0, b""))
    old[kind] = (kind, old_flags if flags is None else flags,
                 old_contents if contents is None else contents)
    return put_together(head, [old[each] for each in sorted(old)], *patches)


def without_section(data, kind, *patches):
    """Return a file without a section."""
    head, sections = taken_apart(data)
    return put_together(head, [section for section in sections if section[0] != kind], *patches)


def within_section(data, kind, at, new):
    """Return a file with other bytes at an offset of a section; from its end if negative."""
    _, sections = taken_apart(data)
    contents = bytearray(next(section[2] for section in sections if section[0] == kind))
    at = at % len(contents)
    contents[at:at + len(new)] = new
    return with_section(data, kind, None, bytes(contents))


def directory_entry(data, at, form, value):
    """Return the patch of the directory that sets a field at an offset from its start."""
    return 64 + at, struct.pack("<" + form, value)
