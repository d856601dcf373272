"""What outputs are, and how they become logits."""

import unittest

import numpy as np

from exporter_test import ExporterTest, windows
from test_dump_writer import matrix_teacher
from tessera_pla.exporters.dump_writer import write_dump
from tessera_pla.exporters.outputs import ENDINGS, FLOOR, SIGMOIDS, logits_of, read_outputs
from tessera_pla.exporters.teacher import ExportError, Teacher


def outputs_alone(values, ending=None):
    """A teacher without a head that gives `values`, of a function that is known or not."""
    return Teacher(lambda rows: (None, np.asarray(values)[:len(rows)]), "", None, None, 0, 0,
                   ending=ending)


class ReadingOutputs(ExporterTest):
    def test_logits_of_probabilities_give_them_again(self):
        logits = np.random.default_rng(0).uniform(-3, 3, (50, 3))
        for ending in ("softmax", "sigmoid", "log-softmax", "tanh"):
            outputs = ENDINGS[ending](logits)
            with self.subTest(ending):
                np.testing.assert_allclose(ENDINGS[ending](logits_of(ending, outputs)), outputs,
                                           atol=1e-9)

    def test_0_and_1_and_the_logarithm_of_0_become_finite(self):
        for ending, values in [("softmax", [[0, 1.0]]), ("sigmoid", [[0, 1.0]]),
                               ("tanh", [[-1, 1.0]]), ("log-softmax", [[-np.inf, 0]])]:
            logits = logits_of(ending, np.array(values))
            self.assertTrue(np.isfinite(logits).all())
            self.assertGreater(logits[0, 1], logits[0, 0])
            self.assertLess(np.abs(logits).max(), -np.log(FLOOR) + 1)

    def test_labels_do_not_decide_the_number_of_outputs_of_a_sigmoid(self):
        rows, labels, _ = windows()
        for ending in SIGMOIDS:
            teacher = matrix_teacher(ENDINGS[ending], classes=1)
            for options in ({}, {"labels": labels % 2}):
                write_dump(teacher, rows, self.path("a.npz"), **options)
                dump = np.load(self.path("a.npz"))
                self.assertEqual((dump["logits"].shape, dump["head_weight"].shape),
                                 ((240, 2), (6, 2)))
                self.assert_head_gives_logits(self.path("a.npz"))

    def test_a_sigmoid_without_a_head_is_0_and_the_logit(self):
        shares = np.random.default_rng(0).uniform(size=(240, 1))
        write_dump(outputs_alone(shares, "sigmoid"), windows()[0][:240], self.path("a.npz"),
                   batch=240)
        logits = np.load(self.path("a.npz"))["logits"]
        np.testing.assert_array_equal(logits[:, 0], 0)
        np.testing.assert_allclose(logits[:, 1:], np.log(shares / (1 - shares)), atol=1e-5)

    def test_one_number_is_asked_about_unless_labels_or_names_are_of_two_classes(self):
        rows, labels, _ = windows()
        teacher = matrix_teacher(classes=1)
        for options in ({}, {"labels": labels}, {"labels": labels + 0.5}):
            with self.assertRaisesRegex(ExportError, "--task classification or --task regression"):
                write_dump(teacher, rows, self.path("a.npz"), **options)
        for options in ({"labels": labels % 2}, {"labels": 2 * (labels % 2) - 1},
                        {"labels": labels > 0}, {"labels": np.where(labels > 0, "yes", "no")},
                        {"class_names": ["no", "yes"]}, {"task": "classification"}):
            write_dump(teacher, rows, self.path("a.npz"), **options)
            self.assertEqual(np.load(self.path("a.npz"))["logits"].shape, (240, 2))

    def test_forms_are_recognised_by_their_rows(self):
        logits = np.random.default_rng(0).normal(size=(50, 3)) * 3
        for name, ending in [("softmax", "softmax"), ("log-softmax", "log-softmax"),
                             ("none", "none")]:
            found = read_outputs(outputs_alone(ENDINGS[name](logits)), np.zeros((50, 1)))
            self.assertEqual((found.ending, found.task), (ending, "classification"))
        with self.assertRaisesRegex(ExportError, "multi-label"):
            read_outputs(outputs_alone(ENDINGS["sigmoid"](logits)), np.zeros((50, 1)))

    def test_the_options_that_a_message_names_are_taken(self):
        shares = np.random.default_rng(0).uniform(size=(50, 3))
        rows = np.zeros((50, 1))
        for values, message, remedies in [
            (shares[:, :1], "--outputs-are probabilities, --outputs-are logits or --task regres",
             [{"form": "probabilities"}, {"form": "logits"}, {"task": "regression"}]),
            (shares, "--task multilabel for outputs that are decided one by one, or --task "
                     "classification for classes of which one holds",
             [{"task": "multilabel"}, {"task": "classification"}]),
            (shares[:, :1] - 2, "--task classification or --task regression",
             [{"task": "classification"}, {"task": "regression"}]),
        ]:
            with self.assertRaisesRegex(ExportError, message):
                read_outputs(outputs_alone(values), rows)
            for options in remedies:
                read_outputs(outputs_alone(values), rows, **options)
        with self.assertRaisesRegex(ExportError, "--outputs-are logits"):
            read_outputs(outputs_alone(shares - 2), rows, form="probabilities")
        with self.assertRaisesRegex(ExportError, "softmax of one output is 1"):
            read_outputs(matrix_teacher(ENDINGS["softmax"], classes=1), windows()[0])

    def test_a_regression_is_written_as_activations_without_logits(self):
        rows = windows()[0]
        for classes in (1, 3):
            teacher = matrix_teacher(classes=classes)
            written = write_dump(teacher, rows, self.path("a.npz"), task="regression",
                                 labels=rows[:, 0])
            dump = np.load(self.path("a.npz"))
            np.testing.assert_allclose(dump["activations"], teacher.run(rows)[1], atol=1e-5)
            self.assertEqual({"logits", "labels", "head_weight"} & set(dump.files), set())
            self.assertIn("labels are left out", written.notes[-1])
            self.tessera("compress", self.path("a.npz"), "--search", "published", "--k", "1...2",
                         "--output", self.path("a.tessera"), "--force")


if __name__ == "__main__":
    unittest.main()
