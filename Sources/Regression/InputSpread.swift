internal import LinearAlgebra
internal import Rows

/// Random affine changes of inputs, as what they do to the moments of rows.
///
/// A share of the rows changes, and the rest stays. Of those that change, an input x becomes
/// G(A x + e) + g. A is one of some maps, all equally likely, e is independent
/// noise, and G and g are fixed. With T = [[A, A p − p], [0, 1]], products M with [x − p, 1] become the
/// mean of T M Tᵀ, plus the variances of the noise on the diagonal. That is exact for rows that keep
/// their weight and their target. It takes no rows.
public struct InputSpread: Sendable, Equatable {
  /// One input after a change: a sum of two inputs before it, and a constant.
  public struct Term: Sendable, Equatable {
    /// The first input, in 0 ..< n.
    public var left: Int
    /// The second input, in 0 ..< n.
    public var right: Int
    /// The factor of the first.
    public var leftWeight: Double
    /// The factor of the second.
    public var rightWeight: Double
    /// What is added.
    public var offset: Double

    /// A sum of two inputs, and a constant.
    ///
    /// - Parameters:
    ///   - left: the first input, in 0 ..< n.
    ///   - right: the second input, in 0 ..< n.
    ///   - leftWeight: the factor of the first.
    ///   - rightWeight: the factor of the second.
    ///   - offset: what is added.
    public init(
      _ left: Int, _ right: Int, leftWeight: Double, rightWeight: Double, offset: Double = 0
    ) {
      (self.left, self.right) = (left, right)
      (self.leftWeight, self.rightWeight) = (leftWeight, rightWeight)
      self.offset = offset
    }
  }

  /// The maps A, equally likely, each of n terms; at least one.
  public let changes: [[Term]]
  /// The variances of the noise, n values.
  public let noise: [Double]
  /// G and g, n × n; nil for none.
  public let finish: AffineMap?
  /// The share of the rows that change, above 0 and at most 1.
  public let share: Double

  /// Changes of n inputs.
  ///
  /// - Precondition: there is a change, and all are of n inputs.
  public init(
    changes: [[Term]], noise: [Double], finish: AffineMap? = nil, share: Double = 1
  ) {
    precondition(!changes.isEmpty, "a spread has a change")
    precondition(share > 0 && share <= 1, "a share is above 0 and at most 1")
    precondition(changes.allSatisfy { $0.count == noise.count }, "a term for each input")
    precondition(
      finish.map { $0.featureCount == noise.count && $0.outputCount == noise.count } ?? true,
      "as many inputs after the changes")
    self.changes = changes
    self.noise = noise
    self.finish = finish
    self.share = share
  }

  /// The number of inputs, n.
  public var inputCount: Int { noise.count }

  /// The same changes of inputs on another scale, (x − centre) · factor.
  ///
  /// - Parameters:
  ///   - centres: n values.
  ///   - factors: n values, none of them 0.
  public func scaled(centres: [Double], factors: [Double]) -> InputSpread {
    let changes = changes.map { terms in
      terms.enumerated().map { index, term in
        Term(
          term.left, term.right,
          leftWeight: factors[index] * term.leftWeight / factors[term.left],
          rightWeight: factors[index] * term.rightWeight / factors[term.right],
          offset: factors[index]
            * (term.leftWeight * centres[term.left] + term.rightWeight * centres[term.right]
              + term.offset - centres[index]))
      }
    }
    let finish = finish.map { map in
      var scaled = map
      for row in 0..<inputCount {
        scaled.offsets[row] -= centres[row]
        for column in 0..<inputCount {
          scaled.offsets[row] += map.weights[row, column] * centres[column]
          scaled.weights[row, column] *= factors[row] / factors[column]
        }
        scaled.offsets[row] *= factors[row]
      }
      return scaled
    }
    return InputSpread(
      changes: changes, noise: zip(noise, factors).map { $0 * $1 * $1 }, finish: finish,
      share: share)
  }

  /// The products of changed rows.
  ///
  /// - Parameters:
  ///   - products: Σ w [x − p, 1]ᵀ [x − p, 1, y], (n + 1) × (n + 1 + t).
  ///   - point: p, n values.
  /// - Returns: The same sums of the changed inputs, about p as well.
  /// - Complexity: O(changes · n · (n + t)), and O(n³) with a finish.
  func applied(to products: Matrix<Double>, about point: [Double]) -> Matrix<Double> {
    precondition(products.rowCount == inputCount + 1, "products of n inputs and 1")
    precondition(point.count == inputCount, "a point of n values")
    var result = Matrix<Double>(
      rowCount: products.rowCount, columnCount: products.columnCount)
    for terms in changes { add(recentred(terms, at: point), of: products, to: &result) }
    let likelihood = 1 / Double(changes.count)
    for index in result.elements.indices { result.elements[index] *= likelihood }
    for index in 0..<inputCount {
      result[index, index] += noise[index] * products[inputCount, inputCount]
    }
    if let finish { result = Self.finished(result, by: finish, about: point) }
    guard share < 1 else { return result }
    for index in result.elements.indices {
      result.elements[index] =
        share * result.elements[index] + (1 - share) * products.elements[index]
    }
    return result
  }

  /// The terms of inputs that are seen from a point.
  private func recentred(_ terms: [Term], at point: [Double]) -> [Term] {
    terms.enumerated().map { index, term in
      var moved = term
      moved.offset +=
        term.leftWeight * point[term.left] + term.rightWeight * point[term.right] - point[index]
      return moved
    }
  }

  /// Adds T M [Tᵀ 0; 0 1].
  private func add(
    _ terms: [Term], of products: Matrix<Double>, to result: inout Matrix<Double>
  ) {
    let (n, width) = (inputCount, products.columnCount)
    var row = [Double](repeating: 0, count: width)
    let source = products.elements.span
    var target = result.elements.mutableSpan
    for index in 0...n {
      let start = n &* width
      if index < n {
        let term = terms[index]
        let (left, right) = (term.left &* width, term.right &* width)
        for column in 0..<width {
          row[column] =
            term.leftWeight * source[left &+ column] + term.rightWeight * source[right &+ column]
            + term.offset * source[start &+ column]
        }
      } else {
        for column in 0..<width { row[column] = source[start &+ column] }
      }
      let place = index &* width
      for (column, term) in terms.enumerated() {
        target[place &+ column] +=
          term.leftWeight * row[term.left] + term.rightWeight * row[term.right]
          + term.offset * row[n]
      }
      for column in n..<width { target[place &+ column] += row[column] }
    }
  }

  /// E M [Eᵀ 0; 0 1] for E = [[G, G p + g − p], [0, 1]].
  private static func finished(
    _ products: Matrix<Double>, by map: AffineMap, about point: [Double]
  ) -> Matrix<Double> {
    let n = point.count
    let moved = map.predict(Matrix(rowCount: 1, columnCount: n, elements: point))
    var whole = Matrix<Double>(rowCount: n + 1, columnCount: n + 1)
    for row in 0..<n {
      for column in 0..<n { whole[row, column] = map.weights[row, column] }
      whole[row, n] = moved[0, row] - point[row]
    }
    whole[n, n] = 1
    let rows = whole.multiplied(by: products)
    let inner = rows.block(rows: 0..<n + 1, columns: 0..<n + 1).multiplied(byTransposeOf: whole)
    var result = rows
    for row in 0...n {
      for column in 0...n { result[row, column] = inner[row, column] }
    }
    return result
  }
}
