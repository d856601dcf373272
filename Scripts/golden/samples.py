"""The stage `samples`: a channel as it is."""

from .signal import made


def effect(_, node):
    """Return the effect on a channel; None where it is too short."""
    return made(features=node["length"], steps=node["length"]) if node["length"] >= 1 else None


def run(_, values):
    """Return (features, samples of the node that is made)."""
    return list(values), None
