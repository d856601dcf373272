"""The stages of a front-end on blocks of windows in NumPy: the integers of Docs/Format.md, Program.

A stage takes its entry of a program file and the node that it reads, windows × samples in int32. It
returns features, windows × features, and the node that it makes; either may be None.
"""

import numpy

INTERVALS = 48
LARGEST_SCORE = 2047
GAIN = 1 << 56


def bit_lengths(values):
    """Return how many bits integers of 0 ... 2^62 have."""
    return numpy.frexp(leading_bits(values))[1].astype(numpy.int64)


def leading_bits(values):
    """Return integers as float64, without bits that would be rounded."""
    return numpy.where(values >> 53, values & ~2047, values).astype(numpy.float64)


def logarithm(values):
    """Return 16 e + the four bits below the leading one; 0 for 0."""
    mantissa, exponent = numpy.frexp(leading_bits(values))
    return numpy.where(values, 16 * exponent + (32 * mantissa).astype(numpy.int64) - 32, 0)


def products(node, lag):
    """Return the sums of v[i] v[i + lag] of each window, which float64 holds."""
    values = node.astype(numpy.float64, copy=False)
    early = values[:, : node.shape[1] - lag]
    return numpy.einsum("ij,ij->i", early, values[:, lag:]).astype(numpy.int64)


def window_sums(node):
    """Return S and D = m Q - S^2 of each window."""
    total = node.sum(axis=1, dtype=numpy.int64)
    return total, node.shape[1] * products(node, 0) - total * total


