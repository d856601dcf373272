internal import Foundation
import Rows

/// What one pass over stored outputs finds, N × C: enough to see in which form they are.
struct OutputStatistics: Sendable {
  /// C, as stored.
  let columnCount: Int
  /// The type of the elements.
  let elementType: ElementType
  private(set) var least = Double.infinity
  private(set) var largest = -Double.infinity
  /// The least value above 0: of rounded numbers the step.
  private var leastPositive = Double.infinity
  private var hasZeros = false
  /// Of the rows.
  private(set) var leastSum = Double.infinity
  private(set) var largestSum = -Double.infinity
  /// Whether some value is −∞: the logarithm of a probability of 0.
  private(set) var hasInfinities = false
  /// Whether some value is NaN or ∞, which no form has.
  private(set) var hasFaults = false
  /// Whether all values are integers.
  private(set) var isIntegral = true
  /// How many rows have each sum, of integers; nil for other numbers and for too many sums.
  private var sumCounts: [Double: Int]? = [:]
  private(set) var rowCount = 0
  /// The largest distance from 1 of a row's sum of exponentials.
  private(set) var exponentialMiss = 0.0

  /// - Throws: `RowReadError` when the file can no longer be read.
  /// - Complexity: O(N · C).
  init(_ array: NumericArray) throws(RowReadError) {
    columnCount = array.columnCount
    elementType = array.elementType
    let height = 1_024
    var block = [Double](repeating: 0, count: min(array.rowCount, height) * columnCount)
    for start in stride(from: 0, to: array.rowCount, by: height) {
      let rows = start..<min(start + height, array.rowCount)
      try array.read(rows, into: &block)
      for row in 0..<rows.count { add(block[row * columnCount..<(row + 1) * columnCount]) }
    }
  }

  private mutating func add(_ row: ArraySlice<Double>) {
    rowCount += 1
    var (sum, exponentials) = (0.0, 0.0)
    for value in row {
      guard !value.isNaN, value < .infinity else {
        hasFaults = true
        return
      }
      largest = max(largest, value)
      exponentials += exp(value)
      guard value > -.infinity else {
        hasInfinities = true
        continue
      }
      least = min(least, value)
      if value > 0 { leastPositive = min(leastPositive, value) }
      hasZeros = hasZeros || value == 0
      sum += value
      isIntegral = isIntegral && value == value.rounded()
    }
    leastSum = min(leastSum, sum)
    largestSum = max(largestSum, sum)
    if isIntegral, columnCount > 1, sumCounts?.count ?? .max < Self.largestSumCount {
      sumCounts?[sum, default: 0] += 1
    } else {
      sumCounts = nil
    }
    exponentialMiss = max(exponentialMiss, abs(exponentials - 1))
  }
}

extension OutputStatistics {
  /// How these outputs become logits.
  ///
  /// - Parameter form: the form that a person states; nil for the one that is recognised.
  /// - Returns: nil where the outputs fit several forms, or are not of the form that is stated.
  func scale(as form: OutputForm?) -> OutputScale? {
    guard !hasFaults else { return .logits }
    switch form {
    case .logits: return .logits
    case .logProbabilities: return largest <= Self.rounding ? .logProbabilities(floor: floor) : nil
    case .probabilities: return probabilities ?? unequalProbabilities
    case nil:
      if hasInfinities {
        return exponentialMiss <= tolerance && columnCount > 1
          ? .logProbabilities(floor: floor) : .logits
      }
      if fitsBothForms { return nil }
      if let probabilities { return probabilities }
      return columnCount == 1 && !elementType.isFloatingPoint ? nil : .logits
    }
  }

  /// How the outputs of a dump beside the training dump become logits, whose form is `form`.
  ///
  /// - Returns: nil where the form has to be recognised: there is none, it does not fit, or rows of
  ///   one sum are probabilities in place of logits.
  func scale(expecting form: OutputForm?) -> OutputScale? {
    guard let form, !hasFaults else { return nil }
    if form == .logits {
      let areOther = columnCount > 1 && probabilities != nil && !fitsBothForms
      return hasInfinities || areOther ? nil : .logits
    }
    return form == .probabilities && columnCount > 1 ? probabilities : scale(as: form)
  }

  /// Whether outputs of two classes are −q and q about the zero of 8 bits in every row, and none is at
  /// the end of them: logits of such a network, or those of an integer softmax that is never sure.
  private var fitsBothForms: Bool {
    guard columnCount == 2, isIntegral, leastSum == largestSum else { return false }
    let isUnsigned = elementType == .uint8 && leastSum == 256 && least > 0
    return isUnsigned || leastSum == 0 && least > -128 && least < 0
  }

  /// Whether a single output lies in 0 … 1, as a probability does.
  var isSingleProbability: Bool { columnCount == 1 && !hasFaults && probabilities != nil }

  /// Whether a single output is in percent, if it is a probability.
  var isPercentage: Bool {
    columnCount == 1 && !hasFaults && !hasInfinities && least >= 0 && largest > 50
      && largest <= 100 && !areClassNumbers
  }

  /// Whether a single output is the number of a class.
  var areClassNumbers: Bool {
    columnCount == 1 && !hasFaults && !hasInfinities && isIntegral && least == 0 && largest >= 2
      && largest < 10 && rowCount > 1
  }

