"""The windows of beats in a stream."""

from .beat_finder import Finder
from .beat_intervals import interval_features, limited


def cut(samples, peak, fields):
    """Return the samples around a peak; those before the first are 0."""
    return [samples[at] if at >= 0 else 0
            for at in range(peak - fields["before"], peak + fields["from"])]


def beats_of(samples, fields):
    """Yield (index where it is complete, peak, window) of each beat."""
    finder, intervals, pending, last = Finder(samples, fields), [], None, None
    for at, found in finder.ends():
        if not fields["rrFeatures"]:
            if found:
                yield at, found[0], cut(samples, found[0], fields)
            continue
        if pending is not None:
            post = limited((found[0] if found else at) - last)
            yield at, pending, cut(samples, pending, fields) + interval_features(intervals, post)
            pending = None
        if found:
            if found[1] is not None:
                intervals.append(found[1])
            pending = last = found[0]
        elif finder.last:
            last = finder.last["peak"]
