"""What the tests of the exporters share."""

import contextlib
import io
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import numpy as np

EXPORTERS = Path(__file__).resolve().parent.parent
ROOT = EXPORTERS.parent.parent
TESSERA = os.environ.get("TESSERA", str(ROOT / ".build/release/tessera"))
sys.path.insert(0, str(EXPORTERS))

import exporter_command  # noqa: E402

CLASSES = ["still", "walking", "running"]


def windows(count=240, channels=None, length=24, seed=3):
    """Noisy sinusoids of three frequencies: rows, labels, groups of 12 people."""
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % len(CLASSES)
    time = np.arange(length) / length
    phase = rng.uniform(0, 2 * np.pi, (count, channels or 1, 1))
    wave = np.sin(2 * np.pi * (1 + 2 * labels[:, None, None]) * time + phase)
    rows = wave + 0.3 * rng.normal(size=wave.shape)
    rows = rows.astype(np.float32)
    return (rows if channels else rows[:, 0]), labels, np.arange(count) % 12


class ExporterTest(unittest.TestCase):
    """A test with a directory of its own."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = Path(directory.name)

    def path(self, name):
        return str(self.directory / name)

    def assert_head_gives_logits(self, dump, tolerance=1e-5):
        """In double precision, against the logits in the dump."""
        arrays = np.load(dump)
        explained = (arrays["activations"].astype(np.float64)
                     @ arrays["head_weight"].astype(np.float64) + arrays["head_bias"])
        self.assertLess(np.abs(explained - arrays["logits"]).max(), tolerance)

    def tessera(self, *arguments):
        """The output of `tessera`; it must succeed."""
        done = subprocess.run([TESSERA, *map(str, arguments)], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def assert_tessera_takes(self, dump, *options):
        """The dump passes inspect, and compress makes a student of it."""
        self.assertIn("activation dump", self.tessera("inspect", dump))
        student = self.path("student.tessera")
        self.tessera("compress", dump, "--search", "published", "--k", "1...2",
                     "--output", student, *options)
        self.assertIn("identifier", self.tessera("inspect", student))

    def command(self, exporter, *arguments):
        """Exit code, output and messages of an exporter's command, run in this process."""
        output, messages = io.StringIO(), io.StringIO()
        code = 0
        with mock.patch.object(sys, "argv", [exporter.__name__, *map(str, arguments)]), \
                contextlib.redirect_stdout(output), contextlib.redirect_stderr(messages):
            try:
                exporter_command.run(exporter.main)
            except SystemExit as exit_:
                code = exit_.code or 0
        return code, output.getvalue(), messages.getvalue()

    def assert_refused(self, exporter, arguments, *words):
        """The command fails with one line that has these words, and writes nothing."""
        code, _, messages = self.command(exporter, *arguments, "--output", self.path("no.npz"))
        self.assertNotEqual(code, 0)
        self.assertEqual(messages.count("\n"), 1, messages)
        for word in words:
            self.assertIn(word, messages)
        self.assertFalse(os.path.exists(self.path("no.npz")))

    def save(self, **arrays):
        """Each array as NAME.npy; their paths."""
        for name, array in arrays.items():
            np.save(self.directory / f"{name}.npy", array)
        return [self.path(f"{name}.npy") for name in arrays]
