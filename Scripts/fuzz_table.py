"""What a run of a fuzz target did, from libFuzzer's log.

usage: fuzz_table.py summary TARGET LOG
       fuzz_table.py record TARGET LOG CORPUS    rewrites the target's row of Docs/Reliability.md
"""

import datetime
import os
import platform
import re
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "Docs" / "Reliability.md"
HEAD = ("| target | executions | seconds | edges | of | features | corpus | bytes | date | machine |\n"
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | --- |\n")
BEGIN, END = "<!-- fuzz table -->\n", "<!-- end of fuzz table -->\n"


def figures(log):
    """Return executions, seconds, covered edges, all edges and features of a run."""
    text = Path(log).read_text(errors="replace")
    done = re.findall(r"cov: (\d+) ft: (\d+)", text)
    runs = re.findall(r"Done (\d+) runs in (\d+) second", text)
    if not runs:
        # A run that was interrupted counts up to its last line.
        runs = [(count, int(count) // max(int(rate), 1)) for count, rate
                in re.findall(r"^#(\d+).* exec/s: (\d+)", text, re.MULTILINE)]
    if not done or not runs:
        sys.exit(f"error: {log} is not the log of a run")
    loaded = re.search(r"Loaded \d+ modules\s+\((\d+) ", text)
    return (int(runs[-1][0]), int(runs[-1][1]), int(done[-1][0]), int(loaded[1]) if loaded else 0,
            int(done[-1][1]))


def machine():
    """Name the kind of machine."""
    return f"{platform.machine()}, {os.cpu_count()} shared cores"


def record(target, log, corpus):
    """Rewrite the row of a target."""
    runs, seconds, edges, every, features = figures(log)
    files = [path for path in Path(corpus).iterdir() if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    row = (f"| `{target}` | {runs:,} | {seconds:,} | {edges:,} | {every:,} | {features:,} | {len(files):,} | "
           f"{size:,} | {datetime.date.today()} | {machine()} |\n")
    before, rest = PAGE.read_text().split(BEGIN)
    table, after = rest.split(END)
    order = ["c99", "blob", "program", "student", "npy", "npz", "safetensors", "csv"]
    rows = {line.split("|")[1].strip(" `"): line + "\n" for line in table.splitlines()[2:]}
    rows[target] = row
    table = HEAD + "".join(rows[name] for name in order if name in rows)
    PAGE.write_text(before + BEGIN + table + END + after)


def main():
    """Run one command."""
    command, target, log, *rest = sys.argv[1:]
    if command == "record":
        return record(target, log, *rest)
    runs, seconds, edges, every, features = figures(log)
    print(f"{target:12} {runs:>12,} executions in {seconds:,} s, {edges:,} of {every:,} edges, "
          f"{features:,} features")
    return None


if __name__ == "__main__":
    main()
