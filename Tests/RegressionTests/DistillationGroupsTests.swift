import LinearAlgebra
import Regression
import Rows
import TestSupport
import Testing

@Suite struct DistillationGroupsTests {
  private let refinement = CrossEntropyRefinement(
    temperature: 2, sharedPenalty: 1e-3, correctionPenalty: 2e-3, iterationLimit: 400,
    tolerance: 1e-14)

  private func rows(_ sample: DesignSample, logits: Matrix<Double>? = nil) -> DistillationRows {
    DistillationRows(
      inputs: .stored(sample.inputs), regions: sample.regions,
      targets: DistillationRows.softmax(logits ?? sample.targets, temperature: 2),
      weights: sample.weights.map { Float($0) })
  }

  /// Four groups; every ninth row has none.
  private func groups(_ sample: DesignSample, penalty: Double) throws -> DistillationGroups {
    let ofRow = (0..<Int32(sample.inputs.rowCount)).map { $0 % 9 == 8 ? -1 : ($0 / 3) % 4 }
    let projection = try #require(sample.projection)
    let u = projection.predict(sample.inputs)
    let width = projection.outputCount + 1
    let products = (0..<4).map { group in
      // The last column stands for targets, which take no part.
      var sum = Matrix<Double>(rowCount: width, columnCount: width + 1)
      for row in ofRow.indices where ofRow[row] == group {
        let values = Array(u[row: row]) + [1]
        for i in 0..<width {
          for j in 0..<width { sum[i, j] += sample.weights[row] * values[i] * values[j] }
        }
      }
      return RegionProducts(sum, targetCount: 1)
    }
    return DistillationGroups(
      ofRow: ofRow.map { Int32($0) }, projection: projection, products: products,
      penalty: penalty)
  }

  private func refined(
    _ sample: DesignSample, _ rows: DistillationRows, _ groups: DistillationGroups?
  ) throws -> (maps: CorrectedMaps, report: CrossEntropyRefinement.Report) {
    let start = try CorrectedRidge(sample.design).fit(
      sharedPenalty: 1e-3, correctionPenalty: 2e-3)
    return try refinement.refine(
      start, sample.design, rows: rows, groups: groups, parallelism: .allCores)
  }

  @Test("the analytic gradient is that of differences")
  func gradient() throws {
    for hasSharedMap in [true, false] {
      let sample = DesignSample(hasSharedMap: hasSharedMap)
      let design = sample.design
      let rows = rows(sample)
      let grouped = try GroupedCoordinates(
        DistillationCoordinates(design, outputCount: 3, refinement: refinement),
        groups: groups(sample, penalty: 0.3), rows: rows, design: design, temperature: 2)
      let loss = DistillationLoss(
        rows: rows.inRegions(grouped.cellOfRow), origin: Array(design.mean.prefix(5)),
        temperature: 2, regionCount: grouped.cellCount)
      func value(_ point: [Double]) throws -> (value: Double, gradient: [Double]) {
        try grouped.penalized(at: point) { maps throws(RowReadError) in
          try loss.evaluate(maps, parallelism: .serial)
        }
      }
      let start = try CorrectedRidge(design).fit(sharedPenalty: 1, correctionPenalty: 1)
      var random = SeededGenerator(seed: 9, stream: 97)
      let point = grouped.point(of: start).map { $0 + 0.3 * random.normal() }
      let gradient = try value(point).gradient
      #expect(point.count == 3 * (design.columnCount + 1) + 4 * 3 * 3)
      for index in stride(from: 0, to: point.count, by: 3) {
        var (left, right) = (point, point)
        // Outputs are in single precision, so that a step has to be long.
        left[index] -= 5e-3
        right[index] += 5e-3
        let difference = (try value(right).value - value(left).value) / 1e-2
        #expect(abs(difference - gradient[index]) < 5e-5 * max(1, abs(difference)))
      }
    }
  }

  @Test("maps of groups that cost too much to have are none")
  func strong() throws {
    let sample = DesignSample()
    let alone = try refined(sample, rows(sample), nil).maps
    let grouped = try refined(sample, rows(sample), groups(sample, penalty: 1e9)).maps
    #expect(relativeDifference(sample.outputs(grouped), sample.outputs(alone)) < 2e-3)
  }

  @Test("the loss never rises, and with groups it ends lower")
  func minimum() throws {
    let sample = DesignSample()
    let alone = try refined(sample, rows(sample), nil).report
    let report = try refined(sample, rows(sample), groups(sample, penalty: 0.01)).report
    #expect(report.converged)
    #expect(zip(report.losses, report.losses.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(report.losses[0] == alone.losses[0])
    #expect(try #require(report.losses.last) < #require(alone.losses.last))
  }

  @Test("what is peculiar to groups does not bend the maps that all rows share")
  func recovery() throws {
    let sample = DesignSample(rows: 900, regionCount: 1, hasSharedMap: true)
    let truth = AffineMap(
      weights: Matrix(
        rowCount: 3, columnCount: 5, elements: (0..<15).map { Double($0 % 4) * 0.2 - 0.3 }),
      offsets: [0.1, -0.2, 0.3])
    let groups = try groups(sample, penalty: 1e-5)
    let u = groups.projection.predict(sample.inputs)
    var logits = truth.predict(sample.inputs)
    for row in 0..<900 where groups.ofRow[row] >= 0 {
      let group = Double(groups.ofRow[row])
      for output in 0..<3 {
        logits[row, output] += (group - 1.5) * (1 + u[row, 0]) * [2, -1, -1][output]
      }
    }
    let rows = rows(sample, logits: logits)
    func error(_ maps: CorrectedMaps) -> Double {
      let found = DistillationRows.softmax(sample.outputs(maps), temperature: 2)
      let expected = DistillationRows.softmax(truth.predict(sample.inputs), temperature: 2)
      return zip(found.elements, expected.elements).map { Double(abs($0 - $1)) }.reduce(0, +)
        / Double(found.elements.count)
    }
    let alone = error(try refined(sample, rows, nil).maps)
    let grouped = error(try refined(sample, rows, groups).maps)
    #expect(grouped < alone / 3, "\(grouped) with groups, \(alone) without")
  }
}
