"""The random students, one for each form."""

from .cases import (
    constant_float, count_edges, count_inputs, edge_cases, float_inputs, nan_case,
    window_cases)
from .core import HEAD, LOGITS, PROJECTION, RECTIFIED, SHARED
from .input import accepts_counts
from .randomness import Random, make_header, random_sections


def usual_cases(rng, header, floats=2, counts=1, edges=1):
    """Return random and edge cases, a NaN and counts (refused where not accepted)."""
    n = header["inputCount"]
    cases = [float_inputs(rng, header) for _ in range(floats)]
    cases += [count_inputs(rng, header) for _ in range(counts)]
    cases += edge_cases(header, edges)
    if header["countMultiplier"]:
        cases.append(count_edges(header))
    if n < 1000:
        cases.append(nan_case(rng, header, rng.below(n), 0xFFC00001 if n % 2 else 0x7F800001))
    return cases


# name: (n, k, C, keyword arguments of make_header, keyword arguments of usual_cases)
USUAL = {
    "folded-n1-k1-c1": (1, 1, 1, {}, {"edges": 49}),
    "folded-n3-k2-c2": (3, 2, 2, {"flags": LOGITS}, {"edges": 17}),
    "folded-n6-k9-c4": (6, 9, 4, {}, {"floats": 6, "edges": 9}),
    "folded-n140-k3-c5": (140, 3, 5, {"flags": LOGITS}, {}),
    "folded-n144-k8-c10": (144, 8, 10, {"flags": LOGITS}, {}),
    "folded-n1001-k2-c1": (1001, 2, 1, {}, {"floats": 1, "counts": 0}),
    "folded-n2-k1024-c1": (2, 1024, 1, {}, {"floats": 2, "counts": 0, "edges": 0}),
    "linear-head-n140-k3-q6-c5": (
        140, 3, 5, {"flags": HEAD | LOGITS, "q": 6}, {"floats": 3}),
    "rectified-head-n144-k2-q7-c4": (
        144, 2, 4, {"flags": HEAD | RECTIFIED | LOGITS, "q": 7, "counted": False}, {}),
    "projection-n140-k3-d9-c5": (140, 3, 5, {"flags": PROJECTION | LOGITS, "d": 9}, {}),
    "projection-n1001-k8-d7-c2": (
        1001, 8, 2, {"flags": PROJECTION | LOGITS, "d": 7, "counted": False},
        {"floats": 1, "edges": 0}),
    "projection-shared-n140-k2-d10-c10": (
        140, 2, 10, {"flags": PROJECTION | SHARED | LOGITS, "d": 10}, {}),
    "projection-shared-n3-k8-d4-c4": (
        3, 8, 4, {"flags": PROJECTION | SHARED, "d": 4}, {"floats": 6, "edges": 4}),
    "shared-n3-k3-c5": (3, 3, 5, {"flags": SHARED | LOGITS}, {"floats": 4, "edges": 4}),
    "shared-n144-k1-c2": (144, 1, 2, {"flags": SHARED, "counted": False}, {}),
    "shared-head-n6-k2-q5-c2": (
        6, 2, 2, {"flags": SHARED | HEAD | RECTIFIED, "q": 5}, {"floats": 4}),
    "projection-shared-head-n140-k8-d11-q13-c2": (
        140, 8, 2,
        {"flags": PROJECTION | SHARED | HEAD | RECTIFIED | LOGITS, "d": 11, "q": 13}, {}),
    "projection-head-n3-k1-d12-q8-c1": (
        3, 1, 1, {"flags": PROJECTION | HEAD, "d": 12, "q": 8}, {"floats": 4, "edges": 4}),
    "standardized-n140-m140-k3-c5": (
        140, 3, 5, {"flags": LOGITS, "m": 140, "counted": False}, {"floats": 1}),
    "standardized-n144-m140-k2-c4": (144, 2, 4, {"flags": LOGITS, "m": 140}, {"floats": 1}),
    "standardized-n140-m100-k8-c1-no-counts": (
        140, 8, 1, {"m": 100, "counted": False}, {"floats": 3}),
    "standardized-n140-m137-everything": (
        140, 3, 5, {"flags": PROJECTION | SHARED | HEAD | RECTIFIED | LOGITS, "m": 137,
                    "d": 13, "q": 10}, {"floats": 2}),
    "standardized-n3-m3-k3-c2-counted": (
        3, 3, 2, {"flags": LOGITS, "m": 3}, {"floats": 2, "edges": 4}),
    "standardized-n1-m1-k1-c2": (1, 1, 2, {"m": 1, "counted": False}, {"floats": 2}),
}


def usual_students(seed):
    """Yield (name, header, sections, cases) of the random students."""
    for name, (n, k, outputs, fields, how) in USUAL.items():
        rng = Random(seed, name)
        header = make_header(rng, n, k, outputs, **fields)
        sections = random_sections(rng, header)
        cases = usual_cases(rng, header, **how)
        if header["standardizedCount"] and accepts_counts(header, sections):
            cases += window_cases(rng, header)
        if header["standardizedCount"]:
            cases += [constant_float(header, 0xFF800000), nan_case(rng, header, 0)]
            cases.append(nan_case(rng, header, n - 1, 0xFFFFFFFF))
        yield name, header, sections, cases
