#!/usr/bin/env python3
"""Fails every system call of compress on its files once, and kills it before every one.

usage: system_calls.py TOOL SHIM

After each: an exit code of sysexits with one message, or success; the old student with its record
or the new one, each whole; nothing else in the folder."""

import errno
import os
import sys
import tempfile

from pair import Pair

FAULTS = [
    ("open", errno.EIO), ("open", errno.ENOSPC), ("open", errno.EACCES), ("read", errno.EIO),
    ("write", errno.ENOSPC), ("write", errno.EIO), ("fsync", errno.EIO), ("fsync", errno.ENOSPC),
    ("rename", errno.EIO), ("rename", errno.ENOSPC), ("link", errno.EPERM), ("close", errno.EIO),
    ("unlink", errno.EIO),
]


def environment(shim, folder, call, at, code, count=""):
    values = {
        "LD_PRELOAD": shim, "FAULT_ROOT": folder, "FAULT_CALL": call, "FAULT_AT": str(at),
        "FAULT_ERROR": str(code),
    }
    return {**values, "FAULT_COUNT": count} if count else values


def objections(pair, result, call):
    """The faults after a failed call."""
    state, complaint = pair.state()
    code = result.returncode
    if code not in (0, 66, 73, 74):
        yield f"exit code {code}"
    if code != 0 and not (result.stderr.startswith("error: ") and result.stderr.count("\n") == 1):
        yield f"message {result.stderr!r}"
    if code != 0 and state != "old":
        yield f"it failed and the pair is {state}"
    if code == 0 and state != "new":
        yield f"it succeeded and the pair is {state}"
    if complaint:
        yield complaint
    if pair.leftovers() and call != "unlink":
        yield f"left behind: {pair.leftovers()}"


def main():
    tool, shim = sys.argv[1], os.path.abspath(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        folder = os.path.realpath(folder)
        pair = Pair(
            tool, folder, ["--k", "1...2", "--lambda", "1", "--force"],
            ["--k", "1", "--lambda", "100", "--force"])
        faults, runs, codes = [], 0, {}

        def calls(name):
            pair.restore()
            count = f"{folder}/count"
            result = pair.run(environment=environment(shim, folder, name, 0, 0, count))
            assert result.returncode == 0, result.stderr
            with open(count) as file:
                return int(file.read())

        for call, code in FAULTS:
            total = calls(call)
            assert total > 0, f"no {call}: the shim does not see the tool's calls"
            for at in range(1, total + 1):
                pair.restore()
                result = pair.run(environment=environment(shim, folder, call, at, code))
                runs += 1
                codes[result.returncode] = codes.get(result.returncode, 0) + 1
                for fault in objections(pair, result, call):
                    faults.append(f"{call} {at} of {total}, {errno.errorcode[code]}: {fault}")
        total, states = calls("any"), {}
        for at in range(1, total + 1):
            pair.restore()
            result = pair.run(environment=environment(shim, folder, "any", at, 0))
            state, complaint = pair.state()
            states[state] = states.get(state, 0) + 1
            if result.returncode != -9 or state == "half-written" or complaint:
                faults.append(f"killed before call {at} of {total}: {state}. {complaint}")
            again = pair.run()
            if again.returncode != 0 or pair.content() != pair.new:
                faults.append(f"after a kill before call {at}, the next run: {again.stderr}")
    print(f"{runs} failing calls, exit codes {dict(sorted(codes.items()))}")
    print(f"{total} kills, one before each call: {states}")
    for fault in faults:
        print(f"FAIL {fault}", file=sys.stderr)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
