/// How much each row weighs when a student is fitted.
///
/// The rows of the training dump and those of the transfer sets weigh half each, whatever their
/// numbers. Changed copies share the half of the training dump with their rows.
package struct RowShares: Sendable {
  /// The rows of the training dump, their copies where there are some, and transfer rows.
  package let parts: [Range<Int>]
  /// The weight of a row of each part. Those of one half add up to 0.5.
  package let weightOfPart: [Double]

  /// - Parameters:
  ///   - primary: how many rows are of the training dump.
  ///   - own: those and their copies.
  ///   - all: those and the transfer rows.
  ///   - share: what copies have of the weight of a row, 0 ... 1.
  package init(primary: Int, own: Int, all: Int, copies share: Double) {
    func weight(_ half: Double, _ count: Int) -> Double { count == 0 ? 0 : half / Double(count) }
    let transferred = weight(0.5, all - own)
    guard own > primary else {
      parts = [0..<own, own..<all]
      weightOfPart = [weight(0.5, own), transferred]
      return
    }
    parts = [0..<primary, primary..<own, own..<all]
    weightOfPart = [
      weight(0.5 * (1 - share), primary), weight(0.5 * share, own - primary), transferred,
    ]
  }

  /// The weights of all rows, which add up to 1.
  package var weights: [Double] {
    let total = zip(parts, weightOfPart).reduce(0) { $0 + Double($1.0.count) * $1.1 }
    return zip(parts, weightOfPart).flatMap { part, weight in
      Array(repeating: weight / total, count: part.count)
    }
  }
}
