"""The limits, which say when an answer is doubtful or an input foreign."""

import struct

from .core import Refused, padded
from .directory import DEVIATION, DISTANCES, ENERGY, MARGIN
from .header import is_multiplier


def read_limits(data, at, flags, header):
    """Return the parts of a section of limits; refuse wrong ones with code 10."""
    limits = {}
    if flags & MARGIN:
        limits["leastMargin"] = struct.unpack_from("<i", data, at)[0]
        at += 4
        if limits["leastMargin"] < 0:
            raise Refused(10, "least margin")
    if flags & DISTANCES:
        limits["distances"], at = read_distances(data, at, header)
    if flags & ENERGY:
        low, high, shift = struct.unpack_from("<III", data, at)
        d = header["componentCount"]
        limits["energy"] = {"limit": low | high << 32, "shift": shift,
                            "multipliers": list(struct.unpack_from(f"<{d}I", data, at + 12))}
        at += 12 + 4 * d
        if shift > 63:
            raise Refused(10, "shift of the energy")
    if flags & DEVIATION:
        limits["leastDeviation"] = struct.unpack_from("<I", data, at)[0]
        if not 1 <= limits["leastDeviation"] <= 1 << 23:
            raise Refused(10, "least deviation")
    return limits


def read_distances(data, at, header):
    """Return the part of distances and the offset behind it."""
    d, k, bits = header["componentCount"], header["regionCount"], header["componentBits"]
    multiplier, shift = struct.unpack_from("<iI", data, at)
    size = d * bits // 8
    centre = struct.unpack_from(f"<{d}{'h' if bits == 16 else 'b'}", data, at + 8)
    padding = data[at + 8 + size:at + 8 + padded(size)]
    at += 8 + padded(size)
    *each, unit = struct.unpack_from(f"<{k + 1}I", data, at)
    if not is_multiplier(multiplier) or not 33 <= shift <= 62:
        raise Refused(10, "multiplier or shift of the distances")
    if any(padding) or unit > 31:
        raise Refused(10, "padding or unit of the distances")
    distances = {"multiplier": multiplier, "shift": shift, "centre": list(centre),
                 "limits": each, "unit": unit}
    return distances, at + 4 * (k + 1)


def limits_flags(limits):
    """Return the flags of the directory for a section of limits."""
    names = {"leastMargin": MARGIN, "distances": DISTANCES, "energy": ENERGY,
             "leastDeviation": DEVIATION}
    return sum(flag for name, flag in names.items() if name in limits)


def pack_limits(limits, header):
    """Return the bytes of a section of limits."""
    data = b""
    if "leastMargin" in limits:
        data += struct.pack("<i", limits["leastMargin"])
    if "distances" in limits:
        part = limits["distances"]
        kind = "h" if header["componentBits"] == 16 else "b"
        centre = struct.pack(f"<{len(part['centre'])}{kind}", *part["centre"])
        data += struct.pack("<iI", part["multiplier"], part["shift"])
        data += centre + bytes(padded(len(centre)) - len(centre))
        data += struct.pack(f"<{len(part['limits']) + 1}I", *part["limits"], part["unit"])
    if "energy" in limits:
        part = limits["energy"]
        data += struct.pack("<QI", part["limit"], part["shift"])
        data += struct.pack(f"<{len(part['multipliers'])}I", *part["multipliers"])
    if "leastDeviation" in limits:
        data += struct.pack("<I", limits["leastDeviation"])
    return data
