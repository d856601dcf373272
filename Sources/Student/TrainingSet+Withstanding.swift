internal import Disturbances
public import Rows

extension TrainingSet {
  /// The same rows with changed copies, for students that withstand changes of their windows.
  ///
  /// A copy has the targets, the label and the group of its row, and the same weight. It is in no fold
  /// that holds its row out.
  ///
  /// - Parameters:
  ///   - withstanding: what they withstand.
  ///   - shape: of the inputs in the dump, N × channels × length.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: `StudentError.tooWideToWithstand` where inputs are seen in a span, `.windowTooLong`,
  ///   `.shiftTooLong`, `.unreadable`.
  /// - Complexity: O(N · n).
  public func withstanding(
    _ withstanding: Withstanding, shape: [Int], parallelism: Parallelism
  ) throws(StudentError) -> TrainingSet {
    guard span == nil, plannedSpan == nil else {
      throw .tooWideToWithstand(featureCount: featureCount, rowCount: rowCount)
    }
    let changes = try InputChanges(
      withstanding, of: storedInputs, layout: WindowLayout(shape: shape), scaling: scaling,
      parallelism: parallelism)
    return TrainingSet(self, copies: withstanding.copyCount(ofRows: primaryCount), by: changes)
  }

  /// The inputs after one seeded draw of the changes that are withstood, N × n; those of the rows as
  /// they are without changes.
  ///
  /// - Parameter copy: separates draws, from 0 on.
  package func changedInputs(copy: Int) -> any RowSource {
    guard let changes else { return inputs }
    let changed = changes.rows(of: storedInputs, copy: copy)
    guard let scaling else { return changed }
    return ScaledColumns(changed, centres: scaling.centres, factors: scaling.factors)
  }

  /// The inputs of rows that are held out: changed where students are judged by that.
  package var judgedInputs: any RowSource {
    changes?.withstanding.isJudged ?? false ? changedInputs(copy: Self.judgedCopy) : inputs
  }

  /// No copy that trains has this number.
  private static var judgedCopy: Int { 1 << 20 }
}
