public import PackedFormat

/// A student in the integers of the packed format, before it is bytes.
///
/// It holds every section of format version 1, even those that no training fills yet.
public struct QuantizedStudent: Sendable, Equatable {
  /// The header: counts, flags and scales.
  public let header: PackedHeader
  /// U, d × n.
  public let projection: IntegerMap?
  /// (k − 1) × d; nil for one region.
  public let gate: IntegerGate?
  /// q × n.
  public let sharedMap: IntegerMap?
  /// k maps of q × d.
  public let regionMaps: [IntegerMap]
  /// C × q.
  public let head: IntegerMap?

  /// A student of these integers.
  package init(
    header: PackedHeader, projection: IntegerMap?, gate: IntegerGate?, sharedMap: IntegerMap?,
    regionMaps: [IntegerMap], head: IntegerMap?
  ) {
    self.header = header
    self.projection = projection
    self.gate = gate
    self.sharedMap = sharedMap
    self.regionMaps = regionMaps
    self.head = head
  }
}
