"""The built executable: makes the students first, and measures them when all are made."""

import dataclasses
import json
import pathlib
import resource
import subprocess
import sys
import time

BAD_DATA = 65


class Failure(Exception):
    """A run that ended badly; the message names it."""


@dataclasses.dataclass
class Made:
    """The result of a run: the run record of its student, and how long it took."""

    record: dict
    path: pathlib.Path
    seconds: float = 0.0
    processor_seconds: float = 0.0
    # Whether it resumed from the cells of another run.
    continued: bool = False
    front: list = dataclasses.field(default_factory=list)

    @property
    def test(self):
        """The figures on the test dump."""
        return self.record["test"]


class Tool:
    """Runs `tessera`; the test dumps are opened by `measure` alone."""

    def __init__(self, path, folder, dumps):
        """Keep the executable, a folder for its files, and the prefix of each dump."""
        self.path = path
        self.folder = folder
        self.dumps = dumps
        self.made = {}
        self.commands = []

    def version(self):
        """The output of `tessera --version`."""
        return self.execute("--version").stdout.strip() or "unknown"

    def execute(self, *arguments):
        """Run the executable with these arguments."""
        return subprocess.run(
            [self.path, *map(str, arguments)], capture_output=True, text=True, check=False)

    def compress(self, run):
        """Make the student of a run; None where its budget is too small for any."""
        prefix = self.dumps[run.dump]
        arguments = [f"{prefix}-train.npz"]
        if run.transfer:
            arguments += ["--transfer", f"{prefix}-transfer.npz"]
        arguments += run.options
        shown = " ".join(["tessera compress", *arguments, "--output s.tessera"])
        output = self.folder / f"student-{len(self.made)}.tessera"
        if run.front:
            shown += " --pareto front"
            arguments += ["--pareto", str(self.front_folder(output))]
        journal = self.folder / f"{run.dump}-{run.journal}.journal"
        continued = journal.exists()
        if run.journal:
            arguments += ["--resume", str(journal)]
        print(shown, file=sys.stderr, flush=True)
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        answer = self.execute("compress", *arguments, "--output", output)
        seconds = time.monotonic() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.commands.append(shown)
        self.made[run] = None
        if answer.returncode == BAD_DATA and "--budget" in run.options:
            return
        if answer.returncode != 0:
            raise Failure(f"{shown}\nexit code {answer.returncode}\n{answer.stderr}")
        self.made[run] = Made(
            read(output.with_suffix(".json")), output, seconds,
            after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
            continued)
        if run.front:
            self.made[run].front = [
                Made(read(path.with_suffix(".json")), path)
                for path in sorted(self.front_folder(output).glob("*.tessera"))]

    @staticmethod
    def front_folder(output):
        """Where the students of the front go."""
        return output.with_suffix(".front")

    def measure(self):
        """Measure every student on the test dump of its run."""
        for run, made in self.made.items():
            for student in [made, *made.front] if made else []:
                figures = student.path.with_suffix(".figures.json")
                test = f"{self.dumps[run.dump]}-test.npz"
                answer = self.execute("evaluate", student.path, test, "--json", figures)
                if answer.returncode != 0:
                    raise Failure(f"tessera evaluate {student.path} {test}\n{answer.stderr}")
                found = read(figures)
                student.record = {
                    **student.record, "test": found["test"], "teacher": found["teacher"]}


def read(path):
    """A JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))
