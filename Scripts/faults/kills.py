#!/usr/bin/env python3
"""Kills compress at random moments.

usage: kills.py TOOL COUNT SEED

The moments are uniform over the time that an uninterrupted run takes, and a little beyond it. By
turns: SIGKILL and SIGINT; without a journal and with one, which is then gone on from."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time

from pair import Pair


def killed(pair, options, delay, number):
    """The exit code of a run that gets a signal after a while."""
    process = subprocess.Popen(
        pair.command + options, cwd=pair.folder, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)
    try:
        process.wait(timeout=delay)
    except subprocess.TimeoutExpired:
        process.send_signal(number)
    return process.wait(timeout=120)


def duration(pair, options):
    times = []
    for _ in range(3):
        pair.restore()
        start = time.monotonic()
        pair.made(options)
        times.append(time.monotonic() - start)
    return sorted(times)[1]


def main():
    tool, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    draw = random.Random(seed)
    faults, outcomes = [], {}
    with tempfile.TemporaryDirectory() as folder:
        folder, old = os.path.realpath(folder), ["--k", "1", "--lambda", "9"]
        # The record holds the command line: runs with a journal have a new pair of their own.
        runs = []
        for name, extra in (("plain", []), ("journal", ["--resume", "out/journal.json"])):
            options = ["--seed", "5", "--force"] + extra
            pair = Pair(tool, f"{folder}/{name}", options, old)
            runs.append((pair, options, duration(pair, options)))
        for attempt in range(count):
            number = (signal.SIGKILL, signal.SIGINT)[attempt % 2]
            resumes = attempt % 4 >= 2
            pair, options, whole = runs[resumes]
            pair.restore()
            code = killed(pair, options, draw.uniform(0, 1.1 * whole), number)
            state, complaint = pair.state()
            name = f"{signal.Signals(number).name}{' with a journal' if resumes else ''}, {state}"
            outcomes[name] = outcomes.get(name, 0) + 1
            found = [complaint] if complaint else []
            if code not in (0, -number, 130):
                found.append(f"exit code {code}")
            if state == "half-written" or (code == 0 and state != "new"):
                found.append(f"exit code {code}, and the pair is {state}")
            if number == signal.SIGINT and code == 130 and pair.leftovers():
                found.append(f"left behind: {pair.leftovers()}")
            if resumes and (fault := pair.faults_of_resumed(pair.run(options))):
                found.append(fault)
            faults += [f"attempt {attempt} ({name}): {fault}" for fault in found]
    times = " and ".join(f"{whole:.2f} s" for _, _, whole in runs)
    print(f"{count} kills in runs of {times} (with a journal), seed {seed}:")
    for name, number in sorted(outcomes.items()):
        print(f"  {number:4} {name}")
    print(f"{len(faults)} half-written, lost or not resumed")
    for fault in faults:
        print(f"FAIL {fault}", file=sys.stderr)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
