"""Inputs of the students."""

from .core import bits_of, clamp, float_of


def neighbours(bits):
    """Return the bits of a finite non-zero value and of the two next to it."""
    return [bits - 1, bits, bits + 1]


def edge_bits(multiplier_bits, top):
    """Return the bits of inputs at the edges of a float quantiser."""
    unit = float(float_of(multiplier_bits))
    bits = [0, 0x80000000, 1, 0x80000001, 0x007FFFFF, 0x00800000, 0x7F800000, 0xFF800000,
            0x7F7FFFFF, 0xFF7FFFFF]
    quanta = (0.5, -0.5, 1.5, -1.5, 2.5, -2.5, top - 0.5, 0.5 - top, top, -top,
              -0.5 - 2 ** -17, -0.5 - 2 ** -16, -1.5 - 2 ** -17)
    for value in quanta:
        bits += neighbours(bits_of(value / unit))
    return bits


def float_inputs(rng, header, spread=110):
    """Return one random float input whose quanta fill most of the int8 range."""
    m, bits = header["standardizedCount"], []
    per_unit = float(float_of(header["countsPerUnitBits"])) if m else 1.0
    unit = float(float_of(header["inputMultiplierBits"]))
    centre = rng.within(-8000, 8000)
    for i in range(header["inputCount"]):
        if i < m:
            bits.append(bits_of((centre * 256 + rng.bell(700 * 256)) / 256 / per_unit))
        else:
            bits.append(bits_of(rng.bell(spread << 16) / 65536 / unit))
    return {"float_bits": bits}


def count_inputs(rng, header, window=3000):
    """Return one random input of counts."""
    m, counts = header["standardizedCount"], []
    centre = rng.within(-8000, 8000)
    shift, multiplier = header["countShift"], header["countMultiplier"]
    reach = clamp((110 << shift) // (256 * multiplier), 1, 30000) if multiplier else 1000
    for i in range(header["inputCount"]):
        value = centre + rng.bell(window) if i < m else header["countZero"] + rng.bell(reach)
        counts.append(clamp(value, -32768, 32767))
    return {"counts": counts}


def edge_cases(header, limit=8):
    """Return float cases made of edge values only, as many as the edges fill."""
    n, m = header["inputCount"], header["standardizedCount"]
    window = edge_bits(header["countsPerUnitBits"], 32767) if m else [0]
    rest = edge_bits(header["inputMultiplierBits"], 127)
    longest = max(-(-len(window) // m) if m else 0, -(-len(rest) // (n - m)) if n > m else 0)
    cases = []
    for start in range(min(limit, longest)):
        cases.append({"float_bits":
                      [window[(start * m + i) % len(window)] for i in range(m)]
                      + [rest[(start * (n - m) + i) % len(rest)] for i in range(n - m)]})
    return cases


def count_edges(header):
    """Return a counts case of extreme counts for the inputs that are not standardised."""
    zero, m = header["countZero"], header["standardizedCount"]
    edges = [-32768, 32767, zero, zero + 1, zero - 1, 0, 1, -1, 100, -100]
    counts = [clamp(edges[i % len(edges)], -32768, 32767) for i in range(header["inputCount"])]
    return {"counts": [i * 7 % 50 for i in range(m)] + counts[m:]}


def nan_case(rng, header, index, bits=0x7FC00000):
    """Return a float case with a NaN at an index; it must be refused."""
    case = float_inputs(rng, header)
    case["float_bits"][index] = bits
    return case


def window_cases(rng, header):
    """Return counts cases with constant, tiny and full-range windows."""
    m = header["standardizedCount"]
    base = count_inputs(rng, header)["counts"]
    full = [-32768 if i % 2 else 32767 for i in range(m)]
    windows = [[1234] * m, [-32768] * m, [0] * (m - 1) + [1], [-7] * (m - 1) + [-8],
               full, [-32768] * (m - 1) + [32767]]
    return [{"counts": window + base[m:]} for window in windows]


def constant_float(header, bits):
    """Return a float case that holds one value everywhere."""
    return {"float_bits": [bits] * header["inputCount"]}
