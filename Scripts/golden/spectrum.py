"""The stage `spectrum`: bands of a power spectrum of faded segments."""

import math

from .logarithm import logarithm
from .signal import ascend, made

REACH = 1 << 19
INT32 = 1 << 31


def effect(stage, node):
    """Return the effect on a channel; None where it is not valid."""
    n, hop, *_ = stage["operands"]
    edges, length = stage["constants"], node["length"]
    if (n not in (8, 16, 32, 64, 128, 256) or not 1 <= hop <= 16384 or length < n
            or n * node["magnitude"] > REACH or len(edges) < 2 or not ascend(edges, 1, n // 2)):
        return None
    pairs = ((length - n) // hop + 2) // 2
    bands = len(edges) - 1
    return made(features=bands, scratch=8 * (n + bands),
                steps=pairs * n * (5 + n.bit_length() - 1))


def turn(step, n):
    """Return 8192 (cos, sin) of step / n turns, from a table of 1024 steps."""
    angle = 2 * math.pi * step / n
    return round(8192 * math.cos(angle)), round(8192 * math.sin(angle))


def checked(value):
    """Return a number that fits int32."""
    assert -INT32 <= value < INT32 - 4096
    return value


def faded(values, n):
    """Return a segment times sin^2."""
    heights = [turn(2 * i + 1, 4 * n)[1] ** 2 >> 14 for i in range(n)]
    return [value * height + 2048 >> 12 for value, height in zip(values, heights)]


def transform(x, y):
    """Return the transform of x + iy as (real, imaginary), rounded after each product."""
    n = len(x)
    if n == 1:
        return list(x), list(y)
    (er, ei), (our, oui) = transform(x[0::2], y[0::2]), transform(x[1::2], y[1::2])
    upper, lower = [], []
    for k in range(n // 2):
        c, s = turn(k, n)
        a, b = our[k], oui[k]
        p = checked(a * c + b * s) + 4096 >> 13
        q = checked(b * c - a * s) + 4096 >> 13
        upper.append((er[k] + p, ei[k] + q))
        lower.append((er[k] - p, ei[k] - q))
    return tuple(map(list, zip(*upper, *lower)))


def run(stage, values):
    """Return (features, None)."""
    n, hop, *_ = stage["operands"]
    edges = stage["constants"]
    rows = [faded(values[at:at + n], n) for at in range(0, len(values) - n + 1, hop)]
    if len(rows) % 2:
        rows.append([0] * n)
    sums = [0] * (len(edges) - 1)
    for x, y in zip(rows[0::2], rows[1::2]):
        re, im = transform(x, y)
        power = [re[k] ** 2 + im[k] ** 2 + re[-k] ** 2 + im[-k] ** 2 >> 1 for k in range(n // 2)]
        for band, (first, end) in enumerate(zip(edges, edges[1:])):
            sums[band] += sum(power[first:end])
    return [logarithm(value) for value in sums], None
