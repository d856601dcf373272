"""PyTorch modules of several forms."""

import os
import subprocess
import sys
import unittest
import warnings
from unittest import mock

import numpy as np
import torch
from torch import nn

from exporter_test import CLASSES, EXPORTERS, ExporterTest, beats_or_none, fitted_head, windows
from tessera_pla.exporters import torch_dump
from tessera_pla.exporters.outputs import softmax
from tessera_pla.exporters.teacher import ExportError

MODULE = """
from torch import nn

def build(classes=3):
    return nn.Sequential(nn.Conv1d(1, 8, 5), nn.ReLU(), nn.AdaptiveAvgPool1d(1), nn.Flatten(),
                         nn.Linear(8, classes))
"""


TEACHERS = """
import torch
from torch import nn

class Given(nn.Module):
    def __init__(self, forward, *layers):
        super().__init__()
        torch.manual_seed(0)
        self.layers, self.function = nn.ModuleList(layers), forward

    def forward(self, rows):
        return self.function(rows, *self.layers)

def two():
    return Given(lambda x, a, b: (a(x[:, 0]), b(x[:, 0])), nn.Linear(24, 3), nn.Linear(24, 2))

def steps():
    return Given(lambda x, a, b: b(a(x.transpose(1, 2))[0])[:, -1], nn.GRU(1, 4, batch_first=True),
                 nn.Linear(4, 3))

def pooled():
    return Given(lambda x, a, b: b(a(x).mean(2)), nn.Conv1d(1, 1, 5), nn.Sigmoid())

def doubt():
    return Given(lambda x, a: torch.sigmoid(a(x).mean(2)), nn.Conv1d(1, 1, 5))

def squeezed():
    return Given(lambda x, a: a(x[:, 0]).squeeze(), nn.Linear(24, 1))

def several():
    return Given(lambda x, a: torch.sigmoid(a(x[:, 0])), nn.Linear(24, 3))
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


class Called(nn.Module):
    """A module as a function uses it."""

    def __init__(self, module, function):
        super().__init__()
        self.module, self.function = module, function
        self.head = nn.Flatten()

    def forward(self, rows):
        return self.head(self.function(self.module, rows))


def each_step(cell, rows):
    state = None
    for step in rows.unbind(2):
        state = cell(step, state)
    return state[0] if isinstance(state, tuple) else state


def spikes(layer, rows):
    for _ in range(8):
        rows = (layer(rows) > 0).float()
    return rows


def lazy(width):
    """A layer that finds out what it takes; PyTorch warns that such are new."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return nn.LazyLinear(width)


class Stepwise(nn.Module):
    """A dense layer at each step, and what is made of its answers."""

    def __init__(self, layer, reduce):
        super().__init__()
        self.layer, self.reduce = layer, reduce

    def forward(self, rows):
        return self.reduce(self.layer(rows.transpose(1, 2)))


