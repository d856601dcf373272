"""Labels and names in the forms that people have them."""

import unittest

import numpy as np

from exporter_test import ExporterTest, windows
from test_dump_writer import matrix_teacher
from tessera_pla.exporters.dump_writer import write_dump
from tessera_pla.exporters.row_arrays import UNLABELLED, check_labels, named_rows
from tessera_pla.exporters.teacher import ExportError

CLASSES = np.array([0, 2, 1, 1, 0, 2])
WORDS = np.array(["N", "S", "V"])[CLASSES]


class Labels(ExporterTest):
    def test_every_form_gives_the_same_classes(self):
        for name, labels in [
            ("integers", CLASSES), ("floats", CLASSES.astype(float)),
            ("a column", CLASSES[:, None]), ("a row", CLASSES[None]),
            ("one-hot", np.eye(3)[CLASSES]),
            ("Booleans", np.eye(3, dtype=bool)[CLASSES]), ("words", WORDS),
            ("bytes", WORDS.astype("S")), ("objects", WORDS.astype(object)),
            ("words of integers", CLASSES.astype(str)), ("a list", CLASSES.tolist()),
            ("integers as objects", CLASSES.astype(object)),
            ("strings of any length", WORDS.astype(getattr(np.dtypes, "StringDType", str)())
             if hasattr(np, "dtypes") else WORDS),
        ]:
            with self.subTest(name):
                found, _, _ = check_labels(labels, 6, 3)
                np.testing.assert_array_equal(found, CLASSES)
                self.assertEqual(found.dtype, np.int32)

    def test_words_are_named_in_sorted_order_or_found_among_the_names(self):
        found, names, notes = check_labels(WORDS, 6, 3)
        self.assertEqual((names, notes), (["N", "S", "V"],
                                          ("labels are words: class 0 is N, 1 is S, 2 is V",)))
        np.testing.assert_array_equal(check_labels(WORDS, 6, 3, ["V", "S", "N"])[0], 2 - CLASSES)
        with self.assertRaisesRegex(ExportError, "--class-names"):
            check_labels(WORDS, 6, 4)
        np.testing.assert_array_equal(check_labels(WORDS, 6, 4, ["N", "S", "V", "Q"])[0], CLASSES)
        with self.assertRaisesRegex(ExportError, "labels hold V, and the classes are N, S, Q"):
            check_labels(WORDS, 6, 3, ["N", "S", "Q"])

    def test_minus_one_and_one_are_two_classes_of_one_output(self):
        signs = np.array([-1, 1, 1, -1])
        for labels in (signs, signs.astype(float), signs.astype(str)):
            found, _, notes = check_labels(labels, 4, 2, is_two=True)
            np.testing.assert_array_equal(found, [0, 1, 1, 0])
            self.assertIn("labels -1 and 1 became 0 and 1", notes)

    def test_minus_one_and_one_of_two_outputs_are_asked_about(self):
        signs = np.array([-1, 1, 1, -1])
        with self.assertRaisesRegex(ExportError, "--class-names=-1,1 .* --no-label -1"):
            check_labels(signs, 4, 2)
        np.testing.assert_array_equal(check_labels(signs, 4, 2, ["-1", "1"])[0], [0, 1, 1, 0])
        np.testing.assert_array_equal(check_labels(signs, 4, 2, no_label="-1")[0],
                                      [UNLABELLED, 1, 1, UNLABELLED])

    def test_rows_without_a_label_get_one_mark_and_a_note(self):
        for mark, options in [(-1, {}), (-100, {}), (np.nan, {}), (255, {"no_label": "255"}),
                              (255.0, {"no_label": "255"})]:
            labels = np.where(np.arange(6) < 2, mark, CLASSES)
            found, _, notes = check_labels(labels, 6, 3, **options)
            np.testing.assert_array_equal(found, [UNLABELLED] * 2 + CLASSES[2:].tolist())
            self.assertEqual(notes, (f"2 rows without a label have {UNLABELLED}",))
        for mark in (-100, np.nan):
            labels = np.where(np.arange(6) < 2, mark, CLASSES + 1)
            np.testing.assert_array_equal(check_labels(labels, 6, 3, [1, 2, 3])[0], found)
        words = np.where(np.arange(6) < 1, "", WORDS)
        self.assertEqual(check_labels(words, 6, 3)[0][0], UNLABELLED)

    def test_labels_that_are_no_classes_are_refused_with_a_remedy_that_works(self):
        with self.assertRaisesRegex(ExportError, "renumber them with labels - 1"):
            check_labels(CLASSES + 1, 6, 3)
        check_labels(CLASSES + 1 - 1, 6, 3)
        other = np.where(CLASSES == 0, 255, CLASSES)
        with self.assertRaisesRegex(ExportError, "--no-label 255 is for rows without a label"):
            check_labels(other, 6, 3)
        check_labels(other, 6, 3, no_label="255")
        with self.assertRaisesRegex(ExportError, "--task regression"):
            check_labels(CLASSES + 0.5, 6, 3)
        with self.assertRaisesRegex(ExportError, "leave out --labels"):
            check_labels(np.ones((6, 3)), 6, 3)


class Frame:
    """What is used of a data frame: its numbers, and columns with names."""

    def __init__(self, rows, columns):
        self.rows, self.columns = rows, columns

    def to_numpy(self):
        return self.rows


class Names(ExporterTest):
    def test_names_of_features_are_written_and_read(self):
        rows, labels, _ = windows()
        names = [f"lead {number}" for number in range(24)]
        for output in ("a.npz", "a"):
            write_dump(matrix_teacher(), rows, self.path(output), feature_names=names)
            self.tessera("inspect", self.path(output))
        self.assertEqual(np.load(self.path("a.npz"))["feature_names"].tolist(), names)
        self.assertEqual(np.load(self.directory / "a/feature_names.npy").tolist(), names)
        with self.assertRaisesRegex(ExportError, "2 feature names for 24 inputs"):
            write_dump(matrix_teacher(), rows, self.path("b.npz"), feature_names=["a", "b"])

    def test_columns_of_a_data_frame_are_the_names_of_features(self):
        rows = windows()[0]
        names = [f"x{number}" for number in range(24)]
        for columns, expected in [(names, names), (range(24), None)]:
            found, named = named_rows(Frame(rows, columns))
            self.assertIs(found, rows)
            self.assertEqual(named, expected)


if __name__ == "__main__":
    unittest.main()
