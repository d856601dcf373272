"""Files that a device takes and a host refuses."""

from .canonical import host_status
from .core import HEAD, LOGITS, PROJECTION, SHARED, bits_of, compact
from .open import refusal_of
from .pack import pack_student
from .program import ALL
from .programs import made_of
from .randomness import Random, random_sections
from .second import random_scales, second_header
from .windowed import keep, programmed

SCORES = ("standardize", 0, 1, ALL, (0,), ())


def equal_floats(s, multiplier):
    """Return a maker of scales with one float multiplier and no centres."""
    return lambda rng, header: {"scales": {"floats": {
        "centreBits": [0] * s, "multiplierBits": [bits_of(multiplier)] * s}}}


def with_kept(make, *kept):
    """Return a maker that also keeps inputs."""
    return lambda rng, header: {**make(rng, header), "keptInputs": list(kept)}


# (status of a host, why, counts, maker of the sections of kind 6 and above, fields).
FILES = [
    (8, "version 1 suffices", (3, 2, 2), None, {}),
    (8, "version 1 suffices: every flag of it", (5, 3, 2), None,
     {"flags": PROJECTION | SHARED | HEAD | LOGITS, "d": 3, "q": 3, "m": 3}),
    (8, "version 1 suffices: the window is one channel of n samples", (4, 1, 1), None,
     {"m": 4, "counted": False}),
    (10, "the scales are the one scale of a header", (4, 2, 2), equal_floats(4, 2.5),
     {"scaled": True}),
    (10, "one scale alone", (1, 1, 1), equal_floats(1, 1.0), {"scaled": True}),
    (10, "the scales of a wide student are one", (4, 2, 2), equal_floats(4, 100.0),
     {"scaled": True, "bits": 16}),
    (10, "the scales of what is not standardised are one", (6, 2, 2), equal_floats(2, 4.0),
     {"scaled": True, "m": 4}),
    (10, "the scales of kept inputs are one", (3, 2, 2),
     with_kept(equal_floats(3, 4.0), 1, 3, 4), {"scaled": True, "features": 5}),
    (15, "no feature of the last stage is kept", (4, 2, 2), programmed(0, 1, kept=[0, 1, 2, 3]),
     {"scaled": True, "length": 4, "channels": 2, "features": 8}),
    (15, "no feature of the first stage is kept", (5, 2, 2),
     programmed(1, ALL, kept=[4, 5, 6, 9, 11]),
     {"scaled": True, "length": 4, "channels": 2, "features": 12}),
    (15, "no feature of the stage in the middle is kept", (2, 2, 2),
     programmed(1, 0, 1, kept=[3, 8]),
     {"scaled": True, "length": 4, "channels": 2, "features": 12}),
]
# Files that are close to these and canonical.
FINE = [
    (0, "multipliers that are all 0 are no scale of a header", (3, 2, 2), equal_floats(3, 0.0),
     {"scaled": True}),
    (0, "equal floats beside integers", (3, 2, 2),
     lambda rng, header: {"scales": {**random_scales(rng, 3, 8, ("integers",)),
                                     **equal_floats(3, 2.0)(rng, header)["scales"]}},
     {"scaled": True}),
    (0, "kept inputs", (3, 2, 2), keep(0, 1, 2), {"features": 4}),
    (0, "a sample rate", (3, 2, 2), None, {"rate": 1}),
    (0, "a hop", (3, 2, 2), None, {"hop": 1}),
    (0, "one feature of each stage is kept", (3, 2, 2), programmed(0, 1, 0, kept=[3, 4, 11]),
     {"scaled": True, "length": 4, "channels": 2, "features": 12}),
    (15, "a node that no stage reads", (2, 2, 2), made_of((SCORES, ("moments", 0, 0, ALL, (), ()))),
     {"scaled": True, "length": 6, "features": 2}),
    (15, "a node that is made again before it is read", (2, 2, 2),
     made_of((SCORES, SCORES, ("moments", 1, 0, ALL, (), ()))),
     {"scaled": True, "length": 6, "features": 2}),
    (15, "no feature of the stage that reads a node is kept", (2, 2, 2),
     made_of((SCORES, ("moments", 1, 0, ALL, (), ()), ("moments", 0, 0, ALL, (), ())), [2, 3]),
     {"scaled": True, "length": 6, "features": 4}),
    (0, "a node in place that a kept feature reads", (1, 2, 2),
     made_of((SCORES, ("centre", 1, 1, ALL, (), ()), ("moments", 1, 0, ALL, (), ())), [1]),
     {"scaled": True, "length": 6, "features": 2}),
]


def noncanonical_files(seed):
    """Return {relative path: bytes} of the files and their index."""
    files, index = {}, []
    for at, (code, why, counts, make, fields) in enumerate([*FILES, *FINE], 1):
        rng = Random(seed, f"noncanonical/{why}")
        header = second_header(rng, *counts, **fields)
        sections = {**random_sections(rng, header), **(make(rng, header) if make else {})}
        data = pack_student(header, sections)
        assert (refusal_of(data), host_status(data)) == (0, code), (why, host_status(data))
        name = f"v2-{code:02}-{at:03}.tessera"
        files[f"noncanonical/{name}"] = data
        index.append({"file": name, "error": 0, "hostStatus": code, "why": why})
    text = "[\n" + ",\n".join(compact(entry) for entry in index) + "\n]\n"
    return {**files, "noncanonical/index.json": text.encode()}
