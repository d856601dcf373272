"""ONNX models, built operator by operator, and one that PyTorch exported."""

import os
import subprocess
import sys
import unittest

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from exporter_test import CLASSES, EXPORTERS, ExporterTest, beats_or_none, fitted_head, windows
from tessera_pla.exporters import onnx_dump
from tessera_pla.exporters.outputs import softmax
from tessera_pla.exporters.teacher import ExportError

RNG = np.random.default_rng(0)
CONV, CONV_BIAS = RNG.normal(size=(8, 1, 5)) / 2, RNG.normal(size=8)
WEIGHT, BIAS = RNG.normal(size=(8, 3)), RNG.normal(size=3)
STATISTICS = [np.linspace(0.5, 2, 8) + i for i in range(4)]


def model(head, stored, output, count="count", real=TensorProto.FLOAT, classes=3):
    """Convolution, batch normalisation, ReLU and pooling to tensor `pooled`, then `head`."""
    kind = helper.tensor_dtype_to_np_dtype(real)
    arrays = {"conv": CONV, "conv_bias": CONV_BIAS, **stored,
              **{f"statistics{i}": values for i, values in enumerate(STATISTICS)}}
    node = helper.make_node
    nodes = [
        node("Conv", ["rows", "conv", "conv_bias"], ["wave"], "conv", pads=[2, 2]),
        node("BatchNormalization", ["wave", *(f"statistics{i}" for i in range(4))], ["normal"]),
        node("Relu", ["normal"], ["positive"]),
        node("GlobalAveragePool", ["positive"], ["average"]),
        node("Flatten", ["average"], ["pooled"]),
        *head,
    ]
    graph = helper.make_graph(
        nodes, "teacher", [helper.make_tensor_value_info("rows", real, [count, 1, 24])],
        [helper.make_tensor_value_info(output, real, [count, classes])],
        [numpy_helper.from_array(np.asarray(array, kind if np.asarray(array).dtype.kind == "f"
                                            else None), name) for name, array in arrays.items()])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def gemm(**options):
    return model([helper.make_node("Gemm", ["pooled", "w", "b"], ["z"], "head")],
                 {"w": WEIGHT, "b": BIAS}, "z", **options)


def pooled(rows):
    """The inputs of the head, in NumPy."""
    padded = np.pad(rows, ((0, 0), (2, 2)))
    views = np.lib.stride_tricks.sliding_window_view(padded, 5, axis=1)
    wave = views @ CONV[:, 0].T + CONV_BIAS
    scale, shift, mean, variance = STATISTICS
    return np.maximum((wave - mean) / np.sqrt(variance + 1e-5) * scale + shift, 0).mean(axis=1)


