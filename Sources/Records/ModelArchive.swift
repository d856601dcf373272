internal import Clustering
internal import Foundation
internal import Regression
internal import Rows
public import Student

/// A float student as it lies in a run record: shapes, and little-endian binary64 in Base64, so
/// that not a bit is lost.
public struct ModelArchive: Sendable, Equatable, Codable {
  /// The layer after the maps.
  public var head: HeadKind
  /// d × (n + 1), the offset last in each row; nil when z is the input.
  public var projection: MatrixArchive?
  /// k × d.
  public var centroids: MatrixArchive
  /// q × (n + 1), the offset last in each row; nil for none.
  public var sharedMap: MatrixArchive?
  /// k matrices of q × (d + 1), the offset last in each row.
  public var maps: [MatrixArchive]
  /// C × (q + 1), the offset last in each row.
  public var headLayer: MatrixArchive?

  /// A matrix, row after row.
  public struct MatrixArchive: Sendable, Equatable, Codable {
    /// The number of rows.
    public var rows: Int
    /// The number of columns.
    public var columns: Int
    /// Base64 of rows × columns little-endian binary64 values.
    public var float64: String
  }

  package init(_ model: PiecewiseLinearModel) {
    head = model.head.kind
    projection = model.projection.map { MatrixArchive($0) }
    sharedMap = model.sharedMap.map { MatrixArchive($0) }
    centroids = MatrixArchive(model.partition.centroids)
    maps = model.maps.map { MatrixArchive($0) }
    headLayer = model.head.layer.map { MatrixArchive($0) }
  }

  /// The student; nil when the archive contradicts itself.
  public var model: PiecewiseLinearModel? {
    guard let centroids = centroids.matrix, centroids.rowCount == maps.count,
      centroids.rowCount >= 1
    else { return nil }
    let maps = maps.compactMap(\.affineMap)
    guard maps.count == centroids.rowCount, let first = maps.first,
      maps.allSatisfy({
        $0.featureCount == centroids.columnCount && $0.outputCount == first.outputCount
      }), let head = studentHead(inputCount: first.outputCount)
    else { return nil }
    let projection = projection?.affineMap
    let sharedMap = sharedMap?.affineMap
    // Both may be missing. Those that are there have to fit.
    guard (projection == nil) == (self.projection == nil),
      (sharedMap == nil) == (self.sharedMap == nil),
      projection?.outputCount ?? centroids.columnCount == centroids.columnCount,
      sharedMap?.outputCount ?? first.outputCount == first.outputCount
    else { return nil }
    let featureCount = projection?.featureCount ?? centroids.columnCount
    guard sharedMap?.featureCount ?? featureCount == featureCount else { return nil }
    return PiecewiseLinearModel(
      projection: projection, partition: Partition(centroids: centroids), sharedMap: sharedMap,
      maps: maps, head: head)
  }

  private func studentHead(inputCount: Int) -> StudentHead? {
    switch head {
    case .folded: return .folded
    case .absent: return .absent
    case .linear, .rectified:
      guard let layer = headLayer?.affineMap, layer.featureCount == inputCount else { return nil }
      return head == .linear ? .linear(layer) : .rectified(layer)
    }
  }
}

extension ModelArchive.MatrixArchive {
  init(_ matrix: Matrix<Double>) {
    var data = Data(capacity: matrix.elements.count * 8)
    for value in matrix.elements {
      for byte in 0..<8 {
        data.append(UInt8(truncatingIfNeeded: value.bitPattern >> UInt64(8 * byte)))
      }
    }
    self.init(
      rows: matrix.rowCount, columns: matrix.columnCount, float64: data.base64EncodedString())
  }

  init(_ map: AffineMap) {
    var elements: [Double] = []
    for row in 0..<map.outputCount {
      elements.append(contentsOf: map.weights[row: row])
      elements.append(map.offsets[row])
    }
    self.init(
      Matrix(
        rowCount: map.outputCount, columnCount: map.featureCount + 1, elements: elements))
  }

  /// The matrix; nil when the data do not fill the shape.
  var matrix: Matrix<Double>? {
    guard rows >= 0, columns >= 0, let data = Data(base64Encoded: float64),
      data.count.isMultiple(of: 8),
      rows.multipliedReportingOverflow(by: columns) == (data.count / 8, false)
    else { return nil }
    let bytes = [UInt8](data)
    let elements = stride(from: 0, to: bytes.count, by: 8).map { offset in
      var pattern: UInt64 = 0
      for byte in 0..<8 { pattern |= UInt64(bytes[offset + byte]) << UInt64(8 * byte) }
      return Double(bitPattern: pattern)
    }
    guard elements.allSatisfy(\.isFinite) else { return nil }
    return Matrix(rowCount: rows, columnCount: columns, elements: elements)
  }

  var affineMap: AffineMap? {
    guard let matrix, matrix.columnCount >= 2 else { return nil }
    let n = matrix.columnCount - 1
    return AffineMap(
      weights: Matrix(
        rowCount: matrix.rowCount, columnCount: n,
        elements: (0..<matrix.rowCount).flatMap { matrix[row: $0].prefix(n) }),
      offsets: (0..<matrix.rowCount).map { matrix[$0, n] })
  }
}
