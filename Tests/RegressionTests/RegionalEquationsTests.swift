import LinearAlgebra
import Regression
import Rows
import TestSupport
import Testing

@Suite struct RegionalEquationsTests {
  /// The products of some rows in one cell, from the rows themselves: with [u, 1] where there is a
  /// projection, otherwise with [x − x̄, 1].
  private func products(
    _ sample: DesignSample, rows: [Int], projection: AffineMap?
  ) -> RegionProducts {
    let design = sample.design
    let n = sample.inputs.columnCount
    let t = sample.targets.columnCount
    let u = projection?.predict(sample.inputs)
    let width = (u?.columnCount ?? n) + 1
    let count = width + (u == nil ? 0 : n) + t
    var sums = Matrix<Double>(rowCount: width, columnCount: count)
    for row in rows {
      let x = (0..<n).map { sample.inputs[row, $0] - design.mean[$0] }
      let y = (0..<t).map { sample.targets[row, $0] - design.mean[n + $0] }
      let first = (u.map { Array($0[row: row]) } ?? x) + [1]
      let all = first + (u == nil ? [] : x) + y
      for i in 0..<width {
        for j in 0..<count { sums[i, j] += sample.weights[row] * first[i] * all[j] }
      }
    }
    return RegionProducts(sums, targetCount: t)
  }

  private func equations(_ sample: DesignSample, rows: [Int]) -> RegionalEquations {
    RegionalEquations(
      total: products(sample, rows: rows, projection: nil),
      regions: (0..<sample.regionCount).map { region in
        products(
          sample, rows: rows.filter { sample.regions[$0] == region }, projection: sample.projection)
      }, hasSharedMap: sample.hasSharedMap)
  }

  private func close(_ left: CorrectedMaps, _ right: CorrectedMaps, _ sample: DesignSample) -> Bool
  {
    zip(sample.outputs(left).elements, sample.outputs(right).elements).allSatisfy {
      isClose($0, $1, 1e-8)
    }
  }

  @Test(
    "without groups' maps they have the solution of the closed form",
    arguments: [(2, true), (nil, true), (3, false)] as [(Int?, Bool)])
  func closedForm(components: Int?, hasSharedMap: Bool) throws {
    let sample = DesignSample(componentCount: components, hasSharedMap: hasSharedMap)
    let all = equations(sample, rows: Array(0..<90))
    let maps = try sample.design.maps(
      solving: all, less: nil, sharedPenalty: 0.02, correctionPenalty: 0.05)
    let expected = try CorrectedRidge(sample.design).fit(
      sharedPenalty: 0.02, correctionPenalty: 0.05)
    #expect(close(maps, expected, sample))
  }

  @Test("those of all rows less those of some are those of the rest")
  func differences() throws {
    let sample = DesignSample()
    var difference = equations(sample, rows: Array(0..<90))
    difference -= equations(sample, rows: Array(20..<45))
    let rest = equations(sample, rows: Array(0..<20) + Array(45..<90))
    let maps = try [difference, rest].map {
      try sample.design.maps(
        solving: $0, less: nil, sharedPenalty: 0.02, correctionPenalty: 0.05)
    }
    #expect(close(maps[0], maps[1], sample))
  }

