"""The folds that `tessera` deals from a seed, so that peers are validated on the same ones.

Written from Sources/ModelSelection/KFold.swift and Sources/Rows/SeededGenerator.swift.
"""

import numpy

MASK = (1 << 64) - 1
# The stream of KFold.
STREAM = 0x464F4C44


class Generator:
    """SplitMix64, with indices below a count without bias (Lemire 2019)."""

    def __init__(self, seed, stream):
        """Start a stream of a seed."""
        self.state = seed
        self.state = self.next() ^ (stream * 0xD1B54A32D192ED03 & MASK)

    def next(self):
        """Return 64 random bits."""
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        bits = self.state
        bits = (bits ^ bits >> 30) * 0xBF58476D1CE4E5B9 & MASK
        bits = (bits ^ bits >> 27) * 0x94D049BB133111EB & MASK
        return bits ^ bits >> 31

    def below(self, count):
        """Return an index below `count`."""
        product = self.next() * count
        if product & MASK < count:
            while product & MASK < (1 << 64) % count:
                product = self.next() * count
        return product >> 64

    def permutation(self, count):
        """Return the numbers below `count` in random order."""
        order = list(range(count))
        for last in range(count - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order


def fold_of_rows(row_count, fold_count, seed):
    """Return the fold of each row; the first folds have one row more where they differ."""
    order = Generator(seed, STREAM).permutation(row_count)
    least, more = divmod(row_count, fold_count)
    sizes = [least + (fold < more) for fold in range(fold_count)]
    folds = numpy.empty(row_count, dtype=int)
    folds[order] = numpy.repeat(numpy.arange(fold_count), sizes)
    return folds


def fold_of_groups(groups, fold_count, seed):
    """Return the fold of each row; groups go one by one to the fold of the fewest rows."""
    _, places, counts = numpy.unique(groups, return_inverse=True, return_counts=True)
    folds, loads = numpy.empty(len(counts), dtype=int), numpy.zeros(fold_count, dtype=int)
    for group in Generator(seed, STREAM).permutation(len(counts)):
        folds[group] = loads.argmin()
        loads[folds[group]] += counts[group]
    return folds[places]
