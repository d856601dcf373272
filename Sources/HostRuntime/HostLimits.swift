internal import PackedFormat
internal import StudentRuntime

/// The limits of a student laid out for the host: the verdicts of `StudentRuntime`, for passes over
/// many rows.
struct HostLimits: Sendable {
  private let limits: StudentLimits
  private let inputCount: Int
  private let componentCount: Int
  /// The components of an input of zeros, d values; none without a projection.
  private let zeros: [Int32]

  /// The limits of a student; nil where it has none.
  init?(_ student: QuantizedStudent) {
    guard let limits = student.limits else { return nil }
    self.init(student, limits)
  }

  /// Limits of a student that may not have them yet.
  init(_ student: QuantizedStudent, _ limits: StudentLimits) {
    self.limits = limits
    inputCount = student.header.inputCount
    componentCount = student.header.componentCount
    let largest = student.header.largestComponent
    zeros =
      student.projection.map { projection in
        (0..<projection.rowCount).map { row in
          let zero = requantize(
            projection.biases[row], multiplier: projection.multipliers[row],
            shift: projection.shifts[row])
          return min(max(zero, -largest), largest)
        }
      } ?? []
  }

  /// What the student says of an answer.
  ///
  /// - Parameters:
  ///   - outputs: C outputs.
  ///   - label: the first of the largest.
  ///   - isBinary: whether the sign of the one output decides.
  ///   - isForeign: whether the input exceeds the limits.
  func verdict(
    on outputs: ArraySlice<Int32>, label: Int, isBinary: Bool, isForeign: Bool
  ) -> AnswerVerdict {
    if isForeign { return .foreign }
    guard let least = limits.leastMargin else { return .sure }
    var rival: Int32?
    for (index, output) in outputs.enumerated() where index != label {
      rival = max(rival ?? output, output)
    }
    let margin = isBinary ? abs(outputs[0]) : rival.map { outputs[label] - $0 } ?? 0
    return margin < least ? .doubtful : .sure
  }

  /// Whether an input is unlike what the student has seen.
  ///
  /// - Parameters:
  ///   - input: n quanta, and zeros behind them.
  ///   - z: d components, and zeros behind them.
  ///   - region: 0 ..< k.
  ///   - score: that of the region; 0 for the first.
  /// - Complexity: O(n + d).
  func areExceeded(by input: [Int16], _ z: [Int16], region: Int, score: Int32) -> Bool {
    if let distances = limits.distances,
      distance(distances, of: z, score: score) > Int64(distances.limits[region])
    {
      return true
    }
    guard limits.energy != nil || limits.leastDeviation != nil else { return false }
    let energy = input[..<inputCount].reduce(UInt64(0)) { $0 + square(Int32($1)) }
    if let part = limits.energy {
      let inside = energyInside(part, z)
      if energy > inside, energy - inside > part.limit { return true }
    }
    guard let least = limits.leastDeviation else { return false }
    return energy << 16 < UInt64(least) * UInt64(least) * UInt64(inputCount)
  }

  /// How far z is from the centre of its region, in units of the part.
  func distance(_ part: StudentLimits.Distances, of z: [Int16], score: Int32) -> Int64 {
    var sum: UInt64 = 0
    for index in 0..<componentCount { sum += square(Int32(z[index]) - Int32(part.centre[index])) }
    let nearer = requantize(
      score, multiplier: part.scoreMultiplier, shift: UInt8(truncatingIfNeeded: part.scoreShift))
    return Int64(sum >> UInt64(part.unit)) - Int64(nearer)
  }

  /// The energy of an input that its components hold; sums are modulo 2⁶⁴.
  func energyInside(_ part: StudentLimits.Energy, _ z: [Int16]) -> UInt64 {
    var held: UInt64 = 0
    for index in 0..<componentCount {
      held &+= square(Int32(z[index]) - zeros[index]) &* UInt64(part.multipliers[index])
    }
    return held >> UInt64(part.shift)
  }

  private func square(_ value: Int32) -> UInt64 {
    let size = UInt64(value.magnitude)
    return size * size
  }
}
