"""The kept inputs: which features the maps see."""

import struct

from .core import Refused, padded


def read_kept_inputs(data, at, header):
    """Return the features of the inputs; refuse a wrong list with code 10."""
    n = header["inputCount"]
    kept = list(struct.unpack_from(f"<{n}H", data, at))
    if any(b <= a for a, b in zip([-1, *kept], kept)) or kept[-1] >= header["featureCount"]:
        raise Refused(10, "kept inputs")
    if any(data[at + 2 * n:at + padded(2 * n)]):
        raise Refused(10, "padding of kept inputs")
    return kept


def pack_kept_inputs(kept):
    """Return the bytes of a list of kept inputs."""
    return struct.pack(f"<{len(kept)}H", *kept) + bytes(padded(2 * len(kept)) - 2 * len(kept))


def kept_features(header, sections):
    """Return the feature of each input."""
    return sections.get("keptInputs") or list(range(header["inputCount"]))


def scale_count(header, sections):
    """Return s, the inputs that are not standardised."""
    m = header["standardizedCount"]
    return sum(feature >= m for feature in kept_features(header, sections))
