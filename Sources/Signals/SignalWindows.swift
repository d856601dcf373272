public import ActivationFormats
internal import HostRuntime
public import PackedFormat
internal import Rows

/// The windows of a training dump as counts of a converter: their shape, and what a count is worth.
public struct SignalWindows: Sendable, Equatable {
  /// L and the channels. The features are not known.
  public let shape: PackedWindow
  /// int16 counts per unit of the inputs, one for each channel.
  public let countsPerUnit: [Float]

  /// The most rows that are read at a time.
  private static let blockRowCount = 1_024

  /// The windows of a dump.
  ///
  /// - Parameters:
  ///   - dump: whose inputs are N × length or N × channels × length.
  ///   - countsPerUnit: one for all channels or one for each, above 0; empty where the inputs are
  ///     integers, which are counts.
  /// - Throws: `SignalsError.notWindows`, `.windowTooLarge`, `.unitsMissing`, `.wrongUnitCount`.
  /// - Complexity: O(1), and O(N · w) for the advice on floats.
  public init(_ dump: ActivationDump, countsPerUnit: [Double]) throws(SignalsError) {
    let dimensions = dump.inputs.shape
    guard dimensions.count == 2 || dimensions.count == 3 else {
      throw .notWindows(path: dump.path, shape: dimensions)
    }
    let channelCount = dimensions.count == 3 ? dimensions[1] : 1
    let length = dimensions[dimensions.count - 1]
    shape = PackedWindow(samplesPerChannel: length, channelCount: channelCount)
    guard channelCount <= PackedWindow.largestChannelCount, shape.count <= PackedWindow.largestCount
    else { throw .windowTooLarge(path: dump.path, channels: channelCount, length: length) }
    guard !countsPerUnit.isEmpty || !dump.inputs.elementType.isFloatingPoint else {
      throw .unitsMissing(path: dump.path, largest: Self.largest(of: dump))
    }
    guard [0, 1, channelCount].contains(countsPerUnit.count) else {
      throw .wrongUnitCount(found: countsPerUnit.count, channels: channelCount)
    }
    let units = countsPerUnit.isEmpty ? [1] : countsPerUnit
    self.countsPerUnit = (0..<channelCount).map { Float(units[units.count == 1 ? 0 : $0]) }
  }

  /// Windows of a shape, without a dump: for rows from anywhere.
  ///
  /// - Parameters:
  ///   - shape: L and the channels; the features are not used.
  ///   - countsPerUnit: int16 counts per unit, one for each channel, above 0; 1 where numbers are counts.
  /// - Precondition: There are as many units as channels.
  /// - Complexity: O(channels).
  public init(shape: PackedWindow, countsPerUnit: [Float]) {
    precondition(countsPerUnit.count == shape.channelCount, "a unit for each channel")
    self.shape = shape
    self.countsPerUnit = countsPerUnit
  }

  /// The largest magnitude of the first rows.
  private static func largest(of dump: ActivationDump) -> Double {
    let rows = 0..<min(dump.sampleCount, blockRowCount)
    var block = [Float](repeating: 0, count: rows.count * dump.featureCount)
    guard (try? dump.inputs.read(rows, into: &block)) != nil else { return 0 }
    return Double(block.reduce(0) { max($0, $1.magnitude) })
  }

  /// Checks that another dump has such windows, whose numbers are counts.
  ///
  /// - Parameter dump: Of the same signals.
  /// - Throws: `SignalsError.otherShape`, `.countOutOfRange`; `RowReadError` when the dump can no
  ///   longer be read.
  /// - Complexity: O(N · w).
  public func check(_ dump: ActivationDump) throws {
    let length = shape.samplesPerChannel
    let expected = [shape.channelCount, length]
    let found = Array(dump.inputs.shape.dropFirst())
    guard found == expected || (found == [length] && shape.channelCount == 1) else {
      throw SignalsError.otherShape(
        path: dump.path, shape: dump.inputs.shape, expected: [0] + expected)
    }
    for start in stride(from: 0, to: dump.sampleCount, by: Self.blockRowCount) {
      let rows = start..<min(start + Self.blockRowCount, dump.sampleCount)
      var block = [Float](repeating: 0, count: rows.count * shape.count)
      try dump.inputs.read(rows, into: &block)
      for (index, value) in block.enumerated() {
        let count = value * countsPerUnit[index % shape.count / length]
        guard count >= -32_768.5, count < 32_767.5 else {
          throw SignalsError.countOutOfRange(
            path: dump.path, row: start + index / shape.count, count: Double(count))
        }
      }
    }
  }
}
