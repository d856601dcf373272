"""The stage `positives`: how often kernels of nine taps are above their thresholds."""

from .signal import made


def taps_of(code):
    """Return the three taps of a constant."""
    return code & 15, code >> 4 & 15, code >> 8


def effect(stage, node):
    """Return the effect on a channel; None where it is not valid."""
    dilation, constants = stage["operands"][0], stage["constants"]
    places, kernels = node["length"] - 8 * dilation, len(constants) // 2
    if not 1 <= dilation <= 2047 or places < 1 or len(constants) % 2 or not 1 <= kernels <= 1024:
        return None
    for a, b, c in map(taps_of, constants[0::2]):
        if not a < b < c <= 8:
            return None
    return made(features=kernels, scratch=-(-2 * kernels // 4) * 4,
                steps=(9 + 2 * kernels) * places)


def run(stage, values):
    """Return (features, None)."""
    dilation, constants = stage["operands"][0], stage["constants"]
    rows = [values[at:at + 8 * dilation + 1:dilation] for at in range(len(values) - 8 * dilation)]
    return [sum(3 * sum(row[tap] for tap in taps_of(code)) - sum(row) > threshold for row in rows)
            for code, threshold in zip(constants[0::2], constants[1::2])], None
