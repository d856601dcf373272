"""PyTorch modules of several forms."""

import os
import subprocess
import sys
import unittest
from unittest import mock

import numpy as np
import torch
from torch import nn

from exporter_test import CLASSES, EXPORTERS, ExporterTest, windows
import torch_dump
from dump_writer import ExportError, softmax

MODULE = """
from torch import nn

def build(classes=3):
    return nn.Sequential(nn.Conv1d(1, 8, 5), nn.ReLU(), nn.AdaptiveAvgPool1d(1), nn.Flatten(),
                         nn.Linear(8, classes))
"""


class Residual(nn.Module):
    """Convolutions, batch normalisation with statistics, dropout, a head of any ending."""

    def __init__(self, ending=None, channels=1):
        super().__init__()
        self.stem = nn.Conv1d(channels, 8, 5, padding=2)
        self.norm = nn.BatchNorm1d(8)
        self.block = nn.Conv1d(8, 8, 3, padding=1, groups=2, bias=False)
        self.drop, self.fc, self.ending = nn.Dropout(0.5), nn.Linear(8, 3), ending
        nn.init.uniform_(self.norm.running_mean)
        nn.init.uniform_(self.norm.running_var, 0.5, 2)

    def forward(self, rows):
        x = torch.relu(self.norm(self.stem(rows)))
        x = torch.relu(x + self.block(x)).mean(2)
        logits = self.fc(self.drop(x))
        return self.ending(logits) if self.ending else logits


class Recurrent(nn.Module):
    """A GRU over time; the head has no bias."""

    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(1, 6, batch_first=True)
        self.fc = nn.Linear(6, 3, bias=False)

    def forward(self, rows):
        return self.fc(self.gru(rows.transpose(1, 2))[0][:, -1])


