"""Bytes that a student needs: a quantised input, scratch memory, the state of a stream."""

from .core import padded, window_count
from .sections import section_plan


def input_bytes(header):
    """Return the size of a quantised input."""
    return header["inputCount"] * header["featureBits"] // 8


def scratch_bytes(header):
    """Return the size of the scratch memory."""
    rows = {name: rows for name, _, rows, _ in section_plan(header)}
    head = rows.pop("head", 0)
    z = rows.get("projection", 0) * header["componentBits"] // 8
    return padded(z) + 4 * max(rows.values()) + 4 * head


def stream_bytes(header):
    """Return the size of the state of a stream."""
    hop = header["hop"]
    if hop == 0:
        return 0
    windows = 2 if hop < header["samplesPerChannel"] else 1
    return 16 + 4 * ((window_count(header) + 1) // 2) * windows
