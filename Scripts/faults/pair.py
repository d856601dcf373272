"""A small dump, and the student and run record that compress makes of it."""

import json
import math
import os
import random
import struct
import subprocess


def write_array(path, shape, values):
    """A .npy file of float32."""
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({', '.join(map(str, shape))},), }}"
    header += " " * (-(10 + len(header) + 1) % 64) + "\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode())
        file.write(struct.pack(f"<{len(values)}f", *values))


def write_dump(folder, rows, seed):
    """Six features, three classes, a teacher that is linear behind a hyperbolic tangent."""
    draw = random.Random(seed)
    weights = [[draw.uniform(-1, 1) for _ in range(6)] for _ in range(3)]
    inputs = [[draw.gauss(0, 1) for _ in range(6)] for _ in range(rows)]
    logits = [[math.tanh(sum(a * b for a, b in zip(w, x))) for w in weights] for x in inputs]
    os.makedirs(folder)
    for name, matrix in (("inputs", inputs), ("logits", logits)):
        values = [value for row in matrix for value in row]
        write_array(f"{folder}/{name}.npy", (rows, len(matrix[0])), values)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def without_command(record):
    """A record but for the command line that it holds."""
    fields = json.loads(record)
    fields.pop("command")
    return fields


class Pair:
    """A student in a folder with its record; `old` and `new` are the results of two commands."""

    def __init__(self, tool, folder, options, old_options, rows=90):
        self.tool, self.folder = os.path.abspath(tool), folder
        self.output = f"{folder}/out"
        self.student, self.record = f"{self.output}/s.tessera", f"{self.output}/s.json"
        self.command = [self.tool, "compress", "dump", "--output", "out/s.tessera", "--threads", "1"]
        os.makedirs(self.output)
        write_dump(f"{folder}/dump", rows, seed=3)
        self.options = options
        self.old = self.made(old_options)
        self.new = self.made(options)
        assert self.old != self.new, "both commands make one student"

    def made(self, options):
        result = self.run(options)
        assert result.returncode == 0, result.stderr
        return self.content()

    def run(self, options=None, environment=None):
        options = self.options if options is None else options
        return subprocess.run(
            self.command + options, cwd=self.folder, capture_output=True, text=True, timeout=120,
            env=dict(os.environ, **(environment or {})))

    def content(self):
        return (read(self.student), read(self.record))

    def restore(self):
        """Only the old pair is there."""
        for name in os.listdir(self.output):
            os.remove(f"{self.output}/{name}")
        for path, content in zip((self.student, self.record), self.old):
            with open(path, "wb") as file:
                file.write(content)

    def faults_of_resumed(self, result):
        """The faults in the results of a run that resumed from the journal; empty for none."""
        if result.returncode != 0:
            return f"--resume ended with {result.returncode}: {result.stderr[-500:]}"
        student, record = self.content()
        if student != self.new[0] or without_command(record) != without_command(self.new[1]):
            return "--resume made another student or record than an uninterrupted run"
        return ""

    def leftovers(self):
        return sorted(set(os.listdir(self.output)) - {"s.tessera", "s.json", "journal.json"})

    def state(self):
        """Which pair is there as `inspect` sees it: 'old' or 'new'; anything else is a fault."""
        student, record = self.content()
        for name, pair in (("old", self.old), ("new", self.new)):
            if student == pair[0] and record == pair[1]:
                return name, self.inspect()
            # A process that is killed between two names leaves the old record under another one.
            if student == pair[0] and record in (self.old[1], self.new[1]):
                kept = [read(f"{self.output}/{other}") for other in self.leftovers()]
                if pair[1] in kept and pair is self.old:
                    return name, self.inspect()
        return "half-written", ""

    def inspect(self):
        """The output of inspect for the student; it must know the record."""
        result = subprocess.run(
            [self.tool, "inspect", self.student, "--json", "-"], capture_output=True, text=True,
            timeout=60)
        if result.returncode != 0:
            return f"inspect ended with {result.returncode}: {result.stderr}"
        if "record" not in json.loads(result.stdout):
            return "inspect found no record: " + result.stderr
        return ""
