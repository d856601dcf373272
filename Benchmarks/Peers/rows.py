"""The rows that a peer works on, and what is computed about them outside the timed part."""

import functools
import os

import numpy


def arrays(path):
    """Return the arrays of a `.npz` by name, or of a directory of `.npy` files."""
    if not os.path.isdir(path):
        with numpy.load(path) as dump:
            return {name: dump[name] for name in dump}
    names = sorted(name for name in os.listdir(path) if name.endswith(".npy"))
    return {name[:-4]: numpy.load(os.path.join(path, name)) for name in names}


def array(folder, name):
    """Load one array of the run's dump."""
    return numpy.load(os.path.join(folder, "dump", name + ".npy"))


@functools.lru_cache(maxsize=1)
def inputs(folder):
    """Load the inputs of the run, once."""
    return array(folder, "inputs")


def inertia(rows, centroids, labels):
    """Return the sum of squared distances in double precision: the same for every peer."""
    centroids = centroids.astype(numpy.float64)
    total = 0.0
    for start in range(0, len(rows), 8192):
        block = slice(start, start + 8192)
        difference = rows[block].astype(numpy.float64) - centroids[labels[block]]
        total += float(numpy.einsum("ij,ij->", difference, difference))
    return total
