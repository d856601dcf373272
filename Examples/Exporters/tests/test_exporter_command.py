"""Options and input files, without a framework."""

import contextlib
import io
import unittest
from pathlib import Path

import numpy as np

from exporter_test import CLASSES, ExporterTest, windows
from tessera_pla.exporters import exporter_command
from tessera_pla.exporters.dump_writer import write_dump
from tessera_pla.exporters.outputs import ENDINGS
from tessera_pla.exporters.teacher import ExportError, Teacher


class ReadingArrays(ExporterTest):
    def read(self, *arguments):
        options = exporter_command.parser("").parse_args(
            ["model", *map(str, arguments), "--output", self.path("out.npz")])
        return exporter_command.read_arrays(options)

    def test_an_archive_may_hold_all_arrays_under_other_names(self):
        rows, labels, groups = windows()
        np.savez(self.path("all.npz"), x_train=rows, labels=labels, who=groups, logits=rows,
                 class_names=CLASSES)
        arrays = self.read(self.path("all.npz"), "--array", "inputs=x_train", "--array",
                           "groups=who")
        self.assertEqual(sorted(arrays), ["class_names", "groups", "inputs", "labels"])
        np.testing.assert_array_equal(arrays["inputs"], rows)
        np.testing.assert_array_equal(arrays["groups"], groups)

    def test_a_directory_may_hold_all_arrays(self):
        rows, labels, _ = windows()
        self.save(inputs=rows, labels=labels, other=rows)
        (self.directory / "class_names.txt").write_text("still\nwalking\nrunning\n")
        arrays = self.read(self.directory)
        self.assertEqual(sorted(arrays), ["class_names", "inputs", "labels"])
        self.assertEqual(arrays["class_names"], CLASSES)
        self.assertIsInstance(arrays["inputs"], np.memmap)

    def test_names_are_a_list_or_a_file(self):
        inputs, = self.save(inputs=windows()[0])
        for name, text in [("lines.txt", "a\nb c\n"), ("commas.csv", "a, b c"),
                           ("mark.txt", "\ufeffa\r\nb c\r\n")]:
            Path(self.path(name)).write_text(text, encoding="utf-8")
            for option in ("--feature-names", "--class-names"):
                arrays = self.read(inputs, option, self.path(name))
                self.assertEqual(arrays[option[2:].replace("-", "_")], ["a", "b c"])
        self.assertEqual(self.read(inputs, "--class-names=-1,1")["class_names"], ["-1", "1"])

    def test_names_of_features_come_with_the_inputs(self):
        names = np.array(["a", "b"])
        np.savez(self.path("all.npz"), inputs=np.zeros((3, 2)), feature_names=names)
        self.save(inputs=np.zeros((3, 2)), feature_names=names)
        for path in ("all.npz", "."):
            self.assertEqual(list(self.read(self.path(path))["feature_names"]), ["a", "b"])

    def test_the_only_array_of_an_archive_are_the_inputs(self):
        np.savez(self.path("one.npz"), whatever=windows()[0])
        self.assertEqual(self.read(self.path("one.npz"))["inputs"].shape, (240, 24))

    def test_pickled_words_are_refused_and_saved_as_strings_are_read(self):
        words = np.array(CLASSES, dtype=object)
        inputs, labels = self.save(inputs=windows()[0], labels=words)
        with self.assertRaisesRegex(ExportError, r"numpy.save\(FILE, array.astype\(str\)\)"):
            self.read(inputs, "--labels", labels)
        np.save(labels, words.astype(str))
        self.assertEqual(self.read(inputs, "--labels", labels)["labels"].tolist(), CLASSES)

    def test_mistakes_are_told_with_what_is_there(self):
        inputs, = self.save(inputs=windows()[0])
        np.savez(self.path("two.npz"), a=windows()[0], b=windows()[1])
        Path(self.path("text.npy")).write_text("1,2,3")
        for arguments, reason in [
            ([self.path("two.npz")], "no inputs but a, b"),
            ([inputs, "--labels", self.path("two.npz")], "no labels but a, b"),
            ([inputs, "--array", "x=inputs"], "one of inputs, labels"),
            ([self.path("text.npy")], "no .npy or .npz|pickled"),
            ([inputs, "--batch", "0"], "--batch must be 1 or more"),
            ([inputs, "--output", inputs], "would be lost"),
        ]:
            with self.subTest(reason=reason), self.assertRaisesRegex(ExportError, reason):
                options = exporter_command.parser("").parse_args(
                    ["model", "--output", self.path("out.npz"), *arguments])
                exporter_command.read_arrays(options)


