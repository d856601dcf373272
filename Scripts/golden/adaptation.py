"""The section of learning on the device."""

import struct

from .core import ONE, TOP, Refused

FORMAT = "<hHiiii"
# Field: its least and its largest value.
RANGES = {"constant": (1, 32767), "mostUpdates": (1, 65535), "priorOfP": (1, ONE),
          "margin": (0, TOP), "saturationOfP": (1, TOP), "saturationOfW": (1, TOP)}


def read_adaptation(data, at):
    """Return the fields of the section; refuse wrong ones with code 10."""
    fields = dict(zip(RANGES, struct.unpack_from(FORMAT, data, at)))
    for name, (low, high) in RANGES.items():
        if not low <= fields[name] <= high:
            raise Refused(10, f"adaptation: {name}")
    return fields


def pack_adaptation(fields):
    """Return the bytes of the section."""
    return struct.pack(FORMAT, *(fields[name] for name in RANGES))
