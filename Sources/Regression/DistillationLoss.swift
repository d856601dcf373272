internal import Foundation
package import LinearAlgebra

/// The cross-entropy of distillation, Σ w CE(targets, softmax(f(x)/T)), and its gradient in maps of
/// x − origin, one for each region (Hinton, Vinyals and Dean 2015, arXiv:1503.02531).
package struct DistillationLoss: Sendable {
  let rows: DistillationRows
  /// n values near the mean of the inputs.
  let origin: [Double]
  let temperature: Double
  let regionCount: Int

  package init(
    rows: DistillationRows, origin: [Double], temperature: Double, regionCount: Int
  ) {
    self.rows = rows
    self.origin = origin
    self.temperature = temperature
    self.regionCount = regionCount
  }

  /// The loss and its derivatives by the weights and offsets of the maps.
  package struct Value: Sendable {
    package var loss = 0.0
    var gradients: [AffineMap]

    init(regionCount: Int, featureCount: Int, outputCount: Int) {
      let zero = AffineMap(
        weights: Matrix(rowCount: outputCount, columnCount: featureCount),
        offsets: Array(repeating: 0, count: outputCount))
      gradients = Array(repeating: zero, count: regionCount)
    }

    static func += (left: inout Value, right: Value) {
      left.loss += right.loss
      for region in left.gradients.indices {
        for index in left.gradients[region].weights.elements.indices {
          left.gradients[region].weights.elements[index] +=
            right.gradients[region].weights.elements[index]
        }
        for index in left.gradients[region].offsets.indices {
          left.gradients[region].offsets[index] += right.gradients[region].offsets[index]
        }
      }
    }
  }

  /// - Parameter maps: C × n for each region, of x − origin.
  /// - Complexity: O(N · n · C), one pass over the rows.
  package func evaluate(
    _ maps: [AffineMap], parallelism: Parallelism
  ) throws(RowReadError) -> Value {
    let lanes = lanes
    let parts = try parallelism.map(lanes.count) { lane throws(RowReadError) in
      try evaluate(maps, over: lanes[lane])
    }
    return parts.dropFirst().reduce(into: parts[0]) { $0 += $1 }
  }

  /// A division of the rows among threads that depends on their number alone.
  private var lanes: [Range<Int>] {
    let count = rows.regions.count
    let laneCount = min(max(count / 1_024, 1), 8)
    return (0..<laneCount).map { count * $0 / laneCount..<count * ($0 + 1) / laneCount }
  }

  private func evaluate(
    _ maps: [AffineMap], over lane: Range<Int>
  ) throws(RowReadError) -> Value {
    let height = 256
    let weights = maps.map { $0.weights.converted(to: Float.self) }
    let origin = origin.map { Float($0) }
    // The difference between the origin and its single-precision twin, which the maps see.
    let shift = zip(self.origin, origin).map { Double($1) - $0 }
    let offsets = maps.map { map in
      map.predict(Matrix(rowCount: 1, columnCount: shift.count, elements: shift)).elements
    }
    var value = Value(
      regionCount: regionCount, featureCount: origin.count, outputCount: rows.outputCount)
    var block = RowBlock(columnCount: origin.count)
    var scores = [Float](repeating: 0, count: rows.outputCount)
    var terms = [Double](repeating: 0, count: rows.outputCount)
    for start in stride(from: lane.lowerBound, to: lane.upperBound, by: height) {
      let range = start..<min(start + height, lane.upperBound)
      let first = try rows.inputs.bring(range, less: origin, into: &block)
      var sums = weights.map {
        Matrix<Float>(rowCount: $0.rowCount, columnCount: $0.columnCount)
      }
      for row in range {
        let region = Int(rows.regions[row])
        let place = first + row - start
        block.multiply(place, byTransposeOf: weights[region], into: &scores)
        for output in scores.indices {
          terms[output] = Double(scores[output]) + offsets[region][output]
        }
        value.loss += differentiate(&terms, row)
        for output in scores.indices {
          scores[output] = Float(terms[output])
          value.gradients[region].offsets[output] += terms[output]
        }
        block.addOuterProduct(of: scores, place, to: &sums[region])
      }
      for region in sums.indices { value.add(sums[region], to: region) }
    }
    for region in maps.indices { value.move(region, by: shift) }
    return value
  }

  /// Replaces the outputs of a row by the derivatives of its loss, which is returned.
  @inline(__always)
  private func differentiate(_ outputs: inout [Double], _ row: Int) -> Double {
    let width = outputs.count
    let weight = Double(rows.weights[row])
    let largest = outputs.reduce(-Double.infinity) { max($0, $1) }
    var (total, loss) = (0.0, 0.0)
    for output in 0..<width {
      let value = (outputs[output] - largest) / temperature
      loss -= Double(rows.targets.elements[row &* width &+ output]) * value
      outputs[output] = exp(value)
      total += outputs[output]
    }
    for output in 0..<width {
      let target = Double(rows.targets.elements[row &* width &+ output])
      outputs[output] = weight * (outputs[output] / total - target) / temperature
    }
    return weight * (loss + log(total))
  }
}

extension DistillationLoss.Value {
  fileprivate mutating func add(_ sum: Matrix<Float>, to region: Int) {
    for index in sum.elements.indices {
      gradients[region].weights.elements[index] += Double(sum.elements[index])
    }
  }

  /// Takes the derivatives of a region from rows that lie `shift` further from the origin.
  fileprivate mutating func move(_ region: Int, by shift: [Double]) {
    for output in gradients[region].offsets.indices {
      for column in shift.indices {
        gradients[region].weights[output, column] +=
          gradients[region].offsets[output] * shift[column]
      }
    }
  }
}
