"""The energy of slopes, in which beats stand out."""

import numpy as np


def bits_up_to(value):
    """Return the least e with 2^e >= value."""
    return (value - 1).bit_length()


def slopes_and_energies(samples, fields):
    """Return q and E for every sample; those before the first are 0."""
    box, lag, count = (fields[name] for name in ("box", "lag", "integration"))
    padded = np.concatenate([np.zeros(box + lag, np.int64), np.asarray(samples, np.int64)])
    sums = np.cumsum(padded)
    boxes = sums[box:] - sums[:-box]
    steps = np.abs(boxes[lag:] - boxes[:-lag])
    slopes = np.minimum(steps >> max(bits_up_to(box) - 2, 0), 65535)
    squares = np.concatenate([np.zeros(count, np.int64),
                              slopes ** 2 >> (bits_up_to(count) + 1)])
    totals = np.cumsum(squares)
    return slopes.tolist(), (totals[count:] - totals[:-count]).tolist()
