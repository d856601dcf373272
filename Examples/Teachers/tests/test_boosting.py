"""Boosted trees as a teacher."""

import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import beats as rows_of  # noqa: E402
import boosting  # noqa: E402


class Boosting(unittest.TestCase):
    def setUp(self):
        random = np.random.default_rng(0)
        inputs = random.normal(size=(120, 12)).astype(np.float32)
        labels = inputs[:, :3].argmax(1)
        self.train = rows_of.Beats(inputs, labels=labels, logits=np.zeros((120, 3)))

    def test_the_dump_holds_raw_scores_whose_softmax_are_the_probabilities(self):
        trees = boosting.fit(self.train, rounds=5, seed=0)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "train.npz"
            boosting.write_dump(boosting.teacher_of(trees), self.train.inputs, path)
            dump = np.load(path)
            powers = np.exp(dump["logits"])
            expected = trees.predict_proba(self.train.inputs)
            np.testing.assert_allclose(powers / powers.sum(1, keepdims=True), expected, atol=1e-5)
            self.assertNotIn("head_weight", dump)
            self.assertNotIn("teacher_macs", dump)

    def test_as_many_rounds_are_kept_as_suit_held_out_rows(self):
        trees = boosting.fit(self.train, rounds=6, seed=0)
        self.assertLessEqual(trees.n_iter_, 6)
        self.assertGreater(trees.score(self.train.inputs, self.train.labels), 0.5)


if __name__ == "__main__":
    unittest.main()