def mean_and_amplitude(total, spread, length):
    """Return the features of moments."""
    return numpy.stack([total // length, logarithm(spread)], axis=1)


def moments(_, node):
    """Return mean and amplitude."""
    return mean_and_amplitude(*window_sums(node), node.shape[1]), None


def square_roots(values):
    """Return the floors of the roots of uint64 of at least 2^62, and of 0."""
    roots = numpy.sqrt(values.astype(numpy.float64)).astype(numpy.uint64)
    roots = numpy.minimum(roots, numpy.uint64(0xFFFFFFFF))
    return roots - (roots * roots > values)


def scales(total, spread, length):
    """Return mean, factor and shift of the standard scores of each window."""
    up = (64 - bit_lengths(spread)) & ~1
    # An empty shift of 64 bits is not defined.
    roots = square_roots(spread.astype(numpy.uint64) << numpy.minimum(up, 62).astype(numpy.uint64))
    gain = length * (GAIN // numpy.maximum(roots.astype(numpy.int64), 1))
    down = numpy.maximum(bit_lengths(gain) - 14, 0)
    shift = numpy.maximum(48 - up // 2 - down, 0)
    usable = (spread != 0) & (shift <= 30)
    columns = (
        (2 * total + length) // (2 * length),
        numpy.where(usable, gain >> down, 0),
        numpy.where(usable, shift, 0),
    )
    return [column.astype(numpy.int32)[:, None] for column in columns]


def standardize(stage, node):
    """Return the window in 1/256 deviations."""
    total, spread = window_sums(node)
    mean, factor, shift = scales(total, spread, node.shape[1])
    made = node - mean
    made *= factor
    made += (numpy.int32(1) << shift) >> 1
    made >>= shift
    numpy.clip(made, -LARGEST_SCORE, LARGEST_SCORE, out=made)
    return mean_and_amplitude(total, spread, node.shape[1]) if stage["moments"] else None, made


def pool(stage, node):
    """Return sums of neighbours."""
    width = stage["width"]
    end = node.shape[1] // width * width
    values = numpy.abs(node) if stage["rectified"] else node
    made = values[:, 0:end:width].copy()
    for offset in range(1, width):
        made += values[:, offset:end:width]
    made >>= stage["shift"]
    return None, made


def centre(_, node):
    """Return the node less the floor of its mean."""
    mean = node.sum(axis=1, dtype=numpy.int64) // node.shape[1]
    return None, node - mean.astype(numpy.int32)[:, None]


def difference(_, node):
    """Return each sample less the one before it."""
    return None, node[:, 1:] - node[:, :-1]


def samples(_, node):
    """Return the samples as features."""
    return node, None


def crossings(stage, node):
    """Return the changes at each level."""
    counts = []
    for level in stage["levels"]:
        above = node > level
        counts.append(numpy.count_nonzero(above[:, 1:] != above[:, :-1], axis=1))
    return numpy.stack(counts, axis=1), None


def found_events(stage, node):
    """Return rows and places of all events, and how many samples of a row are above."""
    above = numpy.abs(node) > stage["threshold"]
    rows, places = numpy.nonzero(above)
    starts = numpy.ones(len(rows), dtype=bool)
    starts[1:] = (rows[1:] != rows[:-1]) | (places[1:] - places[:-1] >= stage["refractory"])
    return rows[starts], places[starts], numpy.count_nonzero(above, axis=1)


def kept_intervals(rows, places, counts):
    """Return row, interval and rank in its row of the intervals that a row keeps."""
    firsts = numpy.cumsum(counts) - counts
    ranks = numpy.arange(len(rows)) - firsts[rows]
    kept = numpy.flatnonzero((ranks >= 1) & (ranks <= INTERVALS))
    return rows[kept], places[kept] - places[kept - 1], ranks[kept] - 1


def events(stage, node):
    """Return events and the intervals between them: ten features."""
    count, length = node.shape
    rows, places, above = found_events(stage, node)
    counts = numpy.bincount(rows, minlength=count)
    rows, intervals, ranks = kept_intervals(rows, places, counts)
    ordered = numpy.full((count, INTERVALS), length, dtype=numpy.int64)
    ordered[rows, ranks] = intervals
    ordered.sort(axis=1)
    steps = numpy.abs(numpy.diff(intervals))
    steps[rows[1:] != rows[:-1]] = 0
    changes = numpy.bincount(rows[1:], weights=steps, minlength=count).astype(numpy.int64)
    last = numpy.clip(counts - 2, 0, INTERVALS - 1)
    five = [
        ordered[numpy.arange(count), rank]
        for rank in (0 * last, last // 4, last // 2, 3 * last // 4, last)
    ]
    logarithms = [logarithm(value) for value in (changes + 1, five[2], five[4])]
    return numpy.stack([counts, *five, *logarithms, above], axis=1), None


def correlations(stage, sums):
    """Return the features of an autocorrelation of `sums(lag)`."""
    energy = sums(0)
    down = numpy.maximum(bit_lengths(energy) - 16, 0)
    whole = numpy.maximum(energy >> down, 1)
    features = [logarithm(energy)]
    for lag in stage["lags"]:
        part = (sums(lag) >> down) * 256
        features.append(numpy.sign(part) * (numpy.abs(part) // whole))
    return numpy.stack(features, axis=1), None


def autocorrelation(stage, node):
    """Return energy and correlation with later samples."""
    values = node.astype(numpy.float64)
    return correlations(stage, lambda lag: products(values, lag))


def bands(stage, node):
    """Return energies of octaves by the 5/3 lifting; no stage may read what it leaves."""
    features = []
    for _ in range(stage["octaves"]):
        even, odd = node[:, 0::2], node[:, 1::2]
        right = numpy.concatenate([even[:, 1:], even[:, -1:]], axis=1)[:, : odd.shape[1]]
        details = odd - ((even[:, : odd.shape[1]] + right) >> 1)
        before = numpy.concatenate([details[:, :1], details], axis=1)[:, : even.shape[1]]
        after = numpy.concatenate([details, details[:, -1:]], axis=1)[:, : even.shape[1]]
        node = even + ((before + after + 2) >> 2)
        sizes = numpy.abs(details)
        features += [sizes.sum(axis=1, dtype=numpy.int64), sizes.max(axis=1).astype(numpy.int64)]
    features.append(numpy.abs(node).sum(axis=1, dtype=numpy.int64))
    return logarithm(numpy.stack(features, axis=1)), None


def sine(step):
    """Return round(8192 sin(2 pi step / 1024))."""
    return numpy.rint(8192 * numpy.sin(2 * numpy.pi * step / 1024)).astype(numpy.int32)


def fade(length):
    """Return sin^2 over a segment, in 1/4096."""
    heights = sine((2 * numpy.arange(length) + 1) * 256 // length)
    return heights * heights >> 14


def reversed_bits(length):
    """Return 0 ... length - 1 with their bits reversed."""
    places = numpy.zeros(1, dtype=int)
    while len(places) < length:
        places = numpy.concatenate([2 * places, 2 * places + 1])
    return places


def loaded(stage, node):
    """Return real and imaginary parts, N × pairs × windows, in the order of the butterflies.

    Windows come last, so that each butterfly is a few operations on long rows.
    """
    length, hop = stage["length"], stage["hop"]
    starts = numpy.arange(0, node.shape[1] - length + 1, hop)
    order = reversed_bits(length)
    columns = numpy.ascontiguousarray(node.T)
    faded = columns[order[:, None] + starts] * fade(length)[order][:, None, None]
    faded += 2048
    faded >>= 12
    real, imaginary = faded[:, 0::2], faded[:, 1::2]
    if len(starts) % 2:
        zeros = numpy.zeros_like(real[:, :1])
        imaginary = numpy.concatenate([imaginary, zeros], axis=1)
    return numpy.ascontiguousarray(real), numpy.ascontiguousarray(imaginary)


def transform(real, imaginary):
    """Transform in place, radix 2, rounded after each product."""
    length, half = len(real), 1
    while half < length:
        shape = (length // (2 * half), 2, half, *real.shape[1:])
        x, y = real.reshape(shape), imaginary.reshape(shape)
        angles = numpy.arange(half) * (512 // half)
        cosines, sines = (sine(angle)[:, None, None] for angle in (angles + 256, angles))
        a, b = x[:, 1], y[:, 1]
        p, q = a, b
        if half > 1:
            p = (a * cosines + b * sines + 4096) >> 13
            q = (b * cosines - a * sines + 4096) >> 13
        x[:, 1], x[:, 0] = x[:, 0] - p, x[:, 0] + p
        y[:, 1], y[:, 0] = y[:, 0] - q, y[:, 0] + q
        half *= 2


def spectrum(stage, node):
    """Return energies in bands of a power spectrum of faded segments."""
    real, imaginary = loaded(stage, node)
    transform(real, imaginary)
    edges = stage["edges"]
    squares = numpy.square(real, dtype=numpy.int64) + numpy.square(imaginary, dtype=numpy.int64)
    bins = numpy.arange(edges[0], edges[-1])
    powers = ((squares[bins] + squares[len(real) - bins]) >> 1).sum(axis=1)
    sums = numpy.add.reduceat(powers, numpy.array(edges[:-1]) - edges[0], axis=0)
    return logarithm(sums.T), None


STAGES = {
    stage.__name__: stage
    for stage in (
        samples, standardize, moments, pool, centre, difference, events, crossings,
        autocorrelation, bands, spectrum)
}
