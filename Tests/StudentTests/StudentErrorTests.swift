import Clustering
import Regression
import Student
import Testing

@Suite struct StudentErrorTests {
  @Test(
    "each message names the dump and says what to do",
    arguments: [
      (StudentError.noLogits(path: "d.npz"), ["d.npz: ", "Add 'logits'", "--head none"]),
      (.noActivations(path: "d.npz"), ["d.npz: ", "Add 'activations'"]),
      (.noHead(path: "d.npz", head: .rectified), ["d.npz: ", "--head rectified", "head_weight"]),
      (
        .mismatchedTransfer(path: "t.npz", what: "features", found: 5, expected: 6),
        ["t.npz: ", "has 5 features", "training dump 6"]
      ),
      (.windowTooLong(length: 9, featureCount: 8), ["--window 9", "8 features"]),
      (.shiftTooLong(shift: 9, length: 8), ["--shift 9", "8 samples"]),
      (.nothingToAugment(reasons: ["mix: a", "shift: b"]), ["(mix: a; shift: b)", "--methods"]),
      (
        .clustering(.tooFewDistinctRows(found: 2, regionCount: 3)),
        ["k = 3", "only 2 distinct rows"]
      ),
      (
        .regression(.singular(rank: 1, featureCount: 2, sampleCount: 3)),
        ["lambda = 0", "rank 1"]
      ),
    ])
  func message(error: StudentError, parts: [String]) {
    for part in parts { #expect(error.description.contains(part)) }
  }
}
