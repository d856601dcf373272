"""Made rows and their parents."""

import unittest

import numpy as np

from exporter_test import ExporterTest, windows
from tessera_pla.exporters.augmentations import METHODS, TransferInputs


def made(methods=tuple(METHODS), count=3000, seed=0, channels=None, **options):
    rows, labels, groups = windows(channels=channels)
    return TransferInputs(rows, labels, groups, methods, count, seed, **options)


class MadeRows(ExporterTest):
    def test_one_seed_gives_the_same_rows_in_blocks_of_any_size(self):
        whole = made()[0:3000]
        parts = made()
        np.testing.assert_array_equal(
            whole, np.concatenate([parts[i:i + 333] for i in range(0, 3000, 333)]))
        self.assertEqual(len(whole), 3000)
        self.assertFalse(np.array_equal(whole, made(seed=1)[0:3000]))

    def test_a_smaller_count_gives_the_first_rows(self):
        few, many = made(count=1500), made()
        np.testing.assert_array_equal(few[0:1500], many[0:1500])
        np.testing.assert_array_equal(few.parents, many.parents[:1500])

    def test_parents_are_two_rows_of_one_class_and_group_or_one_row(self):
        _, labels, groups = windows()
        first, second = made().parents.T
        self.assertTrue(((first >= 0) & (first < 240) & (second >= -1) & (second < 240)).all())
        both = second >= 0
        self.assertGreater(both.mean(), 0.4)
        self.assertLess(both.mean(), 0.6)
        self.assertTrue((first != second).all())
        np.testing.assert_array_equal(labels[first[both]], labels[second[both]])
        np.testing.assert_array_equal(groups[first[both]], groups[second[both]])

    def test_a_row_alone_in_its_group_is_not_mixed(self):
        rows, labels, _ = windows()
        alone = TransferInputs(rows, labels, np.arange(240), ("mixup",), 500)
        self.assertTrue((alone.parents[:, 1] == -1).all())
        np.testing.assert_array_equal(alone[0:500], rows[alone.parents[:, 0]])

    def test_mixup_lies_on_the_line_through_its_parents(self):
        rows = windows()[0].astype(np.float64)
        mixed = made(("mixup",))
        first, second = mixed.parents.T
        a, b, x = rows[first], rows[second], mixed[0:3000]
        share = ((x - b) * (a - b)).sum(axis=1) / ((a - b) ** 2).sum(axis=1)
        np.testing.assert_allclose(share[:, None] * a + (1 - share[:, None]) * b, x, atol=1e-5)
        self.assertTrue(((share > 0.499) & (share < 1.501)).all())

    def test_each_method_does_what_it_says(self):
        rows = windows(channels=2)[0].astype(np.float64)
        for method in ("shift", "scale", "jitter", "wander"):
            changed = made((method,), channels=2)
            source = rows[changed.parents[:, 0]]
            difference = changed[0:3000] - source
            if method == "scale":
                ratio = changed[0:3000] / source
                self.assertLess(np.ptp(ratio, axis=(1, 2)).max(), 1e-3)
                self.assertTrue((ratio.min() > 0.79) and (ratio.max() < 1.21))
            elif method == "shift":
                for row, old in zip(changed[0:50], source):
                    self.assertTrue(any(np.allclose(row[:, 1:-1], old[:, 1 - s:23 - s], atol=1e-6)
                                        for s in (-1, 0, 1)))
            elif method == "wander":
                np.testing.assert_allclose(difference[:, 0], difference[:, 1], atol=1e-6)
                self.assertLess(np.abs(difference).max(), 0.31 * changed.deviation)
            else:
                self.assertLess(difference.std(), 0.1 * changed.deviation)
                self.assertGreater(difference.std(), 0.03 * changed.deviation)

    def test_time_may_be_the_first_axis(self):
        rows, labels, groups = windows(channels=2)
        late = TransferInputs(rows, labels, groups, count=500)[0:500]
        turned = TransferInputs(rows.swapaxes(1, 2), labels, groups, ("shift", "wander", "scale"),
                                500, time_axis=0)[0:500]
        straight = TransferInputs(rows, labels, groups, ("shift", "wander", "scale"), 500)[0:500]
        np.testing.assert_allclose(turned.swapaxes(1, 2), straight, atol=1e-6)
        self.assertEqual(late.shape, (500, 2, 24))

    def test_standardised_windows_stay_standardised(self):
        rows, labels, groups = windows()
        rows = (rows - rows.mean(axis=1, keepdims=True)) / rows.std(axis=1, keepdims=True)
        changed = TransferInputs(rows, labels, groups, count=500)
        self.assertNotIn("scale", changed.methods)
        np.testing.assert_allclose(changed[0:500].mean(axis=1), 0, atol=1e-5)
        np.testing.assert_allclose(changed[0:500].std(axis=1), 1, atol=1e-5)

    def test_an_unknown_method_is_refused_with_those_there_are(self):
        with self.assertRaisesRegex(ValueError, "no method flip; there are mixup, shift"):
            made(("flip",))


if __name__ == "__main__":
    unittest.main()
