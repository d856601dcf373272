public import Clustering
public import Regression
public import Rows

extension TrainingSet {
  /// The error of a regression on these rows. Where inputs are seen in a span, it counts inputs and
  /// not their coordinates.
  ///
  /// - Parameter error: of a regression on the coordinates.
  public func singular(_ error: RegressionError) -> StudentError {
    if span != nil, case .singular(let rank, _, let sampleCount) = error {
      return .regression(
        .singular(rank: rank, featureCount: featureCount, sampleCount: sampleCount))
    }
    return .regression(error)
  }
}

/// Why a student cannot be fitted.
public enum StudentError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The dump has no logits.
  case noLogits(path: String)
  /// The dump has no activations.
  case noActivations(path: String)
  /// The head needs activations, `head_weight` and `head_bias`.
  case noHead(path: String, head: HeadKind)
  /// A transfer dump has another width than the training dump.
  case mismatchedTransfer(path: String, what: String, found: Int, expected: Int)
  /// A waveform to augment that is longer than an input.
  case windowTooLong(length: Int, featureCount: Int)
  /// A shift that leaves nothing of a window.
  case shiftTooLong(shift: Int, length: Int)
  /// Changes of inputs that are seen in a span of their rows.
  case tooWideToWithstand(featureCount: Int, rowCount: Int)
  /// None of the methods of an augmentation would change a row.
  case nothingToAugment(reasons: [String])
  /// A dump's file can no longer be read.
  case unreadable(RowReadError)
  /// The rows cannot be partitioned.
  case clustering(ClusteringError)
  /// A region cannot be fitted.
  case regression(RegressionError)

  public var description: String {
    switch self {
    case .noLogits(let path):
      """
      \(path): this head needs the teacher's logits. Add 'logits', or 'activations' with \
      'head_weight' and 'head_bias', or choose --head none to compress the activations.
      """
    case .noActivations(let path):
      "\(path): --head none compresses activations, and the dump has none. Add 'activations'."
    case .noHead(let path, let head):
      """
      \(path): --head \(head.rawValue) needs 'activations', 'head_weight' and 'head_bias'. Add \
      them to the dump, or use --head folded.
      """
    case .mismatchedTransfer(let path, let what, let found, let expected):
      """
      \(path): the transfer dump has \(found) \(what) and the training dump \(expected). Dump both \
      from the same teacher.
      """
    case .windowTooLong(let length, let featureCount):
      "--window \(length) exceeds the \(featureCount) features of an input. Lower it."
    case .shiftTooLong(let shift, let length):
      "--shift \(shift) leaves nothing of a window of \(length) samples. Lower it."
    case .tooWideToWithstand(let featureCount, let rowCount):
      """
      --withstand needs as many rows as inputs, and at most \(TrainingSet.largestSpan) inputs. There are \
      \(rowCount) rows and \(featureCount) inputs. Add rows with --transfer, decimate, or take a \
      --front-end.
      """
    case .nothingToAugment(let reasons):
      """
      No method would change a row (\(reasons.joined(separator: "; "))). Nothing was written. Add \
      others to --methods.
      """
    case .unreadable(let error): error.description
    case .clustering(let error): error.description
    case .regression(let error): error.description
    }
  }
}
