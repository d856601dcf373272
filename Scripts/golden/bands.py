"""The stage `bands`: octaves by the 5/3 lifting."""

from .logarithm import logarithm
from .signal import LARGEST, made


def effect(stage, node):
    """Return the effect on a channel; None where it is not valid."""
    levels, m = stage["operands"][0], node["length"]
    magnitude = 3 * node["magnitude"] + 38
    if not 1 <= levels <= 13 or m < 3 * 2 ** (levels - 1) + 1 or magnitude > LARGEST:
        return None
    return made(2 * levels + 1, m, magnitude, 0, 2 * m)


def lifted(row):
    """Return (a, d) of one level; a missing neighbour is the nearest one."""
    even, odd = row[0::2], row[1::2]
    right = [*even[1:], even[-1]]
    d = [o - (e + r >> 1) for o, e, r in zip(odd, even, right)]
    before, after = [d[0], *d], [*d, d[-1]]
    return [e + (b + c + 2 >> 2) for e, b, c in zip(even, before, after)], d


def run(stage, values):
    """Return (features, the coefficients where the samples were)."""
    features, row, places, out = [], list(values), list(range(len(values))), list(values)
    for _ in range(stage["operands"][0]):
        row, d = lifted(row)
        features += [logarithm(sum(map(abs, d))), logarithm(max(map(abs, d)))]
        for place, value in zip(places[1::2], d):
            out[place] = value
        places = places[0::2]
    for place, value in zip(places, row):
        out[place] = value
    return [*features, logarithm(sum(map(abs, row)))], out
