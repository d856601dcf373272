"""The place of a peak among the samples."""


def peak_place(samples, maximum, fields, delay):
    """Return the index of the peak of an energy that is largest at index `maximum`."""
    half = fields["box"] // 2

    def around(middle):
        return sum(samples[at] if at >= 0 else 0 for at in range(middle - half, middle + half + 1))

    def curve(middle):
        step = 2 * half + 1
        return abs(2 * around(middle) - around(middle - step) - around(middle + step))

    last = maximum - delay
    return max(range(last - fields["integration"], last + 1), key=curve)