class TorchDumps(ExporterTest):
    def setUp(self):
        super().setUp()
        torch.manual_seed(0)
        self.rows, self.labels, self.groups = windows(channels=1)

    def test_head_gives_logits_and_logits_give_the_modules_answers(self):
        for name, model, ending in [
            ("a module", Residual(), lambda logits: logits),
            ("softmax in forward", Residual(lambda z: torch.softmax(z, 1)), softmax),
            ("log-softmax", Residual(nn.LogSoftmax(1)), lambda z: np.log(softmax(z))),
            ("a GRU", Recurrent(), lambda logits: logits),
        ]:
            with self.subTest(name):
                torch_dump.export(model, self.rows, self.path("a.npz"), labels=self.labels,
                                  groups=self.groups, class_names=CLASSES)
                with torch.no_grad():
                    answers = model(torch.from_numpy(self.rows)).numpy()
                logits = np.load(self.path("a.npz"))["logits"]
                np.testing.assert_allclose(ending(logits), answers, atol=1e-5)
                self.assert_head_gives_logits(self.path("a.npz"))
                self.assertIn("activation dump", self.tessera("inspect", self.path("a.npz")))

    def test_tessera_compresses_what_the_command_wrote(self):
        (self.directory / "mynet.py").write_text(MODULE)
        space = {}
        exec(MODULE, space)
        torch.save(space["build"]().state_dict(), self.path("weights.pt"))
        inputs, labels, groups = self.save(inputs=self.rows[:, 0], labels=self.labels,
                                           groups=self.groups)
        command = [sys.executable, EXPORTERS / "torch_dump.py", "mynet:build", inputs,
                   "--weights", self.path("weights.pt"), "--input-shape", "1,24",
                   "--labels", labels, "--groups", groups]
        for name, options in [("train.npz", []), ("transfer", ["--augment", "all",
                                                               "--count", "900"])]:
            done = subprocess.run([*command, *options, "--output", self.path(name)],
                                  capture_output=True, text=True, cwd=self.directory)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertIn("head 4, 8 activations, 3 outputs", done.stdout)
        self.assert_tessera_takes(self.path("train.npz"), "--transfer", self.path("transfer"),
                                  "--force")

    def test_multiply_accumulates_and_parameters_are_those_counted_by_hand(self):
        teacher = torch_dump.read_teacher(Residual(), self.rows)
        self.assertEqual(teacher.macs, 24 * 5 * 8 + 24 * 3 * 4 * 8 + 8 * 3)
        self.assertEqual(teacher.parameters, 5 * 8 + 8 + 4 * 8 + 8 * 4 * 3 + 8 * 3 + 3)
        self.assertEqual(torch_dump.read_teacher(Recurrent(), self.rows).macs,
                         24 * (18 + 6 * 18) + 6 * 3)

    def test_a_layer_that_is_not_known_is_told(self):
        class Mixed(nn.Module):
            def __init__(self):
                super().__init__()
                self.mixer, self.fc = nn.Bilinear(24, 24, 5), nn.Linear(5, 3)

            def forward(self, rows):
                return self.fc(self.mixer(rows[:, 0], rows[:, 0]))

        teacher = torch_dump.read_teacher(Mixed(), self.rows)
        self.assertEqual(teacher.uncounted, ("mixer (Bilinear)",))

    def test_channels_stay_in_the_modules_order(self):
        rows = windows(channels=2)[0]
        torch_dump.export(Residual(channels=2), rows, self.path("a.npz"))
        np.testing.assert_array_equal(np.load(self.path("a.npz"))["inputs"], rows)

    def test_what_does_not_fit_is_refused_in_one_line(self):
        (self.directory / "mynet.py").write_text(MODULE)
        space = {}
        exec(MODULE, space)
        torch.save(space["build"](5).state_dict(), self.path("other.pt"))
        torch.save(space["build"](), self.path("whole.pt"))
        inputs, flat = self.save(inputs=self.rows, flat=self.rows[:, 0])
        with mock.patch.object(sys, "path", [str(self.directory), *sys.path]):
            for arguments, words in [
                (["mynet:build", flat], ["does not take rows of shape (24,)", "--input-shape"]),
                (["mynet:build", inputs, "--layer", "fc"], ["no nn.Linear fc; there are 4"]),
                (["mynet:nothing", inputs], ["mynet has no nothing"]),
                (["mynet", inputs], ["package.module:name"]),
                (["nonet:build", inputs], ["cannot be imported"]),
                ([self.path("other.pt"), inputs], ["--weights", "onnx_dump.py"]),
                (["mynet:build", inputs, "--weights", self.path("whole.pt")], ["no state_dict"]),
                (["mynet:build", inputs, "--weights", self.path("none.pt")], ["not found"]),
                (["mynet:build", inputs, "--weights", self.path("other.pt")], ["size mismatch"]),
            ]:
                with self.subTest(arguments=arguments):
                    self.assert_refused(torch_dump, arguments, *words)

    def test_torchscript_is_sent_to_onnx(self):
        script = torch.jit.script(nn.Sequential(nn.Flatten(), nn.Linear(24, 3)))
        with self.assertRaisesRegex(ExportError, "onnx_dump.py"):
            torch_dump.export(script, self.rows, self.path("a.npz"))

    @unittest.skipUnless("EXCHANGE" in os.environ, "EXCHANGE is set by Scripts/test-examples.sh")
    def test_the_same_network_gives_the_same_dump_by_way_of_onnx(self):
        """Run in Debian's Python; `test_onnx_dump` reads its files in EXCHANGE."""
        model = Residual().eval()
        stem = os.path.join(os.environ["EXCHANGE"], "residual")
        torch_dump.export(model, self.rows, f"{stem}.npz", labels=self.labels)
        torch.onnx.export(model, torch.zeros(1, 1, 24), f"{stem}.onnx", input_names=["rows"],
                          output_names=["logits"], dynamic_axes={"rows": {0: "count"}})


if __name__ == "__main__":
    unittest.main()
