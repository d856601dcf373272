"""Classifiers and regressions of scikit-learn, as skl2onnx writes them."""

import unittest
import warnings

import numpy as np
import skl2onnx
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from exporter_test import CLASSES, ExporterTest, windows
from tessera_pla.exporters import onnx_dump
from tessera_pla.exporters.outputs import softmax
from tessera_pla.exporters.teacher import ExportError


def network(rows, labels):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # five steps do not converge
        return MLPClassifier((6,), max_iter=5, random_state=0).fit(rows, labels)


class ClassifiersOfScikitLearn(ExporterTest):
    def setUp(self):
        super().setUp()
        self.rows, self.labels, _ = windows()

    def test_probabilities_become_logits_with_and_without_a_map_of_classes(self):
        rows, labels = self.rows, self.labels
        logistic = make_pipeline(StandardScaler(), LogisticRegression()).fit(rows, labels)
        for fitted, last in [(network(rows, labels), None), (network(rows, labels % 2), None),
                             (logistic, logistic[-1])]:
            for options in ({}, {"zipmap": False},
                            {"zipmap": False, "output_class_labels": False}):
                with self.subTest(type(last or fitted).__name__, **options):
                    made = skl2onnx.to_onnx(fitted, rows[:1], options={id(last or fitted): options})
                    onnx_dump.export(made, rows, self.path("a.npz"), labels=labels % len(
                        fitted.classes_))
                    logits = np.load(self.path("a.npz"))["logits"].astype(np.float64)
                    np.testing.assert_allclose(softmax(logits), fitted.predict_proba(rows),
                                               atol=1e-5)
                    self.tessera("inspect", self.path("a.npz"))

    def test_labels_are_found_by_the_classes_of_the_classifier(self):
        for words in (np.array(CLASSES)[self.labels], self.labels * 10 - 10):
            made = skl2onnx.to_onnx(network(self.rows, words), self.rows[:1])
            onnx_dump.export(made, self.rows, self.path("a.npz"), labels=words)
            dump = np.load(self.path("a.npz"))
            self.assertEqual(dump["class_names"].tolist(), [str(word) for word in
                                                            sorted(set(words.tolist()))])
            np.testing.assert_array_equal(dump["class_names"][dump["labels"]], words.astype(str))

    def test_scores_in_another_order_than_the_labels_are_refused_and_probabilities_are_read(self):
        fitted = SVC(probability=True).fit(self.rows, self.labels % 2)
        scores = skl2onnx.to_onnx(fitted, self.rows[:1],
                                  options={id(fitted): {"raw_scores": True, "zipmap": False}})
        with self.assertRaisesRegex(ExportError, "without raw_scores"):
            onnx_dump.export(scores, self.rows, self.path("a.npz"))
        onnx_dump.export(skl2onnx.to_onnx(fitted, self.rows[:1]), self.rows, self.path("a.npz"))
        answers = np.load(self.path("a.npz"))["logits"].argmax(axis=1)
        self.assertGreater((answers == fitted.predict(self.rows)).mean(), 0.95)

    def test_trees_are_read_without_their_operations(self):
        fitted = DecisionTreeClassifier(max_depth=3).fit(self.rows, self.labels)
        made = skl2onnx.to_onnx(fitted, self.rows[:1])
        written = onnx_dump.export(made, self.rows, self.path("a.npz"))
        dump = np.load(self.path("a.npz"))
        np.testing.assert_array_equal(dump["logits"].argmax(axis=1), fitted.predict(self.rows))
        self.assertIn("at least", written.notes[0])
        self.assertNotIn("teacher_macs", dump.files)

    def test_a_regression_is_asked_for_and_written_as_activations(self):
        for targets in (self.rows[:, 0], self.rows[:, :2]):
            fitted = Ridge().fit(self.rows, targets)
            made = skl2onnx.to_onnx(fitted, self.rows[:1])
            onnx_dump.export(made, self.rows, self.path("a.npz"), task="regression")
            dump = np.load(self.path("a.npz"))
            self.assertNotIn("logits", dump.files)
            np.testing.assert_allclose(dump["activations"],
                                       fitted.predict(self.rows).reshape(240, -1), atol=1e-4)
            self.tessera("compress", self.path("a.npz"), "--search", "published", "--k", "1",
                         "--output", self.path("a.tessera"), "--force")


if __name__ == "__main__":
    unittest.main()
