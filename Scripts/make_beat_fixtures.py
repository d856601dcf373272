#!/usr/bin/env python3
"""Write the beats that the oracle finds in some records, in Tests/Fixtures/Beats/beats.json.

    make_beat_fixtures.py            write the file
    make_beat_fixtures.py --verify   make it in memory, and compare

The search is that of `Scripts/golden`, written from Docs/Format.md alone. A record has its
samples and cases. A case has the fields of a section, and for each beat where it is complete, its peak and
the sum of index × sample of its window, from 1 on.
"""

import argparse
import json
import sys
from pathlib import Path

from golden.beat_stream import beats_of
from golden.beats import RANGES
from golden.randomness import Random

SEED = 20


def fields(*values):
    """Return the fields of a section by their names."""
    return dict(zip(RANGES, values))


# Before, from, refractory, T wave, search back, box, lag, integration, threshold, decays, RR features.
SETTINGS = [fields(19, 30, 25, 45, 150, 4, 4, 14, 96, 64, 32, 1),
            fields(19, 30, 25, 45, 150, 4, 4, 14, 96, 64, 32, 0),
            fields(0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0),
            fields(3, 61, 5, 90, 40, 3, 7, 2, 256, 256, 256, 1),
            fields(40, 2, 9, 30, 60, 9, 2, 33, 128, 20, 200, 1)]


def record(rng, count, top):
    """Return a rhythm of triangles with waves behind them, in noise, within -top ... top."""
    samples, next_beat, beat = [], 40, -1000
    for at in range(count):
        if at == next_beat:
            beat, height = at, rng.within(top // 2, top)
            next_beat += rng.within(60, 140)
        since = at - beat
        value = rng.within(-top // 40, top // 40)
        if 0 <= since < 8:
            value += height * (4 - abs(4 - since)) // 4
        elif 30 <= since < 54:
            value += height * (12 - abs(42 - since)) // 60
        samples.append(max(-top, min(top, value)))
    return samples


def records(rng):
    """Return records: rhythms, a lead that falls off, saturation, hostile ones."""
    rhythm = record(rng, 1600, 900)
    fallen = record(rng, 900, 2000) + [32767] * 500 + record(rng, 700, 500)
    small = record(rng, 700, 3000) + record(rng, 1500, 60)
    clipped = [max(-32768, min(32767, 60 * value)) for value in record(rng, 1200, 900)]
    noise = [rng.within(-32768, 32767) for _ in range(900)]
    rails = [-32768 if at // 37 % 2 else 32767 for at in range(900)]
    return [rhythm, fallen, small, clipped, noise, rails, [0] * 800, [-32768] * 400]


def cases(samples):
    """Yield the cases of a record."""
    for section in SETTINGS:
        found = [[at, peak, sum((index + 1) * value for index, value in enumerate(window))]
                 for at, peak, window in beats_of(samples, section)]
        yield {"fields": list(section.values()), "beats": found}


def main():
    """Parse the arguments; write or compare."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--verify", action="store_true", help="compare, and write nothing")
    options = parser.parse_args()
    root = Path(__file__).resolve().parent.parent
    path = root / "Tests" / "Fixtures" / "Beats" / "beats.json"
    lines = (json.dumps({"samples": samples, "cases": list(cases(samples))}, separators=(",", ":"))
             for samples in records(Random(SEED, "beats")))
    text = "[\n" + ",\n".join(lines) + "\n]\n"
    if options.verify:
        if not path.exists() or path.read_text() != text:
            print(f"{path.name} differs", file=sys.stderr)
            return 1
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
