"""The stage `pool`: sums of neighbours, or of their magnitudes."""

from .signal import LARGEST, made


def effect(stage, node):
    """Return the effect on a channel; None where it is not valid."""
    width, shift, rectified, _ = stage["operands"]
    if width < 1 or node["length"] < width or shift > 15 or rectified > 1:
        return None
    magnitude = -(-width * node["magnitude"] >> shift)
    if magnitude > LARGEST:
        return None
    return made(length=node["length"] // width, magnitude=magnitude, steps=node["length"])


def run(stage, values):
    """Return ([], the sums)."""
    width, shift, rectified, _ = stage["operands"]
    rows = [values[at:at + width] for at in range(0, len(values) - width + 1, width)]
    return [], [sum(map(abs, row) if rectified else row) >> shift for row in rows]