class Auxiliary(nn.Module):
    """A second head, which is called after the first and does not answer."""

    def __init__(self):
        super().__init__()
        self.first, self.answer, self.other = nn.Linear(24, 6), nn.Linear(6, 3), nn.Linear(6, 3)

    def forward(self, rows):
        hidden = torch.relu(self.first(rows[:, 0]))
        answer = self.answer(hidden)
        self.last = self.other(hidden)
        return answer


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

    def test_every_call_of_a_module_or_a_function_is_counted(self):
        for name, build, steps, macs in [
            ("a cell over 24 steps", lambda: nn.GRUCell(1, 6), each_step, 24 * (18 + 6 * 18)),
            ("an LSTM cell", lambda: nn.LSTMCell(1, 6), each_step, 24 * (24 + 6 * 24)),
            ("8 spiking steps", lambda: nn.Linear(24, 24), spikes, 8 * 24 * 24),
            ("attention", lambda: nn.MultiheadAttention(24, 2), lambda module, rows: module(
                rows, rows, rows)[0], 4 * 24 * 24 + 2 * 24),
            ("a function", nn.Identity, lambda module, rows: rows @ rows.transpose(1, 2), 24),
            ("complex numbers", nn.Identity, lambda module, rows: (
                rows.to(torch.cfloat) @ rows.to(torch.cfloat).transpose(1, 2)).real, 4 * 24),
            ("rows of steps", lambda: nn.Linear(6, 2), lambda module, rows: module(
                rows.reshape(-1, 6)).reshape(len(rows), 8), 4 * 12),
        ]:
            with self.subTest(name):
                teacher = torch_dump.read_teacher(Called(build(), steps), self.rows,
                                                  has_head=False)
                self.assertEqual((teacher.macs, teacher.uncounted), (macs, ()))

    def test_an_answer_for_each_step_is_refused_and_the_last_step_or_the_mean_is_read(self):
        layer = nn.Linear(1, 3)
        with self.assertRaisesRegex(ExportError, "8 x 24 x 3 .* the last step or a mean"):
            torch_dump.export(Stepwise(layer, lambda z: z), self.rows, self.path("a.npz"))
        for reduce in (lambda z: z[:, -1], lambda z: z.mean(1)):
            torch_dump.export(Stepwise(layer, reduce), self.rows, self.path("a.npz"),
                              has_head=False)
            self.assertEqual(np.load(self.path("a.npz"))["logits"].shape, (240, 3))

    def test_modules_that_leave_pytorch_are_counted_as_far_as_is_known(self):
        for function, uncounted in [
            (lambda module, rows: torch.from_numpy(module(rows[:, 0]).numpy()), ()),
            (lambda module, rows: torch.fft.rfft(module(rows[:, 0])).real, ("model (_fft_r2c)",)),
        ]:
            teacher = torch_dump.read_teacher(Called(nn.Linear(24, 3), function), self.rows,
                                              has_head=False)
            self.assertEqual((teacher.macs, teacher.uncounted), (72, uncounted))

    def test_one_logit_answers_0_or_1_in_firmware_as_two_logits_do(self):
        def export(outputs, *after):
            def write(rows, path, **options):
                torch.manual_seed(0)
                model = nn.Sequential(nn.Linear(24, 12), nn.ReLU(), nn.Linear(12, outputs), *after)
                known, labels = beats_or_none()
                with torch.no_grad():
                    weight, bias = fitted_head(model[:2](torch.from_numpy(known)).numpy(), labels)
                    zeros = np.zeros((12, outputs - 1))
                    model[2].weight[:] = torch.from_numpy(np.hstack([zeros, weight]).T)
                    model[2].bias[:] = torch.from_numpy(np.append(zeros[0], bias))
                torch_dump.export(model, rows, path, **options)
            return write

        self.assert_one_logit_is_a_twin_of_two(export(1, nn.Sigmoid()), export(2))
        self.assert_one_logit_is_a_twin_of_two(
            lambda *arguments, **options: export(1, nn.Flatten(0))(
                *arguments, **options, task="classification"), export(2))

    def test_modules_as_people_have_them_are_read_right(self):
        for name, model in [
            ("an auxiliary head that is called last", Auxiliary()),
            ("weight normalisation", nn.Sequential(nn.Flatten(), nn.utils.weight_norm(
                nn.Linear(24, 3)))),
            ("dropout at the end", nn.Sequential(nn.Flatten(), nn.Linear(24, 3), nn.Dropout())),
            ("lazy layers", nn.Sequential(nn.Flatten(), lazy(6), lazy(3))),
            ("double precision", nn.Sequential(nn.Flatten(), nn.Linear(24, 3)).double()),
            ("data parallel", nn.DataParallel(nn.Sequential(nn.Flatten(), nn.Linear(24, 3)))),
        ]:
            with self.subTest(name):
                written = torch_dump.export(model, self.rows, self.path("a.npz"))
                self.assertEqual(written.notes, ())
                self.assert_head_gives_logits(self.path("a.npz"))
                with torch.no_grad():
                    taken = torch.from_numpy(self.rows).to(next(model.parameters()))
                    answers = model(taken).float().numpy()
                dump = np.load(self.path("a.npz"))
                np.testing.assert_allclose(dump["logits"], answers, atol=1e-5)
                self.assertIn("teacher_macs", dump.files)

    def test_each_remedy_of_a_refused_module_works(self):
        (self.directory / "teachers.py").write_text(TEACHERS)
        inputs, = self.save(inputs=self.rows)
        alone = "--no-head --task classification"
        for name, remedies, outputs in [
            ("two", ["--answer 0"], 3), ("steps", [alone, "--task regression"], 3),
            ("pooled", [alone, "--task regression"], 1),
            ("squeezed", ["--task classification", "--task regression"], 1),
            ("doubt", ["--no-head --outputs-are probabilities", "--no-head --outputs-are logits",
                       "--task regression"], 1),
            ("several", ["--task multilabel", "--task classification"], 3),
        ]:
            with self.subTest(name), mock.patch.object(sys, "path",
                                                       [str(self.directory), *sys.path]):
                arguments = [f"teachers:{name}", inputs]
                self.assert_refused(torch_dump, arguments, *remedies)
                for remedy in remedies:
                    code, _, messages = self.command(torch_dump, *arguments, *remedy.split(),
                                                     "--output", self.path("a.npz"))
                    self.assertEqual(code, 0, messages)
                    is_class = "regression" not in remedy and "multilabel" not in remedy
                    dump = np.load(self.path("a.npz"))
                    self.assertEqual(dump["logits" if is_class else "activations"].shape[1],
                                     2 if outputs == 1 and is_class else outputs)

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