class ShapingRows(ExporterTest):
    def test_flat_rows_and_missing_dimensions_of_1_are_shaped(self):
        for given, wanted, shape in [
            ((24,), (24, 1), (24, 1)), ((24,), (None, 1), (24, 1)), ((24,), (None, 2), (12, 2)),
            ((1, 24), (24, 1), (24, 1)), ((12, 2), (None, 2), (12, 2)), ((24,), (12, 2), (12, 2)),
        ]:
            rows = exporter_command.shaped_rows(np.zeros((5, *given)), wanted)
            self.assertEqual(rows.shape, (5, *shape))

    def test_another_order_of_dimensions_is_refused(self):
        for given, wanted in [((2, 12), (12, 2)), ((25,), (12, 2)), ((12, 2), (24,)),
                              ((24,), (None, None))]:
            with self.assertRaises(ExportError):
                exporter_command.shaped_rows(np.zeros((5, *given)), wanted)


class MakingATransferSet(ExporterTest):
    def test_without_labels_the_networks_answers_are_the_classes(self):
        rows = windows()[0]
        weight = np.eye(24)[:, :3]
        teacher = Teacher(lambda taken: (taken, taken @ weight), "head", weight, np.zeros(3), 0, 0)
        options = exporter_command.parser("").parse_args(
            ["m", "i", "--output", "o", "--augment", "mixup", "--count", "500"])
        made, arrays = exporter_command.transfer_set(teacher, rows, {}, options)
        answers = (rows @ weight).argmax(axis=1)
        first, second = arrays["parents"].T
        np.testing.assert_array_equal(answers[first], answers[second])
        written = write_dump(teacher, made, self.path("a"), shard_rows=200, **arrays)
        self.assertEqual(written.rows, 500)


    def made(self, teacher, rows, labels, *arguments):
        options = exporter_command.parser("").parse_args(
            ["m", "i", "--output", "o", "--augment", "mixup", "--count", "300", *arguments])
        arrays = {} if labels is None else {"labels": labels}
        return exporter_command.transfer_set(teacher, rows, arrays, options)[1]["parents"]

    def test_each_task_mixes_rows_of_one_answer(self):
        rows, labels, _ = windows()
        weight = np.eye(24)[:, :2]
        for ending, outputs, arguments in [
            ("none", 1, ["--task", "classification"]), ("sigmoid", 1, []),
            ("sigmoid", 2, ["--task", "multilabel"]), ("none", 2, ["--task", "regression"]),
        ]:
            teacher = Teacher(lambda taken: (taken, ENDINGS[ending](taken @ weight[:, :outputs])),
                              "head", weight[:, :outputs], np.zeros(outputs), 0, 0)
            first, second = self.made(teacher, rows, None, *arguments).T
            if "regression" not in arguments:
                above = (rows @ weight[:, :outputs] > 0)
                np.testing.assert_array_equal(above[first], above[second])
            else:
                self.assertEqual(first.shape, (300,))

    def test_labels_of_two_classes_decide_for_the_transfer_set_too(self):
        rows, labels, _ = windows()
        weight = np.eye(24)[:, :1]
        teacher = Teacher(lambda taken: (taken, taken @ weight), "head", weight, np.zeros(1), 0, 0)
        arguments = exporter_command.parser("").parse_args(
            ["m", "i", "--output", self.path("a.npz"), "--augment", "mixup", "--count", "300"])
        with contextlib.redirect_stdout(io.StringIO()):
            exporter_command.export_arrays(
                lambda _: teacher, {"inputs": rows, "labels": labels % 2}, arguments, "teacher")
        self.assertEqual(np.load(self.path("a.npz"))["logits"].shape, (300, 2))

    def test_rows_without_a_label_have_the_class_of_the_networks_answer(self):
        rows, labels, _ = windows()
        weight = np.eye(24)[:, :3]
        teacher = Teacher(lambda taken: (taken, taken @ weight), "head", weight, np.zeros(3), 0, 0)
        words = np.where(np.arange(240) < 120, "", np.array(CLASSES)[labels])
        numbers = np.array([sorted(CLASSES).index(name) for name in CLASSES])[labels]
        expected = np.where(words == "", (rows @ weight).argmax(axis=1), numbers)
        first, second = self.made(teacher, rows, words).T
        np.testing.assert_array_equal(expected[first], expected[second])


if __name__ == "__main__":
    unittest.main()
