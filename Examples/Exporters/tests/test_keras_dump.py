"""Keras models of several forms."""

import subprocess
import sys
import unittest

import numpy as np

from exporter_test import CLASSES, EXPORTERS, ExporterTest, beats_or_none, fitted_head, windows
from tessera_pla.exporters import keras_dump
from tessera_pla.exporters.teacher import ExportError
import keras
from keras import layers


def sequential(*after, length=24, channels=1, activation=None):
    """Convolution, batch normalisation, pooling, dropout, head; random statistics."""
    keras.utils.set_random_seed(0)
    model = keras.Sequential([
        keras.Input((length, channels)),
        layers.Conv1D(8, 5, padding="same"),
        layers.BatchNormalization(),
        layers.ReLU(),
        layers.GlobalAveragePooling1D(),
        layers.Dropout(0.5),
        layers.Dense(3, activation=activation, name="classes"),
        *after,
    ])
    model.layers[1].set_weights([np.linspace(0.5, 2, 8) + i for i in range(4)])
    return model


def functional():
    """Two branches, a nested model and a dense layer that is not the head."""
    keras.utils.set_random_seed(0)
    inputs = keras.Input((24,))
    wave = layers.Reshape((24, 1))(inputs)
    stem = keras.Sequential([layers.SeparableConv1D(4, 3), layers.MaxPooling1D(2)], name="stem")
    left = layers.Flatten()(stem(wave))
    right = layers.Dense(5, activation="tanh", name="side")(inputs)
    joined = layers.Concatenate()([left, right])
    return keras.Model(inputs, layers.Dense(3, name="classes", use_bias=False)(joined))


class Subclassed(keras.Model):
    """Layers that only `call` connects, with the softmax in it."""

    def __init__(self):
        super().__init__()
        self.hidden, self.classes = layers.Dense(7, "relu"), layers.Dense(3)

    def call(self, rows, training=False):
        return keras.ops.softmax(self.classes(self.hidden(rows)))


class Closed(layers.Layer):
    """A cell with a layer in it, as those of closed-form continuous-time networks."""

    def __init__(self):
        super().__init__()
        self.state_size, self.mixed = 4, layers.Dense(4, "tanh")

    def build(self, shape):
        self.mixed.build((None, shape[-1] + self.state_size))

    def call(self, rows, states, training=False):
        state = self.mixed(keras.ops.concatenate([rows, states[0]], axis=1))
        return state, [state]


MODELS = {
    "a sequential model": (sequential, False),
    "softmax in the head": (lambda: sequential(activation="softmax"), True),
    "a softmax layer after the head": (lambda: sequential(layers.Softmax()), True),
    "an activation layer after the head": (lambda: sequential(layers.Activation("softmax")), True),
    "a functional model": (functional, False),
    "a subclassed model": (Subclassed, True),
}


