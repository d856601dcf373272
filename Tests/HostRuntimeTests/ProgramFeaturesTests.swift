import HostRuntime
import PackedFormat
import Rows
import SignalFrontEnd
import Testing

@Suite("Features of programs on the host")
struct ProgramFeaturesTests {
  private static let window = PackedWindow(samplesPerChannel: 40, channelCount: 2)
  private static let program = StudentProgram(
    countsPerUnit: [2, 0.5],
    stages: [
      ProgramStage(.standardize, source: 0, target: 1, operands: SIMD4(1, 0, 0, 0)),
      ProgramStage(.crossings, source: 1, constantStart: 0, constantCount: 2),
      ProgramStage(.events, source: 1, operands: SIMD4(300, 3, 0, 0)),
    ], constants: [-128, 128])

  private static func windows(_ count: Int) -> Matrix<Float> {
    var random = SeededGenerator(seed: 7)
    return Matrix(
      rowCount: count, columnCount: window.count,
      elements: (0..<count * window.count).map { _ in Float(random.uniform() * 2_000 - 1_000) })
  }

  @Test("do not depend on threads, and say what they cost")
  func threads() throws {
    let features = try ProgramFeatures(Self.program, of: Self.window)
    #expect(features.featureCount == 2 * (2 + 2 + 10))
    #expect(features.stepCount == 2 * (80 + 80 + 40))
    let windows = Self.windows(700)
    let serial = try features.features(of: windows, parallelism: .serial)
    #expect(serial.rowCount == 700 && serial.columnCount == 28)
    #expect(try features.features(of: windows, parallelism: Parallelism(threadCount: 4)) == serial)
  }

  @Test("are named by program, units and origin")
  func names() throws {
    let features = try ProgramFeatures(Self.program, of: Self.window)
    let other = try ProgramFeatures(
      StudentProgram(
        countsPerUnit: [2, 1], stages: Self.program.stages, constants: Self.program.constants),
      of: Self.window)
    #expect(features.digest(of: "a") != features.digest(of: "b"))
    #expect(features.digest(of: "a") != other.digest(of: "a"))
    #expect(features.digest(of: "a").utf8.count == 64)
  }

  @Test("are refused where a stage does not suit the window, or constants are left over")
  func refusals() {
    let short = PackedWindow(samplesPerChannel: 1, channelCount: 2)
    #expect(throws: PackedFormatError.program) { try ProgramFeatures(Self.program, of: short) }
    let more = StudentProgram(
      countsPerUnit: [1, 1], stages: Self.program.stages, constants: [-128, 128, 1])
    #expect(throws: PackedFormatError.program) { try ProgramFeatures(more, of: Self.window) }
    let units = StudentProgram(
      countsPerUnit: [1], stages: Self.program.stages, constants: Self.program.constants)
    #expect(throws: PackedFormatError.program) { try ProgramFeatures(units, of: Self.window) }
  }
}
