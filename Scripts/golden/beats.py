"""The section of how beats are found in a stream, and cut."""

import struct

from .core import Refused

# Field: its least and its largest value; L stands for the samples of a channel.
RANGES = {"before": (0, "L"), "from": (1, "L"), "refractory": (1, 16384), "tWave": (1, 16384),
          "searchBack": (1, 16384), "box": (1, 1024), "lag": (1, 1024), "integration": (1, 1024),
          "threshold": (1, 256), "signalDecay": (1, 256), "noiseDecay": (1, 256),
          "rrFeatures": (0, 1)}


def read_beats(data, at, header):
    """Return the fields of the section; refuse wrong ones with code 10."""
    length = header["samplesPerChannel"]
    fields = dict(zip(RANGES, struct.unpack_from("<12H", data, at)))
    for name, (low, high) in RANGES.items():
        if not low <= fields[name] <= (length if high == "L" else high):
            raise Refused(10, f"beats: {name}")
    if fields["before"] + fields["from"] + 4 * fields["rrFeatures"] != length:
        raise Refused(10, "beats: the samples are not those of a window")
    return fields


def pack_beats(fields):
    """Return the bytes of the section."""
    return struct.pack("<12H", *(fields[name] for name in RANGES))
