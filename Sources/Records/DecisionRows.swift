package import Evaluation
internal import Rows

/// Rows of a test dump by how far the packed student leans to one class.
package struct DecisionRows: Sendable {
  /// The class that is looked for.
  package let positive: Int
  private var margins: [Double] = []
  private var isPositive: [Bool] = []
  private var groups: [Int] = []

  /// No rows yet.
  init(of positive: Int) { self.positive = positive }

  /// Adds a row whose label is known.
  ///
  /// - Parameters:
  ///   - outputs: C values, or the only one of a student that decides between two classes.
  ///   - truth: its label.
  ///   - group: nil without groups.
  mutating func add(_ outputs: ArraySlice<Double>, truth: Int, group: Int?) {
    let values = Array(outputs)
    if values.count == 1 {
      margins.append(positive == 1 ? values[0] : -values[0])
    } else {
      let rival = values.indices.filter { $0 != positive }.map { values[$0] }.max() ?? 0
      margins.append(values[positive] - rival)
    }
    isPositive.append(truth == positive)
    if let group { groups.append(group) }
  }

  /// What every threshold reaches; nil without rows of the class, or without others.
  ///
  /// - Complexity: O(N log N).
  package var curve: DecisionCurve? {
    DecisionCurve(
      margins: margins, isPositive: isPositive, groups: groups.isEmpty ? nil : groups,
      positive: positive)
  }
}
