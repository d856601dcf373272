"""The features of the intervals around a beat."""

LOCAL = 11


def limited(interval):
    """Return an interval of 1 ... 16,384."""
    return max(1, min(interval, 16384))


def fine_logarithm(value):
    """Return the logarithm of an integer to base 2, in 1/1024."""
    whole = value.bit_length() - 1
    part = (value << 16 >> whole) - (1 << 16)
    bow = part * ((1 << 16) - part) >> 16
    return 1024 * whole + (part + (22 * bow >> 6) >> 6)


def interval_features(intervals, post):
    """Return the features of the beat that ended the last of the intervals."""
    local = intervals[-LOCAL:] or [post]
    mean = fine_logarithm(64 * sum(local) // len(local)) - 6 * 1024
    before, after = fine_logarithm(local[-1]), fine_logarithm(post)
    return [before - mean, after - mean, before - after, mean]
