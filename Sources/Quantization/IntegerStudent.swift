internal import Clustering
internal import HostRuntime
internal import PackedFormat
internal import Regression
internal import Rows
internal import Student

/// The integers of a float student on a grid of inputs and of z.
struct IntegerStudent {
  private let model: PiecewiseLinearModel
  private let grid: InputGrid
  private let projection: IntegerMap?
  private let gate: IntegerGate?
  private let sharedMap: IntegerMap?
  private let regionMaps: [IntegerMap]
  private let outputs: OutputStage

  /// - Parameters:
  ///   - model: finite.
  ///   - grid: of the inputs.
  ///   - projectionRange: of z; nil without a projection.
  ///   - activationRanges: the largest magnitude of each activation, q values; nil without a head.
  /// - Throws: `QuantizationError.scaleOutOfRange`, and with one int8 scale `.gateOutOfRange`.
  /// - Complexity: O(parameters).
  init(
    _ model: PiecewiseLinearModel, on grid: InputGrid, projectionRange: ProjectionRange?,
    activationRanges: [Double]?
  ) throws(QuantizationError) {
    let isPlain = grid.form == .plain
    let (largest, inputScales) = (grid.largest, grid.steps)
    // Rounding removes what kernels of a BLAS differ in. About the middle it is as fine as the spread
    // of the inputs, however far they lie from 0.
    let model =
      isPlain
      ? model
      : model.recentred(at: grid.centres, components: projectionRange?.centres ?? [])
        .roundedToSingle
    for value in model.partition.centroids.elements where !isPlain && !value.isFinite {
      throw .scaleOutOfRange(what: "parameter", value: value)
    }
    let projection = try model.projection.map { map throws(QuantizationError) in
      try QuantizedRows(map, inputScales: inputScales, largest: largest)
    }
    var gateScales = inputScales
    if let projection, let projectionRange {
      gateScales = Self.grid(
        for: [projection], ranges: projectionRange.limits, largest: largest)
    }
    if model.regionCount == 1 {
      gate = nil
    } else if isPlain {
      gate = try IntegerGate(model.partition, scales: gateScales)
    } else {
      gate = IntegerGate(model.partition, scales: gateScales, largest: largest)
    }
    let shared = try model.sharedMap.map { map throws(QuantizationError) in
      try QuantizedRows(map, inputScales: inputScales, largest: largest)
    }
    let regional = try model.maps.map { map throws(QuantizationError) in
      try QuantizedRows(map, inputScales: gateScales, largest: largest)
    }
    let outputs = try OutputStage(
      of: regional + (shared.map { [$0] } ?? []), layer: model.head.layer,
      ranges: activationRanges)
    self.model = model
    self.grid = grid
    self.projection = projection?.requantized(to: gateScales)
    sharedMap = shared?.requantized(to: outputs.mapScales)
    regionMaps = regional.map { $0.requantized(to: outputs.mapScales) }
    self.outputs = outputs
  }

  /// The student with its header.
  ///
  /// - Parameters:
  ///   - frontEnd: how windows and counts become inputs.
  ///   - window: the leading inputs that are standardised.
  ///   - features: the feature of each input; nil for all of them.
  ///   - featureCount: F.
  /// - Throws: `QuantizationError`, where the format cannot hold it.
  func student(
    _ frontEnd: FrontEnd, window: StandardizedInputs, keeping features: [Int]?, featureCount: Int
  ) throws(QuantizationError) -> QuantizedStudent {
    let scales = try frontEnd.scales(of: grid)
    let multiplier = scales == nil ? grid.multipliers[0] : 0
    let shape = model.packedShape(
      of: featureCount, bits: grid.form.bits, sections: SectionFacts(scales))
    let quantization = try frontEnd.window(on: grid, window)
    let counts = scales == nil ? try frontEnd.counts(inputMultiplier: multiplier) : nil
    do throws(PackedFormatError) {
      let header = try PackedHeader(
        shape: shape, isRectified: model.head.kind == .rectified,
        hasLogits: model.head.kind != .absent, inputMultiplier: multiplier,
        outputScale: outputs.outputScale, window: quantization, counts: counts)
      return QuantizedStudent(
        header: header, projection: projection, gate: gate, sharedMap: sharedMap,
        regionMaps: regionMaps, head: outputs.head, scales: scales, keptInputs: features)
    } catch {
      throw .notPackable(error)
    }
  }

  /// Units per quantum of each component of z, or of each activation: its range over `largest`, and
  /// never so fine that the requantisation factor reaches 1/4.
  fileprivate static func grid(
    for rows: [QuantizedRows], ranges: [Double], largest: Int = 127
  ) -> [Double] {
    ranges.indices.map { index in
      let finest = rows.reduce(0) { max($0, $1.scales[index]) } * Requantizer.coarsening
      return max(ranges[index] / Double(largest), finest)
    }
  }
}

/// The stage after the maps, and the grids that it needs.
private struct OutputStage {
  /// Units per quantum of the maps' results, q values: the activations before a head, or the
  /// outputs.
  let mapScales: [Double]
  let head: IntegerMap?
  /// Units per int32 quantum of the outputs.
  let outputScale: Float

  /// - Parameters:
  ///   - maps: all maps of q rows, those that are added to one another on one grid.
  ///   - layer: the head, C × q; nil for none.
  ///   - ranges: the largest magnitude of each activation, q values; nil without a head.
  init(
    of maps: [QuantizedRows], layer: AffineMap?, ranges: [Double]?
  ) throws(QuantizationError) {
    guard let layer, let ranges else {
      outputScale = try Self.outputScale(for: maps)
      mapScales = Array(repeating: Double(outputScale), count: maps[0].rowCount)
      head = nil
      return
    }
    mapScales = IntegerStudent.grid(for: maps, ranges: ranges)
    let rows = try QuantizedRows(layer, inputScales: mapScales)
    outputScale = try Self.outputScale(for: [rows])
    head = rows.requantized(to: Array(repeating: Double(outputScale), count: rows.rowCount))
  }

  /// As fine as requantisation allows.
  private static func outputScale(for rows: [QuantizedRows]) throws(QuantizationError) -> Float {
    let coarsest = rows.reduce(0) { max($0, $1.scales.max() ?? 0) }
    guard coarsest > 0 else { return 1 }
    let scale = Float(coarsest * Requantizer.coarsening)
    try Quantizer.check("output scale", Double(scale), scale)
    return scale
  }
}