  /// Whether several labels can hold for one row: each output is a probability, some are likely,
  /// and the sums of rows differ.
  var isMultilabel: Bool {
    columnCount > 1 && !hasFaults && !hasInfinities && least >= 0 && largest <= 1
      && largest > 0.5 && largestSum - leastSum > tolerance && probabilities == nil
  }

  /// Whether every row has its only 1 or 255 at one class: answers, and no probabilities.
  private var isHard: Bool { isIntegral && least >= 0 && largest <= 1 }

  /// The probabilities that these outputs are without a doubt; nil where there is one.
  private var probabilities: OutputScale? {
    guard !hasInfinities else { return nil }
    guard columnCount > 1 else {
      guard least >= 0, largest <= 1, least < largest || !isIntegral else { return nil }
      return .probabilities(zero: 0, total: 1, floor: isHard ? Self.hardFloor : floor)
    }
    if isIntegral, let (zero, total) = integerUnits {
      let areVotes = leastSum == largestSum && !(255...256).contains(total)
      let step = areVotes ? 0.5 / total * exp(-1) : Self.floor(ofSteps: 1 / total)
      return .probabilities(zero: zero, total: total, floor: isHard ? Self.hardFloor : step)
    }
    guard least >= 0, largestSum > 0 else { return nil }
    for total in [1.0, 100]
    where abs(leastSum - total) <= tolerance * total && abs(largestSum - total) <= tolerance * total
    {
      return .probabilities(zero: 0, total: total, floor: roundedFloor(of: total))
    }
    // Per mille, or counts per million.
    guard rowCount >= Self.leastRowCount, largestSum - leastSum <= 1e-4 * largestSum else {
      return nil
    }
    return .probabilities(zero: 0, total: largestSum, floor: roundedFloor(of: largestSum))
  }

  /// Of how many rows the sums show that they are one.
  private static let leastRowCount = 20
  /// Of how many sums the rows are counted.
  private static let largestSumCount = 4_096

  /// The sum of rows of rounded shares: that of most rows, from which 99 % miss by no more than half a
  /// step for each class. Steps are 1 % or finer.
  private var roundedTotal: Double? {
    guard least >= 0, rowCount >= Self.leastRowCount, let sumCounts else { return nil }
    let most = sumCounts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }
    guard let total = most?.key, total >= 100 * Double(columnCount) else { return nil }
    let slack = Double(columnCount) / 2
    let near = sumCounts.reduce(0) { abs($1.key - total) <= slack ? $0 + $1.value : $0 }
    return 100 * near >= 99 * rowCount ? total : nil
  }

  /// The zero and the sum of integer rows with one sum: votes, answers, or the outputs of an
  /// integer softmax, whose steps are 1/256 and whose roundings add up.
  private var integerUnits: (zero: Double, total: Double)? {
    if least >= 0, leastSum == largestSum, leastSum > 0 { return (0, leastSum) }
    let slack = Double(columnCount) / 2 + 1
    for zero in [0.0, -128] where least >= zero && largest - zero <= 255 {
      let shift = zero * Double(columnCount)
      if abs(leastSum - shift - 256) <= slack, abs(largestSum - shift - 256) <= slack {
        return (zero, 256)
      }
    }
    return roundedTotal.map { (0, $0) }
  }

  /// Probabilities as a person states them, where their sums do not show it.
  private var unequalProbabilities: OutputScale? {
    guard !hasInfinities else { return nil }
    switch elementType {
    case .int8, .uint8:
      let step = 1.0 / 256
      return .probabilities(
        zero: elementType == .int8 ? -128 : 0, total: 256,
        floor: columnCount > 1 ? Self.floor(ofSteps: step) : 0.5 * step)
    default:
      guard least >= 0, largestSum > 0, columnCount > 1 || largest <= 100 else { return nil }
      let single = largest <= 1 ? 1.0 : 100
      return .probabilities(
        zero: 0, total: columnCount > 1 ? largestSum : single,
        floor: columnCount > 1 ? roundedFloor(of: largestSum) : floor)
    }
  }

  /// The share by which a row's sum may miss: numbers with two decimals, and at most 5 %.
  private var tolerance: Double { min(0.05, 0.006 * Double(columnCount)) }

  /// What a probability of 0 is taken for where probabilities are rounded.
  ///
  /// A 0 says no more than that the probability is below half a step, and networks are often far
  /// surer. Distillation takes the root of probabilities (T = 2). There a 0 has to stay one: below half a
  /// step of 1/256, the coarsest that is common, and so below its square before.
  private static func floor(ofSteps step: Double) -> Double { min(0.5 * step * exp(-1), 0x1p-18) }

  /// The same for numbers whose least one above 0 shows the step, if they are rounded.
  private func roundedFloor(of total: Double) -> Double {
    hasZeros ? max(floor, Self.floor(ofSteps: leastPositive / total)) : floor
  }

  /// The least probability that is told from 0. Of two classes in one output, 1 less the other has
  /// to be, too.
  private var floor: Double {
    switch elementType {
    case .float16: columnCount > 1 ? 0x1p-25 : 0x1p-12
    case .bfloat16: columnCount > 1 ? Self.leastProbability : 0x1p-9
    case .float32: columnCount > 1 ? Self.leastProbability : 0x1p-24
    default: Self.leastProbability
    }
  }

  /// A logit of 28 below that of the class: no student follows further.
  private static let leastProbability = 1e-12
  /// Of answers without probabilities.
  private static let hardFloor = 1e-3
  /// What the logarithm of a 1 may be above 0.
  private static let rounding = 1e-4
}
