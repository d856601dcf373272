"""SciPy as a peer: the front-ends whose stages it has a transform for.

Autocorrelation is exact: a sum of products is rounded to the integer that it is. The spectrum is that of
float32 segments. A weak band may differ, because the stage rounds samples and products to integers.
"""

import numpy
import scipy
from scipy import fft

import features
import protocol
import stages


def autocorrelation(stage, node):
    """Return energy and correlation with later samples, by a transform in float64."""
    size = fft.next_fast_len(node.shape[1] + stage["lags"][-1], real=True)
    transformed = fft.rfft(node.astype(numpy.float64), size, axis=1)
    power = transformed.real**2 + transformed.imag**2
    sums = numpy.rint(fft.irfft(power, size, axis=1)).astype(numpy.int64)
    return stages.correlations(stage, lambda lag: sums[:, lag])


def spectrum(stage, node):
    """Return energies in bands of a power spectrum of faded segments, in float32."""
    length, edges = stage["length"], stage["edges"]
    segments = numpy.lib.stride_tricks.sliding_window_view(node, length, axis=1)
    heights = stages.fade(length).astype(numpy.float32) / 4096
    transformed = fft.rfft(segments[:, :: stage["hop"]] * heights, axis=2)
    powers = (transformed.real**2 + transformed.imag**2).sum(axis=1)
    sums = numpy.add.reduceat(powers[:, : edges[-1]], edges[:-1], axis=1)
    return stages.logarithm(sums.astype(numpy.int64)), None


STAGES = {**stages.STAGES, "autocorrelation": autocorrelation, "spectrum": spectrum}

if __name__ == "__main__":
    protocol.serve(
        {"features": lambda request: features.answer(request, STAGES)},
        f"SciPy {scipy.__version__}",
    )
