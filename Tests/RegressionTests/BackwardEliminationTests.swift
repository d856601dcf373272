import LinearAlgebra
import Regression
import TestSupport
import Testing

@Suite("Backward elimination")
struct BackwardEliminationTests {
  private static let penalty = 0.05

  private func maps(_ sample: DesignSample) throws -> CorrectedMaps {
    try CorrectedRidge(sample.design).fit(
      sharedPenalty: Self.penalty, correctionPenalty: Self.penalty)
  }

  private func order(_ sample: DesignSample, _ maps: CorrectedMaps) throws -> [Int] {
    try BackwardElimination(maps, design: sample.design, penalty: Self.penalty).order()
  }

  /// The least that outputs change, penalised, when some features are left out and the others take
  /// over: Σ over rows w of the maps of w_Rᵀ ((A⁻¹)_RR)⁻¹ w_R.
  private func cost(
    of features: [Int], _ inverse: Matrix<Double>, _ rows: Matrix<Double>
  ) throws -> Double {
    var block = SymmetricMatrix(order: features.count)
    var own = Matrix<Double>(rowCount: rows.rowCount, columnCount: features.count)
    for (index, feature) in features.enumerated() {
      for (other, column) in features.prefix(index + 1).enumerated() {
        block[index, other] = inverse[feature, column]
      }
      for row in 0..<rows.rowCount { own[row, index] = rows[row, feature] }
    }
    let solved = try CholeskyFactor(block).solve(own)
    return zip(own.elements, solved.elements).reduce(0) { $0 + $1.0 * $1.1 }
  }

  @Test(
    "leaves out what costs least, worked out anew for every set of features",
    arguments: [(1, Int?.none), (3, nil), (3, 2), (2, 4)])
  func oracle(regionCount: Int, componentCount: Int?) throws {
    let sample = DesignSample(
      features: 7, regionCount: regionCount, componentCount: componentCount)
    let maps = try maps(sample)
    let n = 7
    var penalized = SymmetricMatrix(order: n)
    let columns = sample.inputs.transposed
    let means = (0..<n).map { sample.mean(Array(columns[row: $0])) }
    for i in 0..<n {
      for j in 0...i {
        let products = zip(columns[row: i], columns[row: j]).map {
          ($0 - means[i]) * ($1 - means[j])
        }
        penalized[i, j] = sample.mean(products)
      }
      penalized[i, i] += Self.penalty * sample.featureScale
    }
    var identity = Matrix<Double>(rowCount: n, columnCount: n)
    for index in 0..<n { identity[index, index] = 1 }
    let inverse = try CholeskyFactor(penalized).solve(identity)
    var rows: [Double] = []
    for (region, map) in maps.regionMaps.enumerated() {
      let share = zip(sample.weights, sample.regions).reduce(0) {
        $1.1 == Int32(region) ? $0 + $1.0 : $0
      }
      rows += map.weights.elements.map { $0 * share.squareRoot() }
    }
    let stacked = Matrix(rowCount: rows.count / n, columnCount: n, elements: rows)
    var expected: [Int] = []
    for _ in 0..<n {
      let others = (0..<n).filter { !expected.contains($0) }
      let costs = try others.map { try cost(of: expected + [$0], inverse, stacked) }
      let least = costs.indices.reduce(0) { costs[$1] < costs[$0] ? $1 : $0 }
      expected.append(others[least])
    }
    #expect(try order(sample, maps) == expected)
  }

  @Test("misses features without weights least, the lowest first")
  func unused() throws {
    let sample = DesignSample(features: 6, regionCount: 1, componentCount: nil)
    var maps = try maps(sample)
    for row in 0..<maps.shared.outputCount {
      for unused in [1, 4] {
        maps.shared.weights[row, unused] = 0
        maps.corrections[0].weights[row, unused] = 0
      }
    }
    #expect(try order(sample, maps).prefix(2) == [1, 4])
  }
}
