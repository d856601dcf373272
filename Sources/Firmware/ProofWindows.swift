public import Rows

/// The type of the numbers of a window, by the function that takes it.
public enum WindowType: String, Sendable, Codable, CaseIterable {
  /// float32: `tessera_quantize_f32`.
  case f32
  /// int16 counts: `tessera_quantize_i16`.
  case i16
  /// int32: `tessera_quantize_i32`.
  case i32
}

/// Windows of one type, N × w, row after row.
public enum ProofWindows: Sendable, Equatable {
  /// float32.
  case floats([Float])
  /// int16 counts.
  case counts([Int16])
  /// int32.
  case integers([Int32])

  /// The numbers of rows in a type.
  ///
  /// - Parameters:
  ///   - rows: N × w.
  ///   - type: of the windows.
  /// - Throws: `FirmwareError.notAnInteger` for a number that the type does not hold. Floats are
  ///   rounded.
  public init<Scalar>(_ rows: Matrix<Scalar>, as type: WindowType) throws(FirmwareError) {
    switch type {
    case .f32: self = .floats(rows.elements.map { Float($0) })
    case .i16: self = .counts(try Self.integers(rows))
    case .i32: self = .integers(try Self.integers(rows))
    }
  }

  /// Windows of floats as the counts that a program takes. Other windows stay as they are.
  ///
  /// - Parameter bytes: a packed student with a program.
  /// - Throws: `FirmwareError.invalidStudent` or `.notANumber`.
  /// - Precondition: rows of the student's windows.
  public func asCounts(of bytes: [UInt8]) throws(FirmwareError) -> ProofWindows {
    guard case .floats(let numbers) = self else { return self }
    return .counts(try ProofRun(bytes).counts(of: numbers))
  }

  private static func integers<Scalar, Number: FixedWidthInteger>(
    _ rows: Matrix<Scalar>
  ) throws(FirmwareError) -> [Number] {
    var numbers: [Number] = []
    for (index, element) in rows.elements.enumerated() {
      guard let number = Number(exactly: element) else {
        throw .notAnInteger(row: index / rows.columnCount, bits: Number.bitWidth)
      }
      numbers.append(number)
    }
    return numbers
  }

  /// No windows of `type`.
  public init(of type: WindowType) {
    switch type {
    case .f32: self = .floats([])
    case .i16: self = .counts([])
    case .i32: self = .integers([])
    }
  }

  /// Adds a window of random numbers.
  ///
  /// - Parameters:
  ///   - scales: of the student.
  ///   - countsPerUnit: of a standardised window.
  ///   - generator: of the numbers.
  mutating func appendRandom(
    _ scales: WindowScales, countsPerUnit: Float, using generator: inout SeededGenerator
  ) {
    let former = self
    // The array of `former` is then the only one, and grows in place.
    self = .floats([])
    switch consume former {
    case .floats(var numbers):
      numbers += scales.randomFloats(countsPerUnit: countsPerUnit, using: &generator)
      self = .floats(numbers)
    case .counts(var numbers):
      numbers += scales.randomIntegers(using: &generator)
      self = .counts(numbers)
    case .integers(var numbers):
      numbers += scales.randomIntegers(using: &generator)
      self = .integers(numbers)
    }
  }

  /// How many numbers there are.
  public var count: Int {
    switch self {
    case .floats(let numbers): numbers.count
    case .counts(let numbers): numbers.count
    case .integers(let numbers): numbers.count
    }
  }

  /// Their type.
  public var type: WindowType {
    switch self {
    case .floats: .f32
    case .counts: .i16
    case .integers: .i32
    }
  }
}
