"""The kinds of version 2: their flags, their bytes, and the table of both."""

from .core import padded

CRITICAL = 1
INTEGERS, FLOATS = 2, 4
MARGIN, DISTANCES, ENERGY, DEVIATION = 2, 4, 8, 16
(PROJECTION_KIND, GATE_KIND, SHARED_KIND, REGION_KIND, HEAD_KIND, SCALES, KEPT, PROGRAM,
 CONSTANTS, LIMITS, ADAPTATION, BEATS) = range(1, 13)

# Kind: name, flags of the lines of the table. Swift and C99 have the same table.
KINDS = {
    SCALES: ("scales", (3, 5, 7)),
    KEPT: ("kept_inputs", (1,)),
    PROGRAM: ("program", (1,)),
    CONSTANTS: ("constants", (1,)),
    LIMITS: ("limits", (2, 4, 8, 16, 30)),
    ADAPTATION: ("adaptation", (0,)),
    BEATS: ("beats", (0,))}
# The counts for which the table states bytes.
COUNTS = {"n": 7, "s": 5, "d": 6, "k": 4, "componentBits": 16, "channels": 3, "stages": 2,
          "constants": 9}


def kind_bytes(kind, flags, counts):
    """Return the bytes of a section of kind 6 or above, from the counts that it depends on."""
    if kind == SCALES:
        s = counts["s"]
        integers = 8 * s + padded(s) if flags & INTEGERS else 0
        return integers + (8 * s if flags & FLOATS else 0)
    if kind == KEPT:
        return padded(2 * counts["n"])
    if kind == PROGRAM:
        return 4 * counts["channels"] + 16 * counts["stages"]
    if kind == CONSTANTS:
        return padded(2 * counts["constants"])
    if kind == LIMITS:
        d, k = counts["d"], counts["k"]
        parts = {MARGIN: 4, DISTANCES: 12 + padded(d * counts["componentBits"] // 8) + 4 * k,
                 ENERGY: 12 + 4 * d, DEVIATION: 4}
        return sum(size for flag, size in parts.items() if flags & flag)
    return {ADAPTATION: 20, BEATS: 24}[kind]


def kinds_text():
    """Return the table as text: kind, name, flags and bytes for `COUNTS`, a line for each."""
    return "".join(f"{kind} {name} {flags} {kind_bytes(kind, flags, COUNTS)}\n"
                   for kind, (name, each) in KINDS.items() for flags in each)
