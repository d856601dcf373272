#!/usr/bin/env python3
"""Kills a rank of tessera-mpi at random moments, or ends all of them as a scheduler does.

usage: rank_kills.py TOOL MPIRUN COUNT SEED

MPIRUN is a script that takes the number of ranks and the arguments of the tool. The moments are uniform
over the time that an uninterrupted run takes, and a little beyond it. By turns without a journal and with
one, which is then gone on from by another number of ranks. Every fifth time mpirun gets SIGTERM instead, as
from a scheduler at the end of its time."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time

from pair import Pair

# The longest that the others may live on.
LIMIT = 10
RANKS = 3


def children(process):
    """The processes below a process, those above first."""
    with os.scandir(f"/proc/{process}/task") as threads:
        found = []
        for thread in threads:
            with open(f"{thread.path}/children", encoding="ascii") as file:
                found += [int(child) for child in file.read().split()]
    for child in list(found):
        try:
            found += children(child)
        except OSError:
            pass
    return found


def ranks_below(process):
    """The ranks that mpirun has started."""
    found = []
    try:
        for child in children(process):
            with open(f"/proc/{child}/comm", encoding="ascii") as file:
                if file.read().strip() == "tessera-mpi":
                    found.append(child)
    except OSError:
        pass
    return found


def killed(command, folder, delay, draw, ends):
    """Kill a random rank after a while, or end all; return the exit code, and how long others lived on."""
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(timeout=delay)
        return process.returncode, 0.0, []
    except subprocess.TimeoutExpired:
        pass
    ranks = ranks_below(process.pid)
    start = time.monotonic()
    if ends:
        process.terminate()
    elif ranks:
        try:
            os.kill(draw.choice(ranks), signal.SIGKILL)
        except ProcessLookupError:
            pass
    code = process.wait(timeout=120)
    living = [rank for rank in ranks if os.path.exists(f"/proc/{rank}/exe")]
    return code, time.monotonic() - start, living


def resumed(pair, options, mpirun, count):
    """The faults of what another number of ranks makes of the journal."""
    result = subprocess.run(
        [mpirun, str(count)] + pair.command[1:] + options, cwd=pair.folder, capture_output=True,
        text=True, timeout=120)
    return pair.faults_of_resumed(result)


def main():
    tool, mpirun = (os.path.abspath(path) for path in sys.argv[1:3])
    count, seed = int(sys.argv[3]), int(sys.argv[4])
    draw = random.Random(seed)
    faults, outcomes, longest = [], {}, 0.0
    with tempfile.TemporaryDirectory() as folder:
        folder, old = os.path.realpath(folder), ["--k", "1", "--lambda", "9"]
        runs = []
        for name, extra in (("plain", []), ("journal", ["--resume", "out/journal.json"])):
            options = ["--seed", "5", "--force"] + extra
            pair = Pair(tool, f"{folder}/{name}", options, old)
            command = [mpirun, str(RANKS)] + pair.command[1:] + options
            times = []
            for _ in range(3):
                pair.restore()
                start = time.monotonic()
                subprocess.run(command, cwd=pair.folder, check=True, capture_output=True)
                times.append(time.monotonic() - start)
                assert pair.content() == pair.new, "ranks make other bytes"
            runs.append((pair, options, command, sorted(times)[1]))
        for attempt in range(count):
            resumes = attempt % 2 == 1
            pair, options, command, whole = runs[resumes]
            pair.restore()
            ends = attempt % 5 == 4
            code, seconds, living = killed(
                command, pair.folder, draw.uniform(0, 1.1 * whole), draw, ends)
            longest = max(longest, seconds)
            state, complaint = pair.state()
            name = f"{'with a journal, ' if resumes else ''}{'SIGTERM, ' if ends else ''}{state}, code {code}"
            outcomes[name] = outcomes.get(name, 0) + 1
            found = [complaint] if complaint else []
            if state == "half-written" or (code == 0 and state != "new"):
                found.append(f"exit code {code}, and the pair is {state}")
            if seconds > LIMIT or living:
                found.append(f"{len(living)} ranks lived on, the run {seconds:.1f} s")
            if resumes and (fault := resumed(pair, options, mpirun, draw.choice([1, 2, 4]))):
                found.append(fault)
            faults += [f"attempt {attempt} ({name}): {fault}" for fault in found]
    times = " and ".join(f"{whole:.2f} s" for *_, whole in runs)
    print(f"{count} ranks killed, of {RANKS} in runs of {times} (with a journal), seed {seed}:")
    for name, number in sorted(outcomes.items()):
        print(f"  {number:4} {name}")
    print(f"the others ended within {longest:.1f} s")
    print(f"{len(faults)} half-written, lost, not ended or not resumed")
    for fault in faults:
        print(f"FAIL {fault}", file=sys.stderr)
    sys.exit(len(faults) != 0)


if __name__ == "__main__":
    main()
