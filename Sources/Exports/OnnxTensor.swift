/// An array of a graph that is known when the graph is written.
package struct OnnxTensor: Sendable, Equatable {
  /// The types of elements that graphs have here, by their numbers in ONNX.
  package enum ElementType: Int, Sendable {
    /// binary32.
    case float32 = 1
    /// Integers of 8 bits.
    case int8 = 3
    /// Integers of 16 bits.
    case int16 = 5
    /// Integers of 32 bits.
    case int32 = 6
    /// Integers of 64 bits.
    case int64 = 7
    /// binary64.
    case float64 = 11
  }

  /// What the array holds, without its name: equal arrays are written once.
  package struct Content: Sendable, Hashable {
    /// The type of its elements.
    package let type: ElementType
    /// Its dimensions; none for a scalar.
    package let shape: [Int]
    /// Its elements, little-endian, the last dimension fastest.
    package let bytes: [UInt8]
  }

  /// The name by which nodes read it.
  package let name: String
  /// What it holds.
  package let content: Content

  /// The fields of a `TensorProto`.
  func write(to message: inout ProtobufWriter) {
    for dimension in content.shape { message.append(1, dimension) }
    message.append(2, content.type.rawValue)
    message.append(8, name)
    message.append(9, content.bytes)
  }
}

extension OnnxTensor.Content {
  /// Integers of 64 bits.
  ///
  /// - Parameters:
  ///   - values: as many as the shape has.
  ///   - shape: none for a scalar.
  package init(_ values: [Int64], shape: [Int]) {
    self.init(type: .int64, shape: shape, bytes: values.flatMap { $0.littleEndianBytes })
  }

  /// Integers of 32 bits.
  package init(_ values: [Int32], shape: [Int]) {
    self.init(type: .int32, shape: shape, bytes: values.flatMap { $0.littleEndianBytes })
  }

  /// Integers of 8 bits.
  package init(_ values: [Int8], shape: [Int]) {
    self.init(type: .int8, shape: shape, bytes: values.map { UInt8(bitPattern: $0) })
  }

  /// Numbers in single precision.
  package init(_ values: [Float], shape: [Int]) {
    self.init(
      type: .float32, shape: shape, bytes: values.flatMap { $0.bitPattern.littleEndianBytes })
  }

  /// Numbers in double precision.
  package init(_ values: [Double], shape: [Int]) {
    self.init(
      type: .float64, shape: shape, bytes: values.flatMap { $0.bitPattern.littleEndianBytes })
  }
}

extension FixedWidthInteger {
  /// The bytes of the integer, the lowest first.
  fileprivate var littleEndianBytes: [UInt8] {
    (0..<Self.bitWidth / 8).map { UInt8(truncatingIfNeeded: self >> (8 * $0)) }
  }
}
