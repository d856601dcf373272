import ActivationFormats
import HostRuntime
import PackedFormat
import Rows
import SignalFrontEnd
import Signals
import Testing

@Suite("Windows of signals")
struct SignalWindowsTests {
  private static func dump(_ rows: [[Float]]) throws -> ActivationDump {
    try ActivationDump(
      inputs: Matrix(rows: rows), logits: Matrix(rows: rows.map { _ in [0, 1] }),
      groups: rows.indices.map { $0 / 2 }, parallelism: .serial)
  }

  @Test("of floats need their unit")
  func units() throws {
    let dump = try Self.dump([[1, -7, 3]])
    #expect(throws: SignalsError.unitsMissing(path: dump.path, largest: 7)) {
      try SignalWindows(dump, countsPerUnit: [])
    }
    #expect(throws: SignalsError.wrongUnitCount(found: 3, channels: 1)) {
      try SignalWindows(dump, countsPerUnit: [1, 2, 3])
    }
    let windows = try SignalWindows(dump, countsPerUnit: [2])
    #expect(windows.shape.samplesPerChannel == 3 && windows.shape.channelCount == 1)
    #expect(windows.countsPerUnit == [2])
  }

  @Test("are within int16, up to its ends")
  func range() throws {
    let windows = try SignalWindows(try Self.dump([[0, 0]]), countsPerUnit: [10])
    try windows.check(try Self.dump([[3_276.7, -3_276.8]]))
    let dump = try Self.dump([[0, 0], [0, 3_276.8]])
    #expect(throws: SignalsError.countOutOfRange(path: dump.path, row: 1, count: 32_768)) {
      try windows.check(dump)
    }
  }

  @Test("have one shape")
  func shape() throws {
    let windows = try SignalWindows(try Self.dump([[0, 0]]), countsPerUnit: [1])
    let dump = try Self.dump([[0, 0, 0]])
    #expect(
      throws: SignalsError.otherShape(path: dump.path, shape: [1, 3], expected: [0, 1, 2])
    ) {
      try windows.check(dump)
    }
  }

  @Test("of a shape become features without a dump, with any number of threads")
  func rows() throws {
    let windows = SignalWindows(
      shape: PackedWindow(samplesPerChannel: 2, channelCount: 2), countsPerUnit: [1, 10])
    var program = FrontEndProgram(name: "mean", stages: [])
    program.add(.moments, of: 0)
    let features = try program.features(of: windows)
    let rows = Matrix<Float>(
      rowCount: 600, columnCount: 4, elements: (0..<2_400).map { Float($0 % 100) })
    let made = try features.features(of: rows, parallelism: .allCores)
    #expect(made.rowCount == 600 && made.columnCount == 4)
    #expect(made == (try features.features(of: rows, parallelism: .serial)))
    #expect(made[1, 0] == 4 && made[1, 2] == 65)
  }

  @Test("become features, and everything else of the dump stays")
  func features() throws {
    let dump = try Self.dump([[5, 7], [-3, -3], [0, 100]])
    let windows = try SignalWindows(dump, countsPerUnit: [1])
    var program = FrontEndProgram(name: "mean", stages: [])
    program.add(.moments, of: 0)
    let made = try dump.features(by: try program.features(of: windows), parallelism: .serial)
    #expect(try made.inputs.matrix(as: Float.self).rowCount == 3)
    #expect(try made.inputs.matrix(as: Float.self)[0, 0] == 6)
    #expect(try made.inputs.matrix(as: Float.self)[1, 1] == 0)
    #expect(made.groups == dump.groups && made.path == dump.path && made.digest != dump.digest)
  }
}
