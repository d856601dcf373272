internal import Rows

/// Which rows of a training dump may be mixed: those of one class, and among them those of one
/// group.
///
/// It holds 4 bytes for each row beside the classes and groups that it is given.
struct MixingPartners: Sendable {
  private let kinds: RowKinds
  /// The rows of classes that have two rows or more, by class, group and number.
  private let rows: [Int32]
  /// Where in `rows` each class begins, and the end.
  private let classStarts: [Int]
  /// Where in `rows` each group of each class begins, and the end.
  private let cellStarts: [Int]

  /// - Parameters:
  ///   - sampleCount: N.
  ///   - classes: the class of each row; nil makes all rows one class.
  ///   - groups: the group of each row, where there are groups.
  /// - Complexity: O(N log N).
  init(sampleCount: Int, classes: [Int32]?, groups: [Int]?) {
    let kinds = RowKinds(classes: classes, groups: groups)
    let sorted = (0..<Int32(sampleCount)).sorted { kinds.key($0) < kinds.key($1) }
    let starts = kinds.starts(of: sorted, isNew: kinds.isNewClass)
    rows = zip(starts, starts.dropFirst()).filter { $1 - $0 > 1 }.flatMap { sorted[$0..<$1] }
    classStarts = kinds.starts(of: rows, isNew: kinds.isNewClass)
    cellStarts = kinds.starts(of: rows, isNew: kinds.isNewCell)
    self.kinds = kinds
  }

  /// The number of rows that have a partner.
  var count: Int { rows.count }

  /// One of the rows that have a partner, `place` in 0 ..< `count`.
  func row(at place: Int) -> Int { Int(rows[place]) }

  /// Whether another row is of the class of `row`.
  func hasPartner(_ row: Int) -> Bool { place(of: row) != nil }

  /// Another row of the class of `row`, all alike; nil when there is none.
  ///
  /// - Parameter isWithinGroup: takes one of the same group where there is one.
  /// - Complexity: O(log N).
  func partner(
    of row: Int, isWithinGroup: Bool, using generator: inout SeededGenerator
  ) -> Int? {
    guard let place = place(of: row) else { return nil }
    let cell = Self.run(around: place, starts: cellStarts)
    let run =
      isWithinGroup && cell.count > 1 ? cell : Self.run(around: place, starts: classStarts)
    let drawn = run.lowerBound + generator.index(below: run.count - 1)
    return Int(rows[drawn < place ? drawn : drawn + 1])
  }

  /// Where `row` is in `rows`.
  private func place(of row: Int) -> Int? {
    let key = kinds.key(Int32(row))
    let place = (0..<rows.count).first(from: { kinds.key(rows[$0]) >= key })
    return place < rows.count && Int(rows[place]) == row ? place : nil
  }

  private static func run(around place: Int, starts: [Int]) -> Range<Int> {
    let next = (0..<starts.count).first(from: { starts[$0] > place })
    return starts[next - 1]..<starts[next]
  }
}

/// The class and the group of each row.
private struct RowKinds: Sendable {
  let classes: [Int32]?
  let groups: [Int]?

  /// The key that rows are sorted by.
  func key(_ row: Int32) -> (Int32, Int, Int32) {
    (classes?[Int(row)] ?? 0, groups?[Int(row)] ?? 0, row)
  }

  func isNewClass(_ row: Int32, after last: Int32) -> Bool { key(row).0 != key(last).0 }

  func isNewCell(_ row: Int32, after last: Int32) -> Bool {
    isNewClass(row, after: last) || key(row).1 != key(last).1
  }

  /// The places in `rows` at which something new begins, and the end.
  func starts(of rows: [Int32], isNew: (Int32, Int32) -> Bool) -> [Int] {
    rows.indices.filter { $0 == 0 || isNew(rows[$0], rows[$0 - 1]) } + [rows.count]
  }
}

extension Range<Int> {
  /// The first number from which on `isReached` holds; the upper bound where it never does.
  fileprivate func first(from isReached: (Int) -> Bool) -> Int {
    var (low, high) = (lowerBound, upperBound)
    while low < high {
      let middle = (low + high) / 2
      if isReached(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
