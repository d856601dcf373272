internal import HostRuntime

// Products are int32: no sum of the format leaves it. `MatMulInteger` is not used, because some processors
// saturate its pairs of products.
extension GraphBuilder {
  /// The products of rows of int8 weights with vectors.
  ///
  /// - Parameters:
  ///   - weights: r × c, row after row.
  ///   - rowCount: r.
  ///   - width: c.
  ///   - vectors: N × c, of at most 16 bits.
  /// - Returns: N × r.
  mutating func products(
    _ weights: [Int8], rowCount: Int, _ width: Int, _ vectors: GraphValue
  ) -> GraphValue {
    var columns: [Int8] = []
    columns.reserveCapacity(weights.count)
    for column in 0..<width {
      for row in 0..<rowCount { columns.append(weights[row * width + column]) }
    }
    let matrix = cast(
      constant(OnnxTensor.Content(columns, shape: [width, rowCount])), to: .int32)
    return cast(node("MatMul", [cast(vectors, to: .int32), matrix]), to: .int64)
  }

  /// A map of vectors, requantised.
  ///
  /// - Parameters:
  ///   - map: r × c.
  ///   - vectors: N × c.
  /// - Returns: N × r.
  mutating func values(of map: IntegerMap, _ vectors: GraphValue) -> GraphValue {
    let products = products(map.weights, rowCount: map.rowCount, map.columnCount, vectors)
    let sums = add(products, constant(map.biases.map(Int64.init)))
    let wide = multiply(sums, constant(map.multipliers.map(Int64.init)))
    return round(wide, by: roundedShift(map.shifts.map(Int.init), shape: [map.rowCount]))
  }

  /// The map of the region of each vector, requantised.
  ///
  /// The sums of all regions are made at once, and those of the region are taken.
  ///
  /// - Parameters:
  ///   - maps: k maps of q × d.
  ///   - region: N values.
  ///   - vectors: N × d.
  /// - Returns: N × q.
  mutating func values(
    of maps: [IntegerMap], in region: GraphValue, _ vectors: GraphValue
  ) -> GraphValue {
    let (k, q) = (maps.count, maps[0].rowCount)
    let all = products(
      maps.flatMap(\.weights), rowCount: k * q, maps[0].columnCount, vectors)
    let places = reshape(region, [-1, 1])
    let products = node(
      "GatherND", [reshape(all, [0, k, q]), places], [.integer("batch_dims", 1)])
    let biases = constant(maps.flatMap(\.biases).map(Int64.init), shape: [k, q])
    let multipliers = constant(maps.flatMap(\.multipliers).map(Int64.init), shape: [k, q])
    let shift = roundedShift(maps.flatMap(\.shifts).map(Int.init), shape: [k, q])
    let sums = add(products, node("Gather", [biases, region]))
    return round(
      multiply(sums, node("Gather", [multipliers, region])), by: gather(shift, region))
  }
}
