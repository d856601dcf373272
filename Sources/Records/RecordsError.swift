/// Why the records of a student cannot be kept.
public enum RecordsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// int8 differs from the float student by more than it can: a fault, and not bad luck.
  case boundViolated(rows: Int, of: Int)
  /// A figure that is not a finite number, which JSON cannot hold.
  case notRepresentable(key: String)
  /// A program file that is not one; `stage` is the one that is wrong, from 0 on, and nil for the file.
  case wrongProgram(stage: Int?, String)

  public var description: String {
    switch self {
    case .boundViolated(let rows, let count):
      """
      int8 and float differ by more than their bound on \(rows) of \(count) rows, which rounding \
      cannot explain: the student or its run record is damaged, or this is a fault of Tessera. Make \
      the student again with 'tessera compress'; if that ends like this, report it with the run record.
      """
    case .wrongProgram(let stage, let reason):
      """
      \(stage.map { "Stage \($0)" } ?? "The file") of the program is wrong: \(reason). \
      'tessera inspect' prints the programs of students as such files.
      """
    case .notRepresentable(let key):
      """
      The figure '\(key)' is not a finite number, and JSON has no others: the dump or the student has \
      values whose squares exceed double precision. Scale them in the dump.
      """
    }
  }
}
