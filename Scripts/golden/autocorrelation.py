"""The stage `autocorrelation`: energy, and products with later samples."""

from .logarithm import logarithm
from .signal import ascend, made


def effect(stage, node):
    """Return the effect on a channel; None where it is not valid."""
    lags = stage["constants"]
    if not lags or not ascend(lags, 1, 16383) or node["length"] <= lags[-1]:
        return None
    return made(features=len(lags) + 1, steps=(len(lags) + 1) * node["length"])


def run(stage, values):
    """Return (features, None)."""
    energy = sum(value * value for value in values)
    shift = max(energy.bit_length() - 16, 0)
    whole, features = max(energy >> shift, 1), [logarithm(energy)]
    for lag in stage["constants"]:
        part = (sum(a * b for a, b in zip(values, values[lag:])) >> shift) * 256
        quotient = abs(part) // whole
        features.append(-quotient if part < 0 else quotient)
        assert quotient <= 256
    return features, None
