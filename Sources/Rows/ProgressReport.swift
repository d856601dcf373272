/// How far a pass over rows, cells or bytes has come.
///
/// A pass reports 0 at its start, and its total once at its end.
public struct ProgressReport: Sendable, Equatable {
  /// The unit of the counts.
  public enum Unit: String, Sendable {
    /// Rows of a dump.
    case rows
    /// Fits: one structure in one fold.
    case cells
    /// Bytes of a file.
    case bytes
    /// Passes over the rows of a fit, at most; it is done when it has converged.
    case passes
  }

  /// The pass, in one word: `evaluate`.
  public let what: String
  /// The units that are done, 0 ... `total`.
  public let done: Int
  /// The units of the whole pass.
  public let total: Int
  /// The unit of the counts.
  public let unit: Unit

  /// A report of the pass `what`.
  public init(_ what: String, done: Int, total: Int, unit: Unit) {
    self.what = what
    self.done = done
    self.total = total
    self.unit = unit
  }
}

/// Called with how far a pass has come, from any thread, but never from two at once.
public typealias ProgressHandler = @Sendable (ProgressReport) -> Void
