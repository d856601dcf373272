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
sys.path.insert(0, str(ROOT / "Python/src"))

from tessera_pla.exporters import exporter_command  # noqa: E402

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


def beats_or_none(count=240, length=24, seed=5):
    """Noise, with one period of a sinusoid in rows of class 1: rows, labels."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 2, count)
    wave = np.sin(2 * np.pi * np.arange(length) / length)
    rows = labels[:, None] * wave + 0.5 * rng.normal(size=(count, length))
    return rows.astype(np.float32), labels


def fitted_head(activations, labels):
    """Weight (p x 1) and bias (1) of one logit, by least squares."""
    ones = np.ones((len(activations), 1))
    found = np.linalg.lstsq(np.hstack([activations, ones]), 8.0 * labels - 4, rcond=None)[0]
    return found[:-1, None], found[-1:]


# Answers rows of float32 from the standard input, a label a line.
DEVICE = """
#include <stdio.h>
#include <tessera.h>
#include <teacher.h>
int main(void) {
  static tessera_model model;
  static float samples[TEACHER_INPUT_COUNT];
  static int8_t input[TEACHER_INPUT_COUNT];
  static uint32_t scratch[TEACHER_SCRATCH_SIZE / 4 + 1];
  tessera_result result;
  if (tessera_open(&model, teacher_blob, TEACHER_SIZE) != TESSERA_OK) return 1;
  while (fread(samples, sizeof samples, 1, stdin) == 1) {
    if (tessera_quantize_f32(&model, samples, TEACHER_INPUT_COUNT, input) != TESSERA_OK ||
        tessera_infer(&model, input, TEACHER_INPUT_COUNT, scratch, sizeof scratch, &result) !=
            TESSERA_OK) return 2;
    printf("%d\\n", (int)result.label);
  }
  return 0;
}
"""


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

    def firmware_labels(self, dump, rows, *options):
        """The labels that the firmware of a student of `dump` gives to rows, on this computer."""
        stem = str(dump).removesuffix(".npz")
        self.tessera("compress", dump, "--search", "published", "--k", "1...2", "--inputs", "int8",
                     "--output", f"{stem}.tessera", "--force", *options)
        self.tessera("generate", f"{stem}.tessera", "--name", "teacher", "--output", f"{stem}-c")
        main = Path(f"{stem}-c/main.c")
        main.write_text(DEVICE)
        sources = [f"{stem}-c/src/{name}.c" for name in ("tessera", "teacher")]
        subprocess.run(["gcc", "-std=c99", "-O1", f"-I{stem}-c/src", main, *sources, "-o",
                        f"{stem}-c/device"], check=True)
        done = subprocess.run([f"{stem}-c/device"], input=rows.astype(np.float32).tobytes(),
                              capture_output=True, check=True)
        return np.array(done.stdout.split(), int)

    def assert_one_logit_is_a_twin_of_two(self, export_one, export_two):
        """Both, with labels and as a transfer set without, end in firmware of equal accuracy.

        Each takes rows, the path of a dump and options, and writes the dump of its network.
        """
        rows, labels = beats_or_none()
        fresh, fresh_labels = beats_or_none(seed=6)
        answers = []
        for name, export in [("one", export_one), ("two", export_two)]:
            export(rows, self.path(f"{name}.npz"), labels=labels)
            export(fresh, self.path(f"{name}-transfer.npz"))
            self.assertEqual(np.load(self.path(f"{name}-transfer.npz"))["logits"].shape, (240, 2))
            answers.append(self.firmware_labels(self.path(f"{name}.npz"), fresh, "--transfer",
                                                self.path(f"{name}-transfer.npz")))
        self.assertEqual(set(answers[0].tolist()), {0, 1})
        accuracy = [(found == fresh_labels).mean() for found in answers]
        self.assertEqual(accuracy[0], accuracy[1])
        self.assertGreater(accuracy[0], 0.9)

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
