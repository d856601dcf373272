public import Rows

/// A symmetric matrix of order n, kept as one triangle of an n × n array.
///
/// Element (i, j) and element (j, i) are one value; the other triangle of `storage` is not
/// defined.
public struct SymmetricMatrix: Sendable, Equatable {
  /// The number of rows, which is the number of columns.
  public let order: Int
  /// n × n elements. Defined are those at `j * n + i` with i ≥ j: LAPACK's lower triangle.
  var storage: [Double]

  /// The zero matrix.
  public init(order: Int) {
    precondition(order >= 0, "an order is not negative")
    self.order = order
    storage = Array(repeating: 0, count: order * order)
  }

  /// The value at (`row`, `column`) and (`column`, `row`).
  public subscript(row: Int, column: Int) -> Double {
    get { storage[min(row, column) * order + max(row, column)] }
    set { storage[min(row, column) * order + max(row, column)] = newValue }
  }

  /// The principal block of rows and columns `range`.
  ///
  /// - Complexity: O(b²) for b rows.
  public func principalBlock(_ range: Range<Int>) -> SymmetricMatrix {
    var block = SymmetricMatrix(order: range.count)
    for column in 0..<range.count {
      for row in column..<range.count {
        block[row, column] = self[range.lowerBound + row, range.lowerBound + column]
      }
    }
    return block
  }

  /// The block of rows `rows` and columns `columns`, as a general matrix.
  ///
  /// - Complexity: O(`rows.count` · `columns.count`).
  public func block(rows: Range<Int>, columns: Range<Int>) -> Matrix<Double> {
    var block = Matrix<Double>(rowCount: rows.count, columnCount: columns.count)
    for row in rows {
      for column in columns {
        block[row - rows.lowerBound, column - columns.lowerBound] = self[row, column]
      }
    }
    return block
  }

  /// Adds `scale` × `v` `v`ᵀ, for n values.
  ///
  /// - Complexity: O(n²).
  public mutating func addOuterProduct(of v: [Double], scale: Double) {
    precondition(v.count == order, "a vector of \(v.count) for order \(order)")
    for column in 0..<order {
      let factor = scale * v[column]
      for row in column..<order { storage[column * order + row] += factor * v[row] }
    }
  }

  /// Adds `scale` × (`u` `v`ᵀ + `v` `u`ᵀ), for n values each.
  ///
  /// - Complexity: O(n²).
  public mutating func addSymmetricProduct(of u: [Double], _ v: [Double], scale: Double) {
    precondition(u.count == order && v.count == order, "vectors of another length")
    for column in 0..<order {
      let (first, second) = (scale * u[column], scale * v[column])
      for row in column..<order {
        storage[column * order + row] += first * v[row] + second * u[row]
      }
    }
  }

  /// Multiplies every element by `factor`.
  ///
  /// - Complexity: O(n²).
  public mutating func scale(by factor: Double) {
    for index in storage.indices { storage[index] *= factor }
  }

  /// All n × n elements, both triangles.
  ///
  /// - Complexity: O(n²).
  public var full: Matrix<Double> { block(rows: 0..<order, columns: 0..<order) }

  /// Adds another matrix of the same size.
  ///
  /// - Complexity: O(n²).
  public static func += (left: inout SymmetricMatrix, right: SymmetricMatrix) {
    precondition(left.order == right.order, "orders differ")
    for index in left.storage.indices { left.storage[index] += right.storage[index] }
  }

  /// Subtracts another matrix of the same size.
  ///
  /// - Complexity: O(n²).
  public static func -= (left: inout SymmetricMatrix, right: SymmetricMatrix) {
    precondition(left.order == right.order, "orders differ")
    for index in left.storage.indices { left.storage[index] -= right.storage[index] }
  }
}

extension SymmetricMatrix: Exchangeable {
  public func write(to message: inout RankMessage) {
    message.append([order])
    // One triangle, column after column.
    for column in 0..<order {
      message.append(Array(storage[column * order + column..<(column + 1) * order]))
    }
  }

  public init(from message: inout RankMessage) {
    self.init(order: message.take(Int.self))
    for column in 0..<order {
      storage.replaceSubrange(
        column * order + column..<(column + 1) * order,
        with: message.take(order - column, of: Double.self))
    }
  }
}
