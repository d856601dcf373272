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
  package struct Value: Exchangeable {
    package var loss = 0.0
    var gradients: [AffineMap]

    init(regionCount: Int, featureCount: Int, outputCount: Int) {
      let zero = AffineMap(
        weights: Matrix(rowCount: outputCount, columnCount: featureCount),
        offsets: Array(repeating: 0, count: outputCount))
      gradients = Array(repeating: zero, count: regionCount)
    }

    /// The same loss of fewer maps, each of which is part of several.
    ///
    /// - Parameter places: for each map the one that it becomes, in 0 ..< `count`.
    func summed(over places: [Int], count: Int) -> Value {
      var sum = Value(
        regionCount: count, featureCount: gradients.first?.featureCount ?? 0,
        outputCount: gradients.first?.outputCount ?? 0)
      sum.loss = loss
      for (place, gradient) in zip(places, gradients) {
        accumulate(gradient.weights.elements, into: &sum.gradients[place].weights.elements)
        accumulate(gradient.offsets, into: &sum.gradients[place].offsets)
      }
      return sum
    }

    package func write(to message: inout RankMessage) {
      message.append(values: loss, gradients)
    }

    package init(from message: inout RankMessage) {
      (loss, gradients) = message.values()
    }

    static func += (left: inout Value, right: Value) {
      left.loss += right.loss
      for region in left.gradients.indices {
        let gradient = right.gradients[region]
        accumulate(gradient.weights.elements, into: &left.gradients[region].weights.elements)
        accumulate(gradient.offsets, into: &left.gradients[region].offsets)
      }
    }
  }

  /// - Parameter maps: C × n for each region, of x − origin.
  /// - Complexity: O(N · n · C), one pass over the rows.
  package func evaluate(
    _ maps: [AffineMap], parallelism: Parallelism
  ) throws(RowReadError) -> Value {
    let tree = tree
    return try parallelism.reduce(over: tree) { leaf throws(RowReadError) in
      try evaluate(maps, over: tree[leaf])
    } join: {
      $0 += $1
    }
  }

  /// The order of the sums.
  private var tree: ReductionTree {
    let width = rows.outputCount * (origin.count + 1)
    // Rows of many outputs are work enough for a leaf in smaller numbers.
    return ReductionTree(
      rowCount: rows.regions.count, smallLeaf: rows.outputCount > 100 ? 128 : 1_024,
      largeLeaf: 8_192, valueBytes: regionCount * width * MemoryLayout<Double>.size)
  }

  private func evaluate(
    _ maps: [AffineMap], over leaf: Range<Int>
  ) throws(RowReadError) -> Value {
    let height = 256
    let count = rows.outputCount
    let weights = Matrix(
      rowCount: regionCount * count, columnCount: origin.count,
      elements: maps.flatMap { $0.weights.elements.map { Float($0) } })
    let origin = origin.map { Float($0) }
    // The difference between the origin and its single-precision twin, which the maps see.
    let shift = zip(self.origin, origin).map { Double($1) - $0 }
    let offsets = maps.flatMap { map in
      map.predict(Matrix(rowCount: 1, columnCount: shift.count, elements: shift)).elements
    }
    var value = Value(
      regionCount: regionCount, featureCount: origin.count, outputCount: count)
    var block = RowBlock(columnCount: origin.count)
    // The rows of a block in each region, as they are counted from its first.
    var members = [[Int]](repeating: [], count: regionCount)
    // The scores of a block of rows, then their derivatives.
    var scores = [Float](repeating: 0, count: height * count)
    var terms = [Double](repeating: 0, count: count)
    // One region after the other: an array in an array would be checked at each number.
    var slopes = [Double](repeating: 0, count: regionCount * count)
    for start in stride(from: leaf.lowerBound, to: leaf.upperBound, by: height) {
      let range = start..<min(start + height, leaf.upperBound)
      let first = try rows.inputs.bring(range, less: origin, into: &block)
      for row in range {
        let (region, own) = (Int(rows.regions[row]), (row - start) * count)
        members[region].append(row - start)
        block.multiply(
          first + row - start, byTransposeOf: weights, map: region, count: count, into: &scores,
          at: own)
        value.loss += differentiate(
          &scores, own, &terms, row, offsets: offsets, slopes: &slopes, from: region &* count)
      }
      // Neighbouring rows lie in few of many regions.
      for region in members.indices where !members[region].isEmpty {
        var sum = Matrix<Float>(rowCount: count, columnCount: origin.count)
        block.addOuterProducts(of: members[region], from: first, factors: scores, to: &sum)
        accumulate(sum.elements, into: &value.gradients[region].weights.elements)
        members[region].removeAll(keepingCapacity: true)
      }
    }
    for region in maps.indices {
      let own = region * count
      value.gradients[region].offsets = Array(slopes[own..<own + count])
      value.move(region, by: shift)
    }
    return value
  }

  /// Replaces the scores of a row by the derivatives of its loss, which is returned.
  ///
  /// - Parameters:
  ///   - scores: C values from `place` on, without the offsets of the region.
  ///   - terms: space for C values.
  ///   - offsets: those of all regions, one region after the other.
  ///   - slopes: sums of derivatives, one region after the other; C of them grow.
  ///   - start: where the region begins in both.
  @inline(__always)
  private func differentiate(
    _ scores: inout [Float], _ place: Int, _ terms: inout [Double], _ row: Int,
    offsets: [Double], slopes: inout [Double], from start: Int
  ) -> Double {
    let weight = Double(rows.weights[row])
    let targets = rows.targets[row: row]
    let first = targets.startIndex
    var scores = scores.mutableSpan
    var terms = terms.mutableSpan
    var slopes = slopes.mutableSpan
    var largest = -Double.infinity
    for output in terms.indices {
      terms[output] = Double(scores[place &+ output]) + offsets[start &+ output]
      largest = max(largest, terms[output])
    }
    var (total, loss) = (0.0, 0.0)
    for output in terms.indices {
      let value = (terms[output] - largest) / temperature
      loss -= Double(targets[first &+ output]) * value
      // One output at least is the largest.
      terms[output] = value == 0 ? 1 : exp(value)
      total += terms[output]
    }
    for output in terms.indices {
      let target = Double(targets[first &+ output])
      let slope = weight * (terms[output] / total - target) / temperature
      scores[place &+ output] = Float(slope)
      slopes[start &+ output] += slope
    }
    return weight * (loss + log(total))
  }
}

/// Adds `values` to as many sums.
private func accumulate<Scalar: BinaryFloatingPoint>(
  _ values: [Scalar], into sums: inout [Double]
) {
  precondition(values.count == sums.count, "a sum for each value")
  var sums = sums.mutableSpan
  for index in sums.indices { sums[index] += Double(values[index]) }
}

extension DistillationLoss.Value {
  /// Takes the derivatives of a region from rows that lie `shift` further from the origin.
  fileprivate mutating func move(_ region: Int, by shift: [Double]) {
    let slopes = gradients[region].offsets
    var weights = gradients[region].weights.elements.mutableSpan
    for (output, slope) in slopes.enumerated() {
      for column in shift.indices {
        weights[output &* shift.count &+ column] += slope * shift[column]
      }
    }
  }
}
