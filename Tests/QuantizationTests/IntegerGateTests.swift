import Clustering
import HostRuntime
import PackedFormat
import Quantization
import Rows
import Student
import TestSupport
import Testing

@Suite struct IntegerGateTests {
  /// Points about half way between pairs of centroids, where regions meet.
  private func between(_ centroids: Matrix<Double>, _ count: Int) -> Matrix<Float> {
    var random = SeededGenerator(seed: 7)
    var points = random.matrix(count, centroids.columnCount, deviation: 0.1)
    for row in 0..<count {
      let (left, right) = (
        random.index(below: centroids.rowCount), random.index(below: centroids.rowCount)
      )
      let share = 0.3 + 0.4 * random.uniform()
      for column in 0..<points.columnCount {
        points[row, column] +=
          share * centroids[left, column] + (1 - share) * centroids[right, column]
      }
    }
    return points.converted(to: Float.self)
  }

  @Test(
    "integer regions are those of the moved centroids, to the rounding of a bias", arguments: 2...9)
  func movedCentroids(k: Int) throws {
    for mean in [0, 20.0] {
      let random = RandomStudent(.folded, k: k, features: 15, mean: mean, seed: UInt64(k))
      let inputs = between(random.model.partition.centroids, 600)
      let result = try Quantizer(calibration: .minMax)
        .quantize(random.model, calibratingOn: inputs, parallelism: .allCores)
      let gate = try #require(result.student.gate)
      let centroids = random.model.partition.centroids
      var largest = 0.0
      for region in 1..<k {
        for column in 0..<15 {
          largest = max(largest, abs(centroids[region, column] - centroids[0, column]))
        }
      }
      let scale = largest / 127
      var moved = centroids
      for region in 1..<k {
        for column in 0..<15 {
          let weight = Double(gate.weights[(region - 1) * 15 + column])
          moved[region, column] = centroids[0, column] + scale * weight
          #expect(abs(moved[region, column] - centroids[region, column]) <= scale * 0.500_001)
        }
      }
      let multiplier = result.student.header.inputMultiplier
      let regions = try PackedStudent(result.student).predict(inputs, parallelism: .allCores)
        .regions
      for (row, region) in regions.enumerated() {
        let distances = (0..<k).map { cluster in
          (0..<15).reduce(0.0) {
            let x = Double(quantum(inputs[row, $1], multiplier)) / Double(multiplier)
            return $0 + (x - moved[cluster, $1]) * (x - moved[cluster, $1])
          }
        }
        // Two scores, each half a unit off, and a distance is twice a score.
        let rounding = 2 * scale / Double(multiplier)
        #expect(distances[region] <= (distances.min() ?? 0) + rounding * 1.000_001)
      }
    }
  }

  @Test("components of unequal scales give the regions of the moved centroids", arguments: 2...5)
  func unequalScales(k: Int) throws {
    var random = SeededGenerator(seed: UInt64(k), stream: 7)
    let scales = [0.5, 0.02, 0.13, 0.31, 1e-6]
    var centroids = random.matrix(k, 5)
    for region in 0..<k {
      for column in 0..<5 { centroids[region, column] *= 60 * scales[column] }
    }
    let gate = try IntegerGate(Partition(centroids: centroids), scales: scales)
    var largest = 0.0
    for region in 1..<k {
      for column in 0..<5 {
        let difference = centroids[region, column] - centroids[0, column]
        largest = max(largest, abs(difference) * scales[column])
      }
    }
    let unit = largest / 127
    var moved = centroids
    for region in 1..<k {
      for column in 0..<5 {
        let weight = Double(gate.weights[(region - 1) * 5 + column])
        moved[region, column] = centroids[0, column] + weight * unit / scales[column]
        let difference = moved[region, column] - centroids[region, column]
        #expect(abs(difference) <= unit / scales[column] * 0.500_001)
      }
    }
    for _ in 0..<400 {
      let z = (0..<5).map { _ in random.index(below: 255) - 127 }
      var scores = [0]
      for row in 0..<k - 1 {
        let weights = gate.weights[row * 5..<row * 5 + 5]
        scores.append(zip(weights, z).reduce(Int(gate.biases[row])) { $0 + Int($1.0) * $1.1 })
      }
      let region = scores.indices.reduce(0) { scores[$1] > scores[$0] ? $1 : $0 }
      let distances = (0..<k).map { cluster in
        (0..<5).reduce(0.0) {
          let difference = Double(z[$1]) * scales[$1] - moved[cluster, $1]
          return $0 + difference * difference
        }
      }
      // Two scores, each half a unit off, and a distance is twice a score.
      #expect(distances[region] <= (distances.min() ?? 0) + 2 * unit * 1.000_001)
    }
  }

