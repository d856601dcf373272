"""Features of windows of counts by a program file, block by block on all cores."""

import functools
import json
import os
from concurrent.futures import ThreadPoolExecutor

import numpy

import protocol

# The fastest of 64, 128, ... 1,024 and 4,096 for most programs.
BLOCK = 1024


def program(path):
    """Return the stages of a program file."""
    with open(path, encoding="utf-8") as file:
        return json.load(file)["stages"]


@functools.lru_cache(maxsize=1)
def windows(folder):
    """Map the windows of the run, N × L in int16."""
    return numpy.load(os.path.join(folder, "windows", "inputs.npy"), mmap_mode="r")


def block_features(lines, stages, block):
    """Return the features of a block, windows × F."""
    nodes, features = {"window": block.astype(numpy.int32)}, []
    for line in lines:
        found, made = stages[line["stage"]](line, nodes[line["source"]])
        if found is not None:
            features.append(found)
        if "target" in line:
            nodes[line["target"]] = made
    return numpy.concatenate(features, axis=1, dtype=numpy.int32, casting="same_kind")


def features(lines, stages, counts):
    """Return the features of all windows; NumPy lets threads run side by side."""
    starts = range(0, len(counts), BLOCK)

    def run(start):
        return block_features(lines, stages, counts[start : start + BLOCK])

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return numpy.concatenate(list(pool.map(run, starts)))


def comparison(own, path):
    """Return how many features differ from those in a file, and by how much."""
    theirs = numpy.load(path, mmap_mode="r")
    if theirs.shape != own.shape:
        return f"{own.shape[1]} instead of {theirs.shape[1]} a window"
    apart = numpy.abs(own - theirs.astype(numpy.int32))
    count = numpy.count_nonzero(apart)
    return f"{count:,} of {own.size:,} differ, by up to {apart.max()}" if count else "equal"


def answer(request, stages):
    """Time the features of all windows; compare them with those at `path`."""
    lines, counts = program(request["program"]), windows(request["folder"])
    seconds, own = protocol.timed(lambda: features(lines, stages, counts))
    return {
        "seconds": seconds,
        "rows": len(own),
        "width": own.shape[1],
        "note": comparison(own, request["path"]),
    }