  /// The joint problem with all maps of groups written out, solved as one system.
  private func joint(
    _ sample: DesignSample, groups: [Int], nuisance: Double, _ projection: AffineMap
  ) throws -> Matrix<Double> {
    let design = sample.design
    let (n, rows) = (sample.inputs.columnCount, sample.inputs.rowCount)
    let z = (sample.projection ?? projection).predict(sample.inputs)
    let u = projection.predict(sample.inputs)
    let groupCount = (groups.max() ?? 0) + 1
    let (d, e) = (z.columnCount + 1, u.columnCount + 1)
    let shared = sample.hasSharedMap ? n : 0
    let width = shared + sample.regionCount * d + 1 + groupCount * e
    var columns = Matrix<Double>(rowCount: rows, columnCount: width)
    for row in 0..<rows {
      for column in 0..<shared {
        columns[row, column] = sample.inputs[row, column] - design.mean[column]
      }
      let start = shared + Int(sample.regions[row]) * d
      for column in 0..<d - 1 { columns[row, start + column] = z[row, column] }
      columns[row, start + d - 1] = 1
      columns[row, shared + sample.regionCount * d] = 1
      guard groups[row] >= 0 else { continue }
      let own = shared + sample.regionCount * d + 1 + groups[row] * e
      for column in 0..<e - 1 { columns[row, own + column] = u[row, column] }
      columns[row, own + e - 1] = 1
    }
    var system = SymmetricMatrix(order: width)
    var cross = Matrix<Double>(rowCount: sample.targets.columnCount, columnCount: width)
    for row in 0..<rows {
      system.addOuterProduct(of: Array(columns[row: row]), scale: sample.weights[row])
      for target in 0..<cross.rowCount {
        let y = sample.targets[row, target] - design.mean[n + target]
        for column in 0..<width {
          cross[target, column] += sample.weights[row] * y * columns[row, column]
        }
      }
    }
    for column in 0..<shared { system[column, column] += 0.02 * sample.featureScale }
    for column in shared..<shared + sample.regionCount * d { system[column, column] += 0.05 }
    for column in shared + sample.regionCount * d + 1..<width { system[column, column] += nuisance }
    let solution = try CholeskyFactor(system).solve(cross)
    // The outputs without the maps of groups.
    let kept = shared + sample.regionCount * d + 1
    return columns.block(rows: 0..<rows, columns: 0..<kept)
      .multiplied(byTransposeOf: solution.block(rows: 0..<cross.rowCount, columns: 0..<kept))
  }

  @Test("maps of groups have the solution of the problem with all of them written out")
  func nuisanceMaps() throws {
    let sample = DesignSample()
    let projection = try #require(sample.projection)
    // The last rows belong to no group.
    let groups = (0..<90).map { $0 < 80 ? $0 / 20 : -1 }
    let design = sample.design
    var complement: RegionalEquations?
    for group in 0..<4 {
      let cells = (0..<sample.regionCount).map { region in
        products(
          sample,
          rows: (0..<90).filter { groups[$0] == group && sample.regions[$0] == region },
          projection: projection)
      }
      let part = try RegionalEquations(
        complementOf: GroupProducts(cells, hasSharedMap: true, correctsInputs: false),
        penalty: 0.1)
      if complement == nil { complement = part } else { complement? += part }
    }
    let maps = try design.maps(
      solving: equations(sample, rows: Array(0..<90)), less: complement, sharedPenalty: 0.02,
      correctionPenalty: 0.05)
    let expected = try joint(sample, groups: groups, nuisance: 0.1, projection)
    let outputs = sample.outputs(maps)
    for row in 0..<90 {
      for target in 0..<3 {
        let mean = design.mean[sample.inputs.columnCount + target]
        #expect(isClose(outputs[row, target], expected[row, target] + mean, 1e-8))
      }
    }
  }

  @Test("maps of groups of great penalty change nothing")
  func strongPenalty() throws {
    let sample = DesignSample()
    let cells = (0..<sample.regionCount).map { region in
      products(
        sample, rows: (0..<90).filter { sample.regions[$0] == region },
        projection: sample.projection)
    }
    let complement = try RegionalEquations(
      complementOf: GroupProducts(cells, hasSharedMap: true, correctsInputs: false), penalty: 1e12)
    let all = equations(sample, rows: Array(0..<90))
    let maps = try [complement, nil].map {
      try sample.design.maps(
        solving: all, less: $0, sharedPenalty: 0.02, correctionPenalty: 0.05)
    }
    #expect(close(maps[0], maps[1], sample))
  }

  @Test("inputs that are not finite are refused")
  func notFinite() {
    let rows = Matrix<Double>(
      rowCount: 2, columnCount: 3, elements: Array(repeating: .nan, count: 6))
    let cell = RegionProducts(rows, targetCount: 1)
    #expect(throws: RegressionError.self) {
      try RegionalEquations(
        complementOf: GroupProducts([cell], hasSharedMap: false, correctsInputs: true), penalty: 1)
    }
  }
}
