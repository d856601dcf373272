#!/usr/bin/env python3
"""Write what every stage of the front-end makes of some windows, in Tests/Fixtures/Stages.

    make_stage_fixtures.py            write a file for each stage
    make_stage_fixtures.py --verify   make them in memory, and compare

The stages are those of `Scripts/golden`, written from Docs/Format.md alone. A case has the numbers
of a stage, the window, its effect on the node of that window, the features and the node that it makes.
"""

import argparse
import json
import sys
from pathlib import Path

from golden.randomness import Random
from golden.stages import NAMES, OPS, run_stage, stage_effect

SEED = 19
SCORES = 2047
# Operands, constants and lengths of windows by the name of a stage.
SETTINGS = {
    "samples": [((), (), (1, 2, 9))],
    "standardize": [((1,), (), (1, 2, 3, 50, 141)), ((0,), (), (30,))],
    "moments": [((), (), (1, 2, 7, 50, 141))],
    "pool": [((1, 0, 0), (), (1, 9)), ((3, 2, 0), (), (3, 5, 50)), ((8, 3, 1), (), (8, 99)),
             ((32, 1, 1), (), (64,)), ((5, 15, 0), (), (21,))],
    "centre": [((), (), (1, 2, 50, 141))],
    "difference": [((), (), (2, 3, 50))],
    "events": [((400, 0), (), (1, 50, 141)), ((256, 5), (), (141,)), ((0, 1), (), (141,)),
               ((2046, 16384), (), (50,))],
    "crossings": [((), (0,), (2, 50)), ((), (-32768, -300, 0, 256, 32767), (141,))],
    "ranks": [((0,), (0, 25, 128, 230, 255), (1, 2, 50, 141)), ((1,), (0, 128, 255), (50, 141))],
    "autocorrelation": [((), (1,), (2, 3, 50)), ((), (1, 2, 7, 20, 49), (50, 141))],
    "bands": [((1,), (), (4, 5)), ((2,), (), (7, 8, 9)), ((5,), (), (49, 50, 51, 64, 141))],
    "spectrum": [((8, 3), (1, 2, 4), (8, 9, 50)), ((32, 16), (1, 3, 6, 16), (32, 48, 141)),
                 ((128, 64), (1, 5, 64), (300,)), ((256, 100), (1, 2, 40, 128), (256, 371))],
    "positives": [((1,), (0x210, 0, 0x862, -200), (9, 10, 50)),
                  ((5,), (0x410, 700, 0x765, 0, 0x850, -32768), (41, 141))],
}


def windows(rng, length, top):
    """Return windows of every kind within -top ... top."""
    noise = [rng.within(-top, top) for _ in range(length)]
    wave = [max(-top, min(top, (at * 37 % 29 - 14) * top // 16 + rng.within(-9, 9)))
            for at in range(length)]
    impulse = [0] * length
    impulse[length // 2] = top
    return [noise, wave, impulse, [top] * length, [-top] * length,
            [-top if at % 2 else top for at in range(length)]]


def cases(name):
    """Return the cases of a stage."""
    found, rng = [], Random(SEED, name)
    raw = ("standardize", "moments", "samples")
    for operands, constants, lengths in SETTINGS[name]:
        stage = {"op": OPS[name], "operands": [*operands, *[0] * (4 - len(operands))],
                 "constants": list(constants)}
        for length in lengths:
            for window in windows(rng, length, 32767 if name in raw else SCORES):
                node = {"length": length, "magnitude": 32768 if name in raw else SCORES}
                effect = stage_effect(stage, node)
                features, made = run_stage(stage, window)
                assert len(features) == effect["features"]
                assert len(made or []) == effect["length"]
                assert max(map(abs, made or [0])) <= effect["magnitude"]
                found.append({**stage, "magnitude": node["magnitude"], "window": window,
                              "effect": effect, "features": features, "made": made or []})
    return found


def main():
    """Parse the arguments; write or compare."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    here = Path(__file__).resolve().parent.parent / "Tests" / "Fixtures" / "Stages"
    parser.add_argument("--folder", type=Path, default=here)
    parser.add_argument("--verify", action="store_true", help="compare, and write nothing")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    different = 0
    for name in NAMES.values():
        lines = (json.dumps(case, separators=(",", ":")) for case in cases(name))
        text = "[\n" + ",\n".join(lines) + "\n]\n"
        path = options.folder / f"{name}.json"
        if not options.verify:
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            print(f"{path.name} differs", file=sys.stderr)
            different += 1
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