class KerasDumps(ExporterTest):
    def test_head_gives_logits_and_logits_give_the_models_answers(self):
        rows, labels, groups = windows()
        for name, (build, has_softmax) in MODELS.items():
            with self.subTest(name):
                keras.utils.set_random_seed(1)
                model = build()
                taken = rows[:, :, None] if len(getattr(model, "input_shape", ())) == 3 else rows
                answers = np.asarray(model(taken, training=False))
                keras_dump.export(model, rows, self.path("a.npz"), labels=labels, groups=groups,
                                  class_names=CLASSES)
                logits = np.load(self.path("a.npz"))["logits"]
                given = np.asarray(keras.ops.softmax(logits)) if has_softmax else logits
                np.testing.assert_allclose(given, answers, atol=1e-5)
                self.assert_head_gives_logits(self.path("a.npz"))
                self.assertIn("activation dump", self.tessera("inspect", self.path("a.npz")))

    def test_tessera_compresses_what_the_command_wrote(self):
        rows, labels, groups = windows()
        inputs, *files = self.save(inputs=rows, labels=labels, groups=groups)
        sequential(activation="softmax").save(self.path("teacher.keras"))
        command = [sys.executable, EXPORTERS / "keras_dump.py", self.path("teacher.keras"), inputs,
                   "--labels", files[0], "--groups", files[1], "--class-names", ",".join(CLASSES)]
        done = subprocess.run([*command, "--output", self.path("train.npz")],
                              capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("head classes, 8 activations, 3 outputs", done.stdout)
        code, _, messages = self.command(keras_dump, *command[2:], "--augment", "all", "--count",
                                         900, "--output", self.path("transfer"))
        self.assertEqual((code, messages), (0, ""))
        self.assert_tessera_takes(self.path("train.npz"), "--transfer", self.path("transfer"))

    def test_a_folder_of_tessera_augment_becomes_a_transfer_set(self):
        rows, labels, groups = windows()
        model = sequential()
        model.save(self.path("teacher.keras"))
        keras_dump.export(model, rows, self.path("train.npz"), labels=labels, groups=groups)
        self.tessera("augment", self.path("train.npz"), "--count", 600, "--output",
                     self.path("made"))
        code, _, messages = self.command(keras_dump, self.path("teacher.keras"), self.path("made"),
                                         "--output", self.path("transfer.npz"))
        self.assertEqual((code, messages), (0, ""))
        self.assertEqual(np.load(self.path("transfer.npz"))["parents"].shape, (600, 2))
        self.assert_tessera_takes(self.path("train.npz"), "--transfer", self.path("transfer.npz"))

    def test_multiply_accumulates_and_parameters_are_those_counted_by_hand(self):
        teacher = keras_dump.read_teacher(sequential(), np.zeros((1, 24, 1)))
        self.assertEqual(teacher.macs, 24 * 5 * 8 + 8 * 3)
        self.assertEqual(teacher.parameters, 5 * 8 + 8 + 4 * 8 + 8 * 3 + 3)
        separable = 22 * (3 * 1 + 1 * 4)
        teacher = keras_dump.read_teacher(functional(), np.zeros((1, 24)))
        self.assertEqual(teacher.macs, separable + 24 * 5 + (11 * 4 + 5) * 3)
        self.assertEqual(teacher.uncounted, ())

    def test_every_kind_of_kernel_is_counted(self):
        for shape, layer, macs in [
            ((20, 4), layers.Conv1D(6, 3, strides=2, groups=2), 9 * 3 * 2 * 6),
            ((9, 8, 4), layers.Conv2D(6, (3, 2)), 7 * 7 * 3 * 2 * 4 * 6),
            ((9, 8, 4), layers.DepthwiseConv2D(3, depth_multiplier=2), 7 * 6 * 9 * 4 * 2),
            ((20, 4), layers.DepthwiseConv1D(3), 18 * 3 * 4),
            ((9, 8, 4), layers.SeparableConv2D(6, 3), 7 * 6 * (9 * 4 + 4 * 6)),
            ((20, 4), layers.Conv1DTranspose(6, 3, strides=2), 20 * 3 * 4 * 6),
            ((20, 4), layers.Dense(6), 20 * 4 * 6),
            ((20, 4), layers.LSTM(6), 20 * (4 * 24 + 6 * 24)),
            ((20, 4), layers.GRU(6), 20 * (4 * 18 + 6 * 18)),
            ((20, 4), layers.Bidirectional(layers.LSTM(6)), 2 * 20 * (4 * 24 + 6 * 24)),
        ]:
            model = keras.Sequential([keras.Input(shape), layer, layers.Flatten(), layers.Dense(2)])
            teacher = keras_dump.read_teacher(model, np.zeros((1, *shape)))
            head = model.layers[-1].kernel.shape[0] * 2
            with self.subTest(type(layer).__name__):
                self.assertEqual((teacher.macs - head, teacher.uncounted), (macs, ()))

    def test_a_layer_that_is_not_known_is_told(self):
        inputs = keras.Input((24, 4))
        mixed = layers.MultiHeadAttention(2, 3, name="mixer")(inputs, inputs)
        model = keras.Model(inputs, layers.Dense(3)(layers.GlobalAveragePooling1D()(mixed)))
        uncounted = keras_dump.read_teacher(model, np.zeros((1, 24, 4))).uncounted
        self.assertTrue(any("EinsumDense" in layer for layer in uncounted), uncounted)

    def test_channels_are_interleaved_as_the_model_takes_them_or_planar(self):
        rows = windows(channels=2)[0].swapaxes(1, 2)
        model = sequential(channels=2)
        keras_dump.export(model, rows, self.path("a.npz"))
        keras_dump.export(model, rows, self.path("b.npz"), channels_first=True)
        np.testing.assert_array_equal(np.load(self.path("a.npz"))["inputs"], rows.reshape(240, 48))
        np.testing.assert_array_equal(np.load(self.path("b.npz"))["inputs"], rows.swapaxes(1, 2))
        np.testing.assert_array_equal(np.load(self.path("a.npz"))["logits"],
                                      np.load(self.path("b.npz"))["logits"])

    def test_a_model_without_a_dense_head_gives_its_outputs_alone(self):
        model = keras.Sequential([keras.Input((24, 1)), layers.Conv1D(3, 5, name="scores"),
                                  layers.GlobalAveragePooling1D(), layers.Softmax()])
        model.save(self.path("teacher.keras"))
        rows, labels, _ = windows()
        inputs, label_file = self.save(inputs=rows, labels=labels)
        arguments = [self.path("teacher.keras"), inputs, "--labels", label_file]
        self.assert_refused(keras_dump, arguments, "no Dense layer", "--no-head")
        code, _, messages = self.command(keras_dump, *arguments, "--no-head", "--output",
                                         self.path("a.npz"))
        self.assertEqual((code, messages.count("\n")), (0, 1))
        self.assertIn("note: ", messages)
        self.assertIn("outputs of a softmax became logits by the logarithm", messages)
        dump = np.load(self.path("a.npz"))
        self.assertNotIn("activations", dump.files)
        np.testing.assert_allclose(np.asarray(keras.ops.softmax(dump["logits"])),
                                   np.asarray(model(rows[:, :, None])), atol=1e-5)
        # The answers of a network that was never trained lie so close that int8 changes some.
        self.assert_tessera_takes(self.path("a.npz"), "--force")

    def test_what_does_not_fit_is_refused_in_one_line(self):
        sequential(channels=2).save(self.path("teacher.keras"))
        (self.directory / "broken.keras").write_text("no model")
        rows, labels, _ = windows(channels=2)
        turned, good, short, objects = self.save(
            turned=rows, good=rows.swapaxes(1, 2), short=labels[:-1],
            objects=np.array([{}, None], dtype=object))
        teacher = self.path("teacher.keras")
        for arguments, words in [
            ([teacher, turned], ["2 x 24", "24 x 2", "transpose"]),
            ([teacher, good, "--labels", short], ["239", "240"]),
            ([teacher, good, "--layer", "head"], ["no Dense layer head", "classes", "conv1d"]),
            ([teacher, self.path("none.npy")], ["none.npy", "not found"]),
            ([self.path("none.keras"), good], ["none.keras", "not found"]),
            ([self.path("broken.keras"), good], ["no Keras model"]),
            ([teacher, objects], ["pickled"]),
            ([teacher, good, "--augment", "flip"], ["no method flip"]),
            ([teacher, good, "--count", "5"], ["--augment"]),
            ([teacher, good, "--class-names", "a,b"], ["2 class names for 3"]),
        ]:
            with self.subTest(arguments=arguments[1:]):
                self.assert_refused(keras_dump, arguments, *words)

    def test_two_inputs_are_refused_and_one_of_two_outputs_is_named(self):
        first, second = keras.Input((24,)), keras.Input((24,))
        hidden = layers.Add()([first, second])
        answers = layers.Dense(3)(hidden)
        with self.assertRaisesRegex(ExportError, "2 inputs"):
            keras_dump.export(keras.Model([first, second], answers), windows()[0], "no.npz")
        rows = windows()[0]
        answers = layers.Dense(3, name="answers")(first)
        for model in (keras.Model(first, [answers, first]), keras.Model(first, {"answers": answers,
                                                                                "rows": first})):
            with self.assertRaisesRegex(ExportError, "--answer answers"):
                keras_dump.export(model, rows, "no.npz")
            for answer in ("answers", "0"):
                keras_dump.export(model, rows, self.path("a.npz"), answer=answer)
                self.assert_head_gives_logits(self.path("a.npz"))

    def test_every_call_of_a_layer_is_counted(self):
        inputs = keras.Input((24,))
        steps, shared = layers.Reshape((24, 1))(inputs), layers.Dense(24)
        for name, hidden, macs in [
            ("a layer that is called 3 times", shared(shared(shared(inputs))), 3 * 24 * 24),
            ("a cell over 24 steps", layers.RNN(Closed())(steps), 24 * (1 + 4) * 4),
            ("a GRU cell over 24 steps", layers.RNN(layers.GRUCell(4))(steps), 24 * (12 + 4 * 12)),
            ("a layer at each step", layers.Flatten()(layers.TimeDistributed(layers.Dense(2))(
                steps)), 24 * 2),
        ]:
            with self.subTest(name):
                head = layers.Dense(3)
                teacher = keras_dump.read_teacher(keras.Model(inputs, head(hidden)), windows()[0])
                self.assertEqual((teacher.macs - 3 * hidden.shape[1], teacher.uncounted),
                                 (macs, ()))

    def test_products_of_functions_are_said_to_be_unknown(self):
        class Product(layers.Layer):
            def call(self, rows):
                return keras.ops.matmul(rows, keras.ops.transpose(rows, (0, 2, 1)))

        inputs = keras.Input((4, 6))
        for hidden in (Product()(inputs), keras.ops.matmul(inputs, keras.ops.transpose(
                inputs, (0, 2, 1)))):
            model = keras.Model(inputs, layers.Dense(3)(layers.Flatten()(hidden)))
            self.assertIn("keras.ops.matmul", keras_dump.read_teacher(
                model, np.ones((2, 4, 6))).uncounted)

    def test_one_logit_answers_0_or_1_in_firmware_as_two_logits_do(self):
        def export(outputs, activation=None, **extra):
            def write(rows, path, **options):
                keras.utils.set_random_seed(0)
                model = keras.Sequential([keras.Input((24,)), layers.Dense(12, "relu"),
                                          layers.Dense(outputs, activation)])
                known, labels = beats_or_none()
                weight, bias = fitted_head(np.asarray(model.layers[0](known)), labels)
                zeros = np.zeros((12, outputs - 1))
                model.layers[1].set_weights([np.hstack([zeros, weight]),
                                             np.append(zeros[0], bias)])
                keras_dump.export(model, rows, path, **options, **extra)
            return write

        self.assert_one_logit_is_a_twin_of_two(export(1, "sigmoid"), export(2))
        self.assert_one_logit_is_a_twin_of_two(export(1, task="classification"), export(2))

    def test_each_ending_of_one_output_is_read_or_asked_about(self):
        inputs, = self.save(inputs=windows()[0])
        for activation, remedies in [
            ("sigmoid", []), ("hard_sigmoid", []),
            ("tanh", ["--task classification", "--task regression"]),
            ("linear", ["--task classification", "--task regression"]),
            ("relu", ["--no-head --task classification", "--task regression"]),
        ]:
            model = keras.Sequential([keras.Input((24,)), layers.Dense(8, "relu"),
                                      layers.Dense(1, activation, bias_initializer="ones")])
            model.layers[1].set_weights([np.linspace(-9, 9, 8)[:, None], np.zeros(1)])
            model.save(self.path("teacher.keras"))
            arguments = [self.path("teacher.keras"), inputs]
            with self.subTest(activation):
                if remedies:
                    self.assert_refused(keras_dump, arguments, *remedies)
                for remedy in remedies or [""]:
                    code, _, messages = self.command(keras_dump, *arguments, *remedy.split(),
                                                     "--output", self.path("a.npz"))
                    self.assertEqual(code, 0, messages)
                    dump, answers = np.load(self.path("a.npz")), np.asarray(model(windows()[0]))
                    if "regression" in remedy:
                        np.testing.assert_allclose(dump["activations"], answers, atol=1e-5)
                        continue
                    middle = 0.5 if "sigmoid" in activation else 0
                    np.testing.assert_array_equal(dump["logits"].argmax(axis=1),
                                                  answers[:, 0] > middle)


if __name__ == "__main__":
    unittest.main()
