internal import PackedFormat
internal import Rows
internal import StudentRuntime

/// Windows of int16 converter counts, and the int8 inputs that the host makes of them: the proof
/// of `tessera_quantize_i16`.
public struct CountVectors: Sendable, Equatable {
  /// M × n, row after row.
  public let counts: [Int16]
  /// M × n, row after row.
  public let inputs: [Int8]

  /// The number of windows, M.
  public static let count = 8

  /// Two windows at the limits of an int16, and random ones.
  ///
  /// - Returns: nil for a student that takes no counts.
  init?(_ student: OpenStudent, using generator: inout SeededGenerator) {
    let header = student.header
    guard header.acceptsCounts else { return nil }
    let width = header.inputCount
    var counts = [Int16](repeating: .min, count: width)
    counts += (0..<width).map { $0.isMultiple(of: 2) ? .max : .min }
    while counts.count < Self.count * width {
      counts += Self.randomCounts(for: header, using: &generator)
    }
    var inputs: [Int8] = []
    for row in 0..<Self.count {
      var quantized = [Int8](repeating: 0, count: width)
      var input = quantized.mutableSpan
      do {
        try student.quantize(
          counts: counts.span.extracting(row * width..<(row + 1) * width), into: &input)
      } catch {
        preconditionFailure("counts of the right number are refused: \(error)")
      }
      inputs += quantized
    }
    self.counts = counts
    self.inputs = inputs
  }

  /// A window with an amplitude and an offset of its own. The other counts are uniform over the
  /// range that the quantiser distinguishes, and a little beyond.
  private static func randomCounts(
    for header: PackedHeader, using generator: inout SeededGenerator
  ) -> [Int16] {
    let amplitude = 1 + generator.uniform() * 32_000
    let offset = (2 * generator.uniform() - 1) * (32_000 - amplitude)
    let countsPerQuantum = header.counts.map { 1 / $0.quantaPerCount } ?? 0
    return (0..<header.inputCount).map { index in
      let number = 2 * generator.uniform() - 1
      let count =
        index < header.standardizedCount
        ? number * amplitude + offset
        : number * 130 * countsPerQuantum + Double(header.countZero)
      return Int16(min(32_767, max(-32_768, count.rounded())))
    }
  }
}
