"""The writer, with a teacher that is two matrices."""

import unittest

import numpy as np

from exporter_test import CLASSES, ExporterTest, windows
from tessera_pla.exporters.dump_writer import write_dump
from tessera_pla.exporters.outputs import softmax
from tessera_pla.exporters.teacher import ExportError, Teacher


def matrix_teacher(ending=lambda logits: logits, inputs=24, width=6, classes=3, **options):
    """tanh of a random projection, then a random head, then `ending`."""
    rng = np.random.default_rng(0)
    first = rng.normal(size=(inputs, width)) / 5
    weight, bias = rng.normal(size=(width, classes)), rng.normal(size=classes)

    def run(rows):
        activations = np.tanh(rows.reshape(len(rows), -1) @ first)
        return activations.astype(np.float32), ending(activations @ weight + bias)

    return Teacher(run, "head", weight, bias, parameters=100, macs=200, **options)


class WritingADump(ExporterTest):
    def test_arrays_have_documented_names_types_and_shapes(self):
        rows, labels, groups = windows()
        write_dump(matrix_teacher(), rows, self.path("a.npz"), labels=labels, groups=groups,
                   class_names=CLASSES)
        dump = np.load(self.path("a.npz"))
        shapes = {name: dump[name].shape for name in dump.files}
        self.assertEqual(shapes, {
            "inputs": (240, 24), "activations": (240, 6), "logits": (240, 3), "labels": (240,),
            "groups": (240,), "head_weight": (6, 3), "head_bias": (3,), "teacher_parameters": (),
            "teacher_macs": (), "class_names": (3,)})
        self.assertEqual(dump["labels"].dtype.kind, "i")
        self.assert_head_gives_logits(self.path("a.npz"))
        self.assert_tessera_takes(self.path("a.npz"))

    def test_shards_hold_what_the_archive_holds_whatever_the_batch(self):
        rows, labels, groups = windows()
        options = {"labels": labels, "groups": groups, "class_names": CLASSES}
        write_dump(matrix_teacher(), rows, self.path("a.npz"), **options)
        write_dump(matrix_teacher(), rows, self.path("a"), **options, batch=37, shard_rows=50)
        dump, shards = np.load(self.path("a.npz")), self.directory / "a"
        for name in ("inputs", "activations", "logits", "labels", "groups"):
            parts = sorted(shards.glob(f"{name}-*.npy"))
            self.assertEqual([part.name for part in parts],
                             [f"{name}-{i:05}-of-00005.npy" for i in range(5)])
            whole = np.concatenate([np.load(part) for part in parts])
            np.testing.assert_allclose(whole, dump[name], atol=1e-6)
            self.assertEqual(whole.dtype, dump[name].dtype)
        for name in ("head_weight", "head_bias", "teacher_macs", "teacher_parameters"):
            np.testing.assert_array_equal(np.load(shards / f"{name}.npy"), dump[name])
        self.assertEqual((shards / "class_names.txt").read_text(), "still\nwalking\nrunning\n")
        self.assert_tessera_takes(shards, "--test", self.path("a.npz"))

    def test_probabilities_become_logits(self):
        write_dump(matrix_teacher(softmax), windows()[0], self.path("p.npz"))
        write_dump(matrix_teacher(), windows()[0], self.path("z.npz"))
        np.testing.assert_allclose(np.load(self.path("p.npz"))["logits"],
                                   np.load(self.path("z.npz"))["logits"], atol=1e-5)

    def test_one_sigmoid_becomes_two_classes(self):
        teacher = matrix_teacher(lambda z: 1 / (1 + np.exp(-z)), classes=1)
        rows, labels, _ = windows()
        write_dump(teacher, rows, self.path("two.npz"), labels=labels % 2)
        logits = np.load(self.path("two.npz"))["logits"]
        self.assertEqual(logits.shape, (240, 2))
        np.testing.assert_allclose(softmax(logits)[:, 1:], teacher.run(rows)[1], atol=1e-6)
        self.assert_head_gives_logits(self.path("two.npz"))
        self.assert_tessera_takes(self.path("two.npz"))

    def test_a_network_that_does_more_after_the_head_is_refused(self):
        with self.assertRaisesRegex(ExportError, "--no-head"):
            write_dump(matrix_teacher(np.square), windows()[0], self.path("a.npz"))

    def test_macs_that_are_not_known_are_left_out(self):
        write_dump(matrix_teacher(uncounted=("x",)), windows()[0], self.path("a.npz"))
        self.assertNotIn("teacher_macs", np.load(self.path("a.npz")).files)

    def test_patients_with_names_are_numbered(self):
        names = np.array(["anna", "bert", "cleo"])[windows()[2] % 3]
        write_dump(matrix_teacher(), windows()[0], self.path("a.npz"), groups=names)
        np.testing.assert_array_equal(np.load(self.path("a.npz"))["groups"], windows()[2] % 3)

    def test_arrays_that_do_not_fit_are_refused_with_the_reason(self):
        rows, labels, groups = windows()
        broken = rows.copy()
        broken[200, 3] = np.nan
        for arrays, reason in [
            ({"labels": labels[:-1]}, "239"), ({"labels": labels + 1}, r"1 \.\.\. 3"),
            ({"labels": np.ones((240, 3))}, "not one 1"), ({"labels": labels + 0.5}, "integers"),
            ({"groups": groups[1:]}, "239"), ({"parents": labels[:5]}, "240 x 1"),
            ({"class_names": ["a", "b"]}, "2 class names for 3"), ({"inputs": broken}, "row 200"),
        ]:
            with self.subTest(reason=reason), self.assertRaisesRegex(ExportError, reason):
                inputs = arrays.pop("inputs", rows)
                write_dump(matrix_teacher(), inputs, self.path("dump"), **arrays)
            self.assertEqual(list(self.directory.iterdir()), [])

    def test_a_directory_that_is_there_is_replaced_only_by_force(self):
        rows = windows()[0]
        write_dump(matrix_teacher(), rows, self.path("a"), shard_rows=100)
        with self.assertRaisesRegex(ExportError, "--force"):
            write_dump(matrix_teacher(), rows, self.path("a"))
        write_dump(matrix_teacher(), rows, self.path("a"), force=True)
        self.assertFalse((self.directory / "a/inputs-00000-of-00003.npy").exists())
        (self.directory / "a/thesis.tex").touch()
        with self.assertRaisesRegex(ExportError, "left alone"):
            write_dump(matrix_teacher(), rows, self.path("a"), force=True)


if __name__ == "__main__":
    unittest.main()