class OnnxDumps(ExporterTest):
    def setUp(self):
        super().setUp()
        self.rows, self.labels, self.groups = windows()
        self.activations = pooled(self.rows.astype(np.float64))
        self.logits = self.activations @ WEIGHT + BIAS

    def test_heads_of_every_form_are_found(self):
        node = helper.make_node
        transposed = {"w": WEIGHT.T, "b": BIAS}
        for name, network, logits in [
            ("Gemm", gemm(), self.logits),
            ("Gemm with transB", model([node("Gemm", ["pooled", "w", "b"], ["z"], transB=1)],
                                       transposed, "z"), self.logits),
            ("Gemm with alpha and beta", model(
                [node("Gemm", ["pooled", "w", "b"], ["z"], alpha=0.5, beta=2.0)],
                {"w": WEIGHT, "b": BIAS}, "z"), self.activations @ WEIGHT / 2 + 2 * BIAS),
            ("Gemm without bias", model([node("Gemm", ["pooled", "w"], ["z"])], {"w": WEIGHT},
                                        "z"), self.activations @ WEIGHT),
            ("MatMul and Add", model([node("MatMul", ["pooled", "w"], ["product"]),
                                      node("Add", ["b", "product"], ["z"])],
                                     {"w": WEIGHT, "b": BIAS}, "z"), self.logits),
            ("MatMul alone", model([node("MatMul", ["pooled", "w"], ["z"])], {"w": WEIGHT}, "z"),
             self.activations @ WEIGHT),
            ("a transposed weight", model([node("Transpose", ["w"], ["turned"]),
                                           node("Gemm", ["pooled", "turned", "b"], ["z"])],
                                          transposed, "z"), self.logits),
            ("Softmax", model([node("Gemm", ["pooled", "w", "b"], ["z"]),
                               node("Softmax", ["z"], ["p"])], {"w": WEIGHT, "b": BIAS}, "p"),
             self.logits),
            ("LogSoftmax", model([node("Gemm", ["pooled", "w", "b"], ["z"]),
                                  node("LogSoftmax", ["z"], ["p"])], {"w": WEIGHT, "b": BIAS},
                                 "p"), self.logits - np.log(
                                     np.exp(self.logits).sum(axis=1, keepdims=True))),
        ]:
            with self.subTest(name):
                onnx.checker.check_model(network)
                onnx_dump.export(network, self.rows, self.path("a.npz"), labels=self.labels,
                                 groups=self.groups, class_names=CLASSES)
                dump = np.load(self.path("a.npz"))
                np.testing.assert_allclose(dump["activations"], self.activations, atol=1e-5)
                np.testing.assert_allclose(softmax(dump["logits"].astype(np.float64)),
                                           softmax(logits), atol=1e-5)
                self.assert_head_gives_logits(self.path("a.npz"))
                self.assertIn("activation dump", self.tessera("inspect", self.path("a.npz")))

    def test_tessera_compresses_what_the_command_wrote(self):
        onnx.save(gemm(), self.path("teacher.onnx"))
        inputs, labels, groups = self.save(inputs=self.rows, labels=self.labels,
                                           groups=self.groups)
        command = [sys.executable, EXPORTERS / "onnx_dump.py", self.path("teacher.onnx"), inputs,
                   "--labels", labels, "--groups", groups]
        for name, options in [("train", []), ("transfer.npz", ["--augment", "mixup,shift",
                                                               "--count", "900"])]:
            done = subprocess.run([*command, *options, "--output", self.path(name)],
                                  capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertIn("head head, 8 activations, 3 outputs", done.stdout)
        self.assert_tessera_takes(self.path("train"), "--transfer", self.path("transfer.npz"))

    def test_half_precision_runs(self):
        onnx_dump.export(gemm(real=TensorProto.FLOAT16), self.rows, self.path("a.npz"))
        np.testing.assert_allclose(np.load(self.path("a.npz"))["logits"], self.logits, atol=0.05)

    def test_a_network_of_a_fixed_number_of_rows_is_run_so(self):
        onnx_dump.export(gemm(count=7), self.rows, self.path("a.npz"))
        np.testing.assert_allclose(np.load(self.path("a.npz"))["logits"], self.logits, atol=1e-5)

    def test_multiply_accumulates_and_parameters_are_those_counted_by_hand(self):
        teacher = onnx_dump.read_teacher(gemm(), self.rows[:, None])
        self.assertEqual(teacher.macs, 24 * 5 * 8 + 8 * 3)
        self.assertEqual(teacher.parameters, 5 * 8 + 8 + 4 * 8 + 8 * 3 + 3)
        self.assertEqual(teacher.uncounted, ())

    def test_an_operator_that_is_not_known_is_told(self):
        head = [helper.make_node("Einsum", ["pooled", "m"], ["mixed"], "mixer", equation="ij,jk"),
                helper.make_node("Gemm", ["mixed", "w", "b"], ["z"], "head")]
        network = model(head, {"m": np.eye(8), "w": WEIGHT, "b": BIAS}, "z")
        self.assertEqual(onnx_dump.read_teacher(network, self.rows[:, None]).uncounted,
                         ("mixer (Einsum)",))

    def test_what_does_not_fit_is_refused_in_one_line(self):
        onnx.save(gemm(), self.path("teacher.onnx"))
        scaled = [helper.make_node("Gemm", ["pooled", "w", "b"], ["z"], "head"),
                  helper.make_node("Mul", ["z", "z"], ["squares"], "square")]
        onnx.save(model(scaled, {"w": WEIGHT, "b": BIAS}, "squares"), self.path("squares.onnx"))
        (self.directory / "broken.onnx").write_text("no model")
        inputs, narrow, short = self.save(inputs=self.rows, narrow=self.rows[:, 1:],
                                          short=self.labels[1:])
        teacher = self.path("teacher.onnx")
        for arguments, words in [
            ([teacher, narrow], ["23", "1 x 24"]),
            ([teacher, inputs, "--labels", short], ["239", "240"]),
            ([teacher, inputs, "--layer", "fc"], ["no dense layer fc; there are head"]),
            ([self.path("squares.onnx"), inputs], ["Mul square", "--no-head", "head"]),
            ([self.path("squares.onnx"), inputs, "--layer", "head"], ["not those of head"]),
            ([self.path("broken.onnx"), inputs], ["no valid ONNX"]),
            ([self.path("none.onnx"), inputs], ["not found"]),
        ]:
            with self.subTest(arguments=arguments):
                self.assert_refused(onnx_dump, arguments, *words)

    def test_one_logit_answers_0_or_1_in_firmware_as_two_logits_do(self):
        def export(outputs, *after, **extra):
            def write(rows, path, **options):
                known, labels = beats_or_none()
                weight, bias = fitted_head(pooled(known), labels)
                zeros = np.zeros((8, outputs - 1))
                head = [helper.make_node("Gemm", ["pooled", "w", "b"], ["z"]), *after]
                network = model(head, {"w": np.hstack([zeros, weight]),
                                       "b": np.append(zeros[0], bias)}, after[0].output[0]
                                if after else "z", classes=outputs)
                onnx_dump.export(network, rows, path, **options, **extra)
            return write

        sigmoid = helper.make_node("Sigmoid", ["z"], ["p"])
        self.assert_one_logit_is_a_twin_of_two(export(1, sigmoid), export(2))
        self.assert_one_logit_is_a_twin_of_two(export(1, sigmoid, has_head=False), export(2))
        self.assert_one_logit_is_a_twin_of_two(export(1, task="classification"), export(2))

    def test_each_remedy_of_a_refused_model_works(self):
        node = helper.make_node
        dense, inputs = node("Gemm", ["pooled", "w", "b"], ["z"], "head"), self.save(
            inputs=self.rows)[0]
        three, one = {"w": WEIGHT, "b": BIAS}, {"w": WEIGHT[:, :1], "b": BIAS[:1] - 1}
        alone = ["--no-head --task classification", "--task regression"]
        tasks = ["--task classification", "--task regression"]
        for name, head, stored, outputs, remedies in [
            ("a temperature", [dense, node("Div", ["z", "t"], ["d"]),
                               node("Softmax", ["d"], ["y"])],
             {**three, "t": np.array(2.0)}, 3, alone),
            ("two products", [node("MatMul", ["pooled", "w"], ["m"]),
                              node("MatMul", ["pooled", "v"], ["n"]),
                              node("Add", ["m", "n"], ["y"])],
             {"w": WEIGHT, "v": WEIGHT[::-1]}, 3, alone),
            ("ReLU", [dense, node("Relu", ["z"], ["y"])], three, 3, alone),
            ("several labels", [dense, node("Sigmoid", ["z"], ["y"])], three, 3,
             ["--task multilabel", "--task classification"]),
            ("a number", [dense, node("Identity", ["z"], ["y"])], one, 1, tasks),
            ("tanh", [dense, node("Tanh", ["z"], ["y"])], one, 1, tasks),
        ]:
            onnx.save(model(head, stored, "y", classes=outputs), self.path("teacher.onnx"))
            arguments = [self.path("teacher.onnx"), inputs]
            with self.subTest(name):
                self.assert_refused(onnx_dump, arguments, *remedies)
                for remedy in remedies:
                    code, _, messages = self.command(onnx_dump, *arguments, *remedy.split(),
                                                     "--output", self.path("a.npz"))
                    self.assertEqual(code, 0, messages)
                    dump = np.load(self.path("a.npz"))
                    is_class = "classification" in remedy
                    self.assertEqual(dump["logits" if is_class else "activations"].shape[1],
                                     max(2, outputs) if is_class else outputs)

    def test_several_labels_are_written_as_their_logits(self):
        head = [helper.make_node("Gemm", ["pooled", "w", "b"], ["z"]),
                helper.make_node("Sigmoid", ["z"], ["y"])]
        network = model(head, {"w": WEIGHT, "b": BIAS}, "y")
        for has_head in (True, False):
            onnx_dump.export(network, self.rows, self.path("a.npz"), task="multilabel",
                             has_head=has_head)
            dump = np.load(self.path("a.npz"))
            self.assertNotIn("logits", dump.files)
            held = np.clip(self.logits, -16, 16)
            np.testing.assert_allclose(np.clip(dump["activations"], -16, 16), held, atol=0.3)

    def test_one_of_two_outputs_is_named(self):
        network = gemm()
        network.graph.output.append(helper.make_tensor_value_info("pooled", TensorProto.FLOAT,
                                                                  ["count", 8]))
        with self.assertRaisesRegex(ExportError, "--answer z"):
            onnx_dump.export(network, self.rows, "no.npz")
        onnx_dump.export(network, self.rows, self.path("a.npz"), answer="z")
        self.assert_head_gives_logits(self.path("a.npz"))

    def test_hard_sigmoids_of_any_slope_are_two_classes(self):
        for slope in (0.2, 1 / 6):
            network = model([helper.make_node("Gemm", ["pooled", "w", "b"], ["z"]),
                             helper.make_node("HardSigmoid", ["z"], ["y"], alpha=slope)],
                            {"w": WEIGHT[:, :1], "b": BIAS[:1]}, "y", classes=1)
            onnx_dump.export(network, self.rows, self.path("a.npz"))
            np.testing.assert_allclose(np.load(self.path("a.npz"))["logits"][:, 1:],
                                       self.logits[:, :1], atol=1e-5)

    @unittest.skipUnless("EXCHANGE" in os.environ, "EXCHANGE is set by Scripts/test-examples.sh")
    def test_the_same_network_gives_the_same_dump_by_way_of_onnx(self):
        """`test_torch_dump` left a network and its dump in EXCHANGE."""
        stem = os.path.join(os.environ["EXCHANGE"], "residual")
        expected = np.load(f"{stem}.npz")
        onnx_dump.export(onnx.load(f"{stem}.onnx"), expected["inputs"], self.path("a.npz"),
                         labels=expected["labels"])
        dump = np.load(self.path("a.npz"))
        for name in ("inputs", "activations", "logits", "labels", "head_weight", "teacher_macs"):
            np.testing.assert_allclose(dump[name], expected[name], atol=1e-5, err_msg=name)


if __name__ == "__main__":
    unittest.main()
