#!/usr/bin/env python3
"""Lets every verb that writes meet a full disk: a tmpfs with fewer and fewer free pages, and files.

usage: full_disk.py TOOL, in a mount namespace of its own (unshare --mount)

Writes that are cut short, and what the system refuses only when a file is closed, are the file
system's own here. After each run: all of the output, or an error and what was there before."""

import os
import subprocess
import sys
import tempfile

from pair import Pair, read

PAGE = 4096


class Disk:
    """A tmpfs at a folder; `fill` leaves so many free pages and files beside those of `restore`."""

    def __init__(self, place, restore):
        self.place, self.restore = place, restore
        self.mount()

    def mount(self, verb="-ttmpfs", **limits):
        options = ",".join(f"{name}={value}" for name, value in limits.items()) or "size=64m"
        subprocess.run(["mount", verb, "-o", options, "tmpfs", self.place], check=True)

    def unmount(self):
        subprocess.run(["umount", self.place], check=True)

    def used(self):
        status = os.statvfs(self.place)
        return status.f_blocks - status.f_bfree, status.f_files - status.f_ffree

    def empty(self):
        """As much room as anything takes; the pages and files that `restore` takes."""
        self.unmount()
        self.mount()
        self.restore()
        return self.used()

    def fill(self, free_pages=None, free_files=None):
        pages, files = self.empty()
        limits = {"size": (pages + free_pages) * PAGE if free_pages is not None else "64m"}
        if free_files is not None:
            limits["nr_inodes"] = files + free_files
        # A size of 0 has no limit.
        limits["size"] = limits["size"] or PAGE
        self.unmount()
        self.mount(**limits)
        self.restore()

    def clear(self):
        """Makes room on the disk as it is."""
        self.mount("-oremount", size="64m", nr_inodes=0)


def listing(folder):
    """Every folder under one, and every file with its content."""
    found = {}
    for path, folders, files in os.walk(folder):
        found.update({os.path.relpath(f"{path}/{name}", folder): None for name in folders})
        found.update({os.path.relpath(f"{path}/{name}", folder): read(f"{path}/{name}") for name in files})
    return found


def refusal(result):
    """The faults in the way in which a run failed."""
    if result.returncode not in (73, 74):
        return f"exit code {result.returncode}: {result.stderr!r}"
    if not (result.stderr.startswith("error: ") and result.stderr.count("\n") == 1):
        return f"message {result.stderr!r}"
    return ""


def levels(needed):
    """Nothing, 12 steps to the size of the output, and more for temporary files while it is made."""
    steps = sorted({round(needed * step / 12) for step in range(13)})
    return steps + [needed + more for more in (1, 2, 4, 8, 16, 64, 256, 1024)]


class Trial:
    """Runs one command on ever more room, until it succeeds."""

    def __init__(self, name, disk, run, judge):
        self.name, self.disk, self.run, self.judge = name, disk, run, judge
        self.failures, self.faults = 0, []

    def meet(self):
        pages, files = self.disk.empty()
        result = self.run()
        assert result.returncode == 0, f"{self.name}: {result.stderr}"
        needed = [after - before for after, before in zip(self.disk.used(), (pages, files))]
        self.climb("pages", "free_pages", max(needed[0], 0))
        self.climb("files", "free_files", max(needed[1], 0))
        return self

    def climb(self, unit, limit, needed):
        for free in levels(needed):
            self.disk.fill(**{limit: free})
            result = self.run()
            fault = self.judge(result)
            if fault:
                self.faults.append(f"{self.name} with {free} free {unit}: {fault}")
            if result.returncode == 0:
                return
            self.failures += 1
        self.faults.append(f"{self.name} with {free} free {unit} more than it takes still fails")


def compress(pair, disk, name, options):
    """Over an old pair. A failed run, with or without a journal, ends in the new pair once there is room."""
    def judge(result):
        state, complaint = pair.state()
        if state != ("new" if result.returncode == 0 else "old"):
            return f"exit code {result.returncode}, and the pair is {state}"
        if result.returncode != 0 and (fault := refusal(result)):
            return fault
        if complaint or pair.leftovers():
            return complaint or f"left behind: {pair.leftovers()}"
        disk.clear()
        again = pair.run(options)
        if again.returncode != 0 or pair.state()[0] != "new":
            return f"with room, exit code {again.returncode}: {again.stderr}"
        return ""
    pair.made(options)
    pair.new = pair.content()
    return Trial(name, disk, lambda: pair.run(options), judge)


def verb(tool, folder, arguments):
    """Into an empty folder of the verb's name: the whole output, or nothing."""
    name = arguments[0]
    place = f"{folder}/{name}"
    os.makedirs(place)
    disk = Disk(place, lambda: None)

    def run():
        return subprocess.run(
            [tool] + arguments, cwd=folder, capture_output=True, text=True, timeout=120)

    result = run()
    assert result.returncode == 0, f"{name}: {result.stderr}"
    whole = set(listing(place))

    def judge(result):
        found = listing(place)
        if result.returncode == 0:
            return "" if set(found) == whole and all(v != b"" for v in found.values()) else "not whole"
        return refusal(result) or (f"left behind: {sorted(found)}" if found else "")
    return Trial(name, disk, run, judge)


def main():
    tool = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        folder = os.path.realpath(folder)
        base = ["--k", "1...2", "--lambda", "1", "--force"]
        pair = Pair(tool, folder, base, ["--k", "1", "--lambda", "100", "--force"])
        subprocess.run(["cp", pair.student, pair.record, folder], check=True)
        disk = Disk(pair.output, pair.restore)
        trials = [
            compress(pair, disk, "compress", base).meet(),
            compress(pair, disk, "compress --resume", base + ["--resume", "out/journal.json"]).meet(),
        ]
        disk.unmount()
        for arguments in (
            "compress dump --k 1...2 --force --output compress/s.tessera --pareto compress/front",
            "sweep dump --k 1...2 --json sweep/s.json --csv sweep/s.csv",
            "compare dump --test dump --json compare/c.json",
            "predict s.tessera dump --output predict/p.npy",
            "evaluate s.tessera dump --json evaluate/e.json",
            "augment dump --output augment/inputs",
            "generate s.tessera --output generate/firmware",
            "report s.tessera --test dump --output report/r.html --card report/r.md",
        ):
            trials.append(verb(tool, folder, arguments.split()).meet())
            trials[-1].disk.unmount()
    print("a full disk: " + ", ".join(f"{trial.name} {trial.failures}" for trial in trials) + " refusals")
    faults = [fault for trial in trials for fault in trial.faults]
    for fault in faults:
        print(f"FAIL {fault}", file=sys.stderr)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