  @Test("one region has no gate")
  func oneRegion() throws {
    let random = RandomStudent(.folded, k: 1)
    let student = try Quantizer().quantize(
      random.model, calibratingOn: random.inputs, parallelism: .allCores
    ).student
    #expect(student.gate == nil)
    #expect(
      try PackedStudent(student).predict(random.inputs, parallelism: .allCores).regions.allSatisfy {
        $0 == 0
      })
  }

  @Test("equal centroids are all region 0")
  func equalCentroids() throws {
    let random = RandomStudent(.folded, k: 2)
    let centroids = Matrix<Double>(rowCount: 2, columnCount: 12, repeating: 0.5)
    let model = PiecewiseLinearModel(
      partition: Partition(centroids: centroids), maps: random.model.maps, head: .folded)
    let student = try Quantizer().quantize(
      model, calibratingOn: random.inputs, parallelism: .allCores
    ).student
    #expect(
      try PackedStudent(student).predict(random.inputs, parallelism: .allCores).regions.allSatisfy {
        $0 == 0
      })
  }

  @Test("centroids far outside the calibration rows are a typed error, for more than one region")
  func outOfRange() throws {
    let near = RandomStudent(.folded, k: 3)
    let far = RandomStudent(.folded, k: 3, mean: 1e8)
    let error = #expect(throws: QuantizationError.self) {
      _ = try Quantizer().quantize(far.model, calibratingOn: near.inputs, parallelism: .allCores)
    }
    guard case .gateOutOfRange = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    let alone = RandomStudent(.folded, k: 1, mean: 1e8)
    _ = try Quantizer().quantize(alone.model, calibratingOn: near.inputs, parallelism: .allCores)
    // Far from zero but within the calibration: coarse and no error.
    _ = try Quantizer().quantize(far.model, calibratingOn: far.inputs, parallelism: .allCores)
  }
}

@Suite("Gates of limited inputs")
struct LimitedGateTests {
  private func regions(_ gate: IntegerGate, of vectors: [[Int]]) -> [Int] {
    let width = gate.columnCount
    return vectors.map { vector in
      var best = (region: 0, score: 0)
      for row in 0..<gate.rowCount {
        let weights = gate.weights[row * width..<(row + 1) * width]
        let score = zip(weights, vector).reduce(Int(gate.biases[row])) { $0 + Int($1.0) * $1.1 }
        #expect(score.magnitude < 1 << 31)
        if score > best.score { best = (row + 1, score) }
      }
      return best.region
    }
  }

  @Test(
    "are those of inputs without limits where no centroid lies far off", arguments: [127, 32_767],
    2...6)
  func near(largest: Int, k: Int) throws {
    let scales = [3.0, 0.5, 40, 3, 7].map { $0 / Double(largest) }
    var random = SeededGenerator(seed: UInt64(k), stream: 3)
    var centroids = random.matrix(k, 5)
    for row in 0..<k {
      for column in 0..<5 { centroids[row, column] *= 40 * scales[column] }
    }
    let partition = Partition(centroids: centroids)
    #expect(
      try IntegerGate(partition, scales: scales, largest: largest)
        == IntegerGate(partition, scales: scales))
  }

  @Test(
    "choose as those of the other centroids where one lies far off", arguments: [127, 32_767],
    3...6)
  func far(largest: Int, k: Int) throws {
    let scales = [3.0, 0.5, 40, 3, 7].map { $0 / Double(largest) }
    var random = SeededGenerator(seed: UInt64(k), stream: 3)
    var centroids = random.matrix(k, 5)
    for row in 0..<k {
      for column in 0..<5 { centroids[row, column] *= Double(largest) * scales[column] / 3 }
    }
    let vectors = (0..<400).map { _ in
      (0..<5).map { _ in random.index(below: 2 * largest + 1) - largest }
    }
    for far in 0..<k {
      centroids[far, 1] += 1e7
      let gate = IntegerGate(Partition(centroids: centroids), scales: scales, largest: largest)
      let others = (0..<k).filter { $0 != far }
      let rest = IntegerGate(
        Partition(centroids: centroids.gathering(rows: others)), scales: scales, largest: largest)
      #expect(regions(gate, of: vectors) == regions(rest, of: vectors).map { others[$0] })
      centroids[far, 1] -= 1e7
    }
  }

  @Test("of wide inputs keep their sums in an int32", arguments: [400, 4_000])
  func wide(count: Int) {
    var random = SeededGenerator(seed: 2)
    var centroids = random.matrix(3, count)
    for column in 0..<count { centroids[1, column] = 3 }
    let gate = IntegerGate(
      Partition(centroids: centroids), scales: Array(repeating: 3 / 32_767, count: count),
      largest: 32_767)
    for row in 0..<2 {
      let weights = gate.weights[row * count..<(row + 1) * count]
      let sum = weights.reduce(abs(Int(gate.biases[row]))) { $0 + 32_768 * abs(Int($1)) }
      #expect(sum <= 1 << 31 - 2 && abs(Int(gate.biases[row])) <= 1 << 30)
    }
  }

  @Test("of inputs that are always 0 have one region")
  func constant() {
    let gate = IntegerGate(
      Partition(centroids: Matrix(rows: [[1, 2], [1, 2]])), scales: [0, 0], largest: 127)
    #expect(gate.weights.allSatisfy { $0 == 0 } && gate.biases == [0])
  }
}
