package import Evaluation
package import PackedFormat
internal import Rows

/// Figures on a dump that a report needs beyond a test report: rows by group and by region, and a
/// sample of outputs.
package struct TestDetail: Sendable {
  /// k values for each block.
  private var blocks = RunningReduction<[Region]>()
  /// k values, without rows.
  private let none: [Region]
  /// Rows where int8 takes another region than float.
  package private(set) var elsewhereCount = 0
  /// The largest difference of an output there.
  package private(set) var elsewhereError = 0.0
  private var groupCounts: [Int: Group] = [:]
  /// The rows whose label is known, for the class that is looked for; nil for none.
  package private(set) var decisions: DecisionRows?
  private var sample: [OutputPair] = []
  private var worst: [OutputPair] = []
  /// Of the rows in the sample.
  private let stride: Int

  /// The most outputs in the sample, and of those that int8 changes most.
  private static let sampleLimit = (even: 900, worst: 30)

  /// No rows yet.
  ///
  /// - Parameters:
  ///   - header: of the packed student.
  ///   - rowCount: rows that will be added.
  ///   - positive: the class that is looked for; nil for none.
  package init(of header: PackedHeader, rowCount: Int, positive: Int? = nil) {
    decisions = positive.map { DecisionRows(of: $0) }
    let (n, outputs) = (header.inputCount, header.outputCount)
    none = Array(
      repeating: Region(
        sums: Array(repeating: 0, count: n), squares: Array(repeating: 0, count: n),
        labelCounts: Array(repeating: 0, count: header.labelCount),
        outputSums: Array(repeating: 0, count: outputs)), count: header.regionCount)
    stride = max(1, rowCount * outputs / Self.sampleLimit.even)
  }

  /// k values.
  package var regions: [Region] { blocks.total(join: Self.add) ?? none }

  private static func add(_ left: inout [Region], _ right: [Region]) {
    for region in left.indices { left[region].add(right[region]) }
  }

  /// The rows of each group, ascending in the group; empty without groups or labels.
  package var groups: [Group] { groupCounts.values.sorted { $0.identifier < $1.identifier } }

  /// Outputs of rows that are spread evenly over the dump, and those that int8 changes most.
  package var outputs: [OutputPair] { sample + worst }

  /// Adds the next block, which was measured in detail.
  ///
  /// - Parameters:
  ///   - rows: its place in the dump.
  ///   - truth: the true labels of its rows, −1 for none; nil where no row has one.
  ///   - groups: the groups of its rows, likewise.
  package mutating func add(
    _ block: TestBlock, rows: Range<Int>, truth: [Int]?, groups: [Int]?
  ) {
    guard let detail = block.detail else { return }
    var regions = none
    for (index, row) in rows.enumerated() {
      let region = block.regions[index]
      regions[region].add(index, of: detail, label: block.int8.labels[index])
      let outputs = detail.pairs(of: index, region: region)
      if outputs.first?.isElsewhere == true {
        elsewhereCount += 1
        elsewhereError = outputs.reduce(elsewhereError) { max($0, $1.deviation) }
      }
      if let truth, truth[index] >= 0 {
        decisions?.add(detail.int8[row: index], truth: truth[index], group: groups?[index])
      }
      if row.isMultiple(of: stride) { sample += outputs } else { worst += outputs }
      if let teacher = block.teacherLabels, let groups, let truth {
        let group = groups[index]
        groupCounts[group, default: Group(identifier: group)].add(
          truth: truth[index], student: block.int8.labels[index], teacher: teacher[index])
      }
    }
    blocks.append(regions, join: Self.add)
    worst.sort { $0.deviation > $1.deviation }
    worst.removeLast(max(0, worst.count - Self.sampleLimit.worst))
  }

  /// The rows of one patient, recording or other unit.
  package struct Group: Sendable {
    /// Its number in the dump.
    package let identifier: Int
    /// Its rows, with or without a label.
    package private(set) var rowCount = 0
    /// Of the int8 student, on rows with a label.
    package private(set) var student = LabelCounts()
    /// Of the teacher, likewise.
    package private(set) var teacher = LabelCounts()
    /// Rows with the teacher's label.
    package private(set) var agreementCount = 0

    fileprivate init(identifier: Int) { self.identifier = identifier }

    fileprivate mutating func add(truth: Int, student label: Int, teacher other: Int) {
      rowCount += 1
      if truth >= 0 {
        student.add(truth: truth, prediction: label)
        teacher.add(truth: truth, prediction: other)
      }
      if label == other { agreementCount += 1 }
    }
  }

  /// The rows of one region.
  package struct Region: Sendable {
    private var rowCount = 0
    /// n sums.
    private var sums: [Double]
    /// n sums of squares.
    private var squares: [Double]
    /// Rows of each label that the student gave.
    package private(set) var labelCounts: [Int]
    /// C sums of the int8 outputs.
    private var outputSums: [Double]
  }

  /// One output of both students.
  package struct OutputPair: Sendable {
    /// Which of the C outputs.
    package let output: Int
    /// Of the float student.
    package let float: Double
    /// Of the int8 student, in real units.
    package let int8: Double
    /// Whether int8 takes another region than float, and with it another map.
    package let isElsewhere: Bool

    /// The change by int8.
    var deviation: Double { abs(int8 - float) }
  }
}

extension TestDetail.Region {
  fileprivate init(
    sums: [Double], squares: [Double], labelCounts: [Int], outputSums: [Double]
  ) {
    self.sums = sums
    self.squares = squares
    self.labelCounts = labelCounts
    self.outputSums = outputSums
  }

  /// The mean of the rows, n values; nil without rows.
  package var mean: [Double]? {
    rowCount > 0 ? sums.map { $0 / Double(rowCount) } : nil
  }
  /// The mean of each int8 output, C values; nil without rows.
  package var outputMeans: [Double]? {
    rowCount > 0 ? outputSums.map { $0 / Double(rowCount) } : nil
  }
  /// Their standard deviation, n values; nil without rows.
  package var deviation: [Double]? {
    guard let mean else { return nil }
    return zip(squares, mean).map { max(0, $0 / Double(rowCount) - $1 * $1).squareRoot() }
  }

  fileprivate mutating func add(_ other: TestDetail.Region) {
    rowCount += other.rowCount
    for label in labelCounts.indices { labelCounts[label] += other.labelCounts[label] }
    for output in outputSums.indices { outputSums[output] += other.outputSums[output] }
    for feature in sums.indices {
      sums[feature] += other.sums[feature]
      squares[feature] += other.squares[feature]
    }
  }

  fileprivate mutating func add(_ row: Int, of block: TestBlock.Detail, label: Int) {
    rowCount += 1
    labelCounts[label] += 1
    for (output, value) in block.int8[row: row].enumerated() { outputSums[output] += value }
    for (feature, value) in block.inputs[row: row].enumerated() {
      sums[feature] += Double(value)
      squares[feature] += Double(value) * Double(value)
    }
  }
}

extension TestBlock.Detail {
  /// The outputs of one row by both students; none without the float student.
  fileprivate func pairs(of row: Int, region: Int) -> [TestDetail.OutputPair] {
    guard let float, let floatRegions else { return [] }
    let isElsewhere = floatRegions[row] != region
    return zip(float[row: row], int8[row: row]).enumerated().map { output, values in
      TestDetail.OutputPair(
        output: output, float: values.0, int8: values.1, isElsewhere: isElsewhere)
    }
  }
}
