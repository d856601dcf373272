import Evaluation
import Testing

@Suite("Counts of the labels that occur")
struct LabelCountsTests {
  private let truth = [0, 0, 3, 3, 3, 1, 0, 3]
  private let predictions = [0, 2, 3, 0, 3, 1, 0, 1]

  @Test("are those of the confusion matrix")
  func matrix() {
    let matrix = ConfusionMatrix(truth: truth, predictions: predictions, classCount: 5)
    var counts = LabelCounts()
    for (label, prediction) in zip(truth, predictions) {
      counts.add(truth: label, prediction: prediction)
    }
    #expect(counts == LabelCounts(matrix))
    #expect(counts.total == matrix.total && counts.accuracy == matrix.accuracy)
    for label in 0..<5 {
      let own = counts.classes[label] ?? LabelCounts.Class()
      #expect(own.support == matrix.support[label])
      #expect(own.predicted == matrix.predictedCounts[label])
      #expect(own.hits == matrix.hits[label])
    }
  }

  @Test("take memory for two classes a row at most")
  func sparse() {
    var counts = LabelCounts()
    counts.add(truth: 16_000, prediction: 5)
    #expect(counts.classes.count == 2)
    #expect(counts.classes[16_000] == LabelCounts.Class(support: 1, predicted: 0, hits: 0))
  }
}
