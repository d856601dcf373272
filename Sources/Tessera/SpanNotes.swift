internal import Student

/// What it means for a student that wide inputs are fitted in the span of their rows.
extension TrainingSet {
  /// Before the work; nil where inputs are seen as they are.
  var plannedSpanNote: String? {
    switch plannedSpan {
    case nil: nil
    case .whole?:
      "\(rowCount) rows span less than \(featureCount) inputs: fitted in the span of the rows, which "
        + "changes no map"
    case .part(let count)?:
      "\(featureCount) inputs are fitted in the \(count) directions of most variance, where these hold "
        + "nearly all of it"
    }
  }

  /// After it, how much of the inputs' variance a student can see; nil where it is all.
  var spanNote: String? {
    guard let span, span.varianceLeftOut > 0 else { return nil }
    let share = (1e4 * span.varianceLeftOut).rounded() / 100
    return "\(span.coordinateCount) directions of the inputs were fitted; \(share) % of the "
      + "variance lies outside of them"
  }
}
