"""Compare the front-ends of the NumPy peer with the golden programs of Scripts/golden.

usage: python3 Benchmarks/Peers/check_features.py [WINDOWS]
"""

import sys
from pathlib import Path

import numpy

import features
import stages

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Scripts"))

from golden.stages import OPS, run_stage  # noqa: E402

LENGTH = 250
OPERANDS = {
    "standardize": ("moments",),
    "pool": ("width", "shift", "rectified"),
    "events": ("threshold", "refractory"),
    "bands": ("octaves",),
    "spectrum": ("length", "hop"),
}
CONSTANTS = {"crossings": "levels", "autocorrelation": "lags", "spectrum": "edges"}


def golden_features(lines, window):
    """Return the features of one window by the golden programs."""
    nodes, found = {"window": [int(count) for count in window]}, []
    for line in lines:
        operands = [int(line[name]) for name in OPERANDS.get(line["stage"], ())]
        stage = {
            "op": OPS[line["stage"]],
            "operands": operands + [0] * (4 - len(operands)),
            "constants": line.get(CONSTANTS.get(line["stage"]), []),
        }
        made, node = run_stage(stage, nodes[line["source"]])
        found += made
        if "target" in line:
            nodes[line["target"]] = node
    return found


def hostile_windows(count):
    """Return pulses, noise of all sizes, constants, rails and impulses."""
    rng = numpy.random.default_rng(1)
    sizes = 2.0 ** rng.integers(0, 16, (count, 1))
    rows = rng.uniform(-1, 1, (count, LENGTH)) * sizes
    rows[::3, :: rng.integers(7, 60)] += 8 * sizes[::3]
    rows[1::9] = rng.integers(-32768, 32768, (len(rows[1::9]), 1))
    rows[2::9] = numpy.where(rng.random((len(rows[2::9]), LENGTH)) < 0.5, -32768, 32767)
    rows[4::9, 1:] = rows[4::9, :1]
    return numpy.clip(rows, -32768, 32767).astype(numpy.int16)


def main():
    """Check every program of Benchmarks/programs."""
    windows = hostile_windows(int(sys.argv[1]) if len(sys.argv) > 1 else 180)
    for path in sorted((ROOT / "Benchmarks" / "programs").glob("*.json")):
        lines = features.program(path)
        golden = numpy.array([golden_features(lines, window) for window in windows])
        if not numpy.array_equal(golden, features.features(lines, stages.STAGES, windows)):
            sys.exit(f"{path.name}: the peer's features are not those of the golden programs")
    print(f"the peers' features are those of the golden programs, {len(windows)} windows")


if __name__ == "__main__":
    main()
