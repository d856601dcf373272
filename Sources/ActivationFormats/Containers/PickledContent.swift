extension PickledObjects {
  /// The array of those elements: numbers where all are, otherwise words. None is NaN, or an empty
  /// word.
  static func content(
    _ elements: [Element], shape: [Int], file: String, array: String
  ) throws(ActivationFormatsError) -> ArrayContent {
    var (hasText, isWhole) = (false, true)
    for element in elements {
      switch element {
      case .text: hasText = true
      case .real, .none: isWhole = false
      case .integer, .boolean: break
      }
    }
    if hasText || elements.isEmpty {
      return .text(elements.map(\.text), shape: shape, type: "objects")
    }
    let rowCount = shape.first ?? 1
    let segment =
      isWhole
      ? ArraySegment(copying: elements.map(\.integer), rowCount: rowCount)
      : ArraySegment(copying: elements.map(\.value), rowCount: rowCount)
    return .numbers(
      try NumericArray(
        name: array, file: file, shape: shape, elementType: isWhole ? .int64 : .float64,
        segments: [segment]))
  }
}

extension PickledObjects.Element {
  fileprivate var text: String {
    switch self {
    case .none: ""
    case .boolean(let value): value ? "True" : "False"
    case .integer(let value): "\(value)"
    case .real(let value): value.isNaN ? "" : "\(value)"
    case .text(let value): value
    }
  }

  fileprivate var integer: Int64 {
    switch self {
    case .none, .text, .real: 0
    case .boolean(let value): value ? 1 : 0
    case .integer(let value): Int64(value)
    }
  }

  fileprivate var value: Double {
    switch self {
    case .none, .text: .nan
    case .boolean(let value): value ? 1 : 0
    case .integer(let value): Double(value)
    case .real(let value): value
    }
  }
}
