import Foundation
import HostRuntime
import Rows
import Tessera
import Testing

/// Doubt and foreign inputs, from a compression to the verdicts of the packed student.
@Suite("Doubt")
struct AnswerDoubtTests {
  private static func bundled(_ part: String) throws -> ActivationDump {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try ActivationDump.read(
      root.appending(path: "Examples/SyntheticBeats/beats-\(part).npz").path,
      parallelism: .allCores)
  }

  /// The two forms of limits: energy outside the axes, and distance.
  private static func compressed(_ structure: StudentStructure) throws -> Compression.Result {
    var search = StudentSearch.standard
    search.structures = [structure]
    search.penalties = Array(search.penalties.prefix(2))
    search.correctionScales = [1]
    search.finalistCount = 0
    return try Compression(
      sweep: Sweep(search: .structures(search)),
      limits: LimitRates(doubtful: 0.05, foreign: 0.005)
    ).run(bundled("train"), test: bundled("test"), parallelism: .allCores)
  }

  static let structures: [StudentStructure] = [
    .regional(regionCount: 2), .corrected(regionCount: 4, componentCount: 6),
  ]

  @Test("keeps most answers, and those are better than all", arguments: structures)
  func doubt(structure: StudentStructure) throws {
    let result = try Self.compressed(structure)
    let test = try #require(result.record.test)
    let verdicts = try #require(test.verdicts)
    #expect((0.9...0.985).contains(verdicts.coverage))
    #expect(try #require(verdicts.accuracy) > #require(test.accuracy) + 0.005)
    let limits = try #require(result.record.limits)
    #expect(limits.coverage == 0.95 && limits.foreign == 0.005)
    let curve = limits.curve.map(\.agreement)
    #expect(curve == curve.sorted())
  }

  @Test("finds noise, a flat line and mains, at few false alarms", arguments: structures)
  func foreign(structure: StudentStructure) throws {
    let result = try Self.compressed(structure)
    let test = try #require(result.record.test?.verdicts)
    #expect(Double(test.foreign) <= 0.015 * Double(result.record.test?.rows ?? 0))
    var random = SeededGenerator(seed: 5)
    let noise = (0..<200).map { _ in (0..<140).map { _ in random.normalPair().0 } }
    let mains = (0..<200).map { row in
      let step = 2 * .pi * (row.isMultiple(of: 2) ? 50.0 : 60) / 250
      return (0..<140).map { sin(step * Double($0) + Double(row)) }
    }
    let flat = (0..<10).map { _ in [Double](repeating: 0, count: 140) }
    for (name, windows) in [("noise", noise), ("mains", mains), ("flat", flat)] {
      let verdicts = result.student.predict(
        Matrix(
          rowCount: windows.count, columnCount: 140, elements: windows.flatMap(Self.standardized)),
        parallelism: .serial
      ).verdicts
      #expect(
        Double(verdicts.count { $0 == .foreign }) >= 0.99 * Double(windows.count), "\(name)")
    }
  }

  /// Mean 0 and deviation 1, but for windows of zeros.
  private static func standardized(_ window: [Double]) -> [Float] {
    let mean = window.reduce(0, +) / 140
    let deviation = (window.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 140).squareRoot()
    return window.map { Float(deviation > 0 ? ($0 - mean) / deviation : 0) }
  }

  @Test("needs classes for a margin")
  func classes() throws {
    let dump = try ActivationDump(
      inputs: Samples.inputs(60, seed: 1),
      activations: Matrix(
        rowCount: 60, columnCount: 1, elements: (0..<60).map { Float($0 % 7) }),
      parallelism: .allCores)
    #expect(throws: TesseraError.noCoverage) {
      try Compression(
        sweep: Sweep(search: .grid(GridSearch(regionCounts: [1], lambdas: [1]))),
        limits: LimitRates(doubtful: 0.05), acceptsInt8Loss: true
      ).run(dump, parallelism: .allCores)
    }
  }
}
