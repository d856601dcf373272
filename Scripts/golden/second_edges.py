"""Windows at the edges of the scales of version 2."""

from .cases import neighbours
from .core import bits_of, clamp, float_of, top_of, window_count
from .second import header_scale, rest_scales

INFINITIES = [0x7F800000, 0xFF800000]
FINITE_ENDS = [0x7F7FFFFF, 0xFF7FFFFF, 0, 0x80000000, 1, 0x80000001, 0x007FFFFF, 0x00800000]
NAN = 0x7FC00000


def float_edges(centre_bits, multiplier_bits, bits):
    """Return the bits of floats at the edges of a scale: halves, ends, infinities, centre."""
    top, step = top_of(bits), 2.0 ** -(16 if bits == 8 else 8)
    unit, centre = float(float_of(multiplier_bits)) or 1.0, float(float_of(centre_bits))
    found = [*INFINITIES, *FINITE_ENDS, centre_bits]
    quanta = (0.5, -0.5, 1.5, -1.5, top - 0.5, 0.5 - top, top, -top, -0.5 - step / 2,
              -0.5 - step, -1.5 - step / 2)
    for value in quanta:
        found += [b & 0xFFFFFFFF for b in neighbours(bits_of(centre + value / unit))]
    return found


def integer_edges(centre, multiplier, shift, bits):
    """Return integers at the edges of a scale: halves, ends, centre; int32 as they come."""
    top = top_of(bits)
    found = [centre, centre + 1, centre - 1, 0, 1, -1, 32767, -32768, (1 << 31) - 1, -1 << 31]
    for quanta in (1, -1, 3, 2 * top - 1, 1 - 2 * top, 2 * top, -2 * top):
        half = (quanta << shift) // (2 * multiplier) if multiplier else quanta
        found += [centre + half, centre + half + 1]
    return [clamp(value, -1 << 31, (1 << 31) - 1) for value in found]


def spread_edges(header, sections, edges, base):
    """Return windows that take the edges of each input in turn; the rest is from `base`."""
    index = rest_scales(header, sections)
    longest = max(len(each) for each in edges)
    windows = []
    for start in range(-(-longest // len(index))):
        window = list(base)
        for feature, at in index.items():
            window[feature] = edges[at][(start * len(index) + at) % len(edges[at])]
        windows.append(window)
    return windows


def float_edge_cases(header, sections, base=None):
    """Return windows of floats at the edges of every scale of a student without a program."""
    count = len(rest_scales(header, sections))
    scales = sections.get("scales", {}).get("floats")
    pairs = (zip(scales["centreBits"], scales["multiplierBits"]) if scales
             else [(0, header["inputMultiplierBits"])] * count)
    edges = [float_edges(centre, multiplier, header["featureBits"])
             for centre, multiplier in pairs]
    base = base or [0] * window_count(header)
    return [{"float_bits": window} for window in spread_edges(header, sections, edges, base)]


def integer_edge_cases(header, sections, wide, base=None):
    """Return windows of integers at the edges of every scale: of int32 if `wide`, or counts."""
    count = len(rest_scales(header, sections))
    each = sections.get("scales", {}).get("integers")
    scales = (zip(each["centres"], each["multipliers"], each["shifts"]) if each
              else [header_scale(header)] * count)
    edges = [integer_edges(*scale, header["featureBits"]) for scale in scales]
    base = base or [0] * window_count(header)
    windows = spread_edges(header, sections, edges, base)
    if wide:
        return [{"integers": window} for window in windows]
    return [{"counts": [clamp(x, -32768, 32767) for x in window]} for window in windows]


def nan_cases(rng, header, sections, base, places):
    """Return float windows with a NaN at each place; all must be refused."""
    cases = []
    for place in places:
        window = list(base["float_bits"])
        window[place] = NAN | rng.below(1 << 22) | rng.below(2) << 31
        cases.append({"float_bits": window})
    return cases
