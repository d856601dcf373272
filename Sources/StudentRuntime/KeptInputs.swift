import PackedFormat

/// Which feature each input is.
struct FeatureList {
  /// The section of kept inputs; nil when all features are inputs.
  private let list: Bytes?
  /// Inputs, n.
  private let count: Int

  /// The list of an open student in its file.
  @inline(__always)
  init(of student: OpenStudent, in file: Bytes) {
    count = student.header.inputCount
    #if TESSERA_FORMAT_1_ONLY
      list = nil
    #else
      list =
        student.header.shape.hasKeptInputs ? file &+ student.starts[.keptInputs] : nil
    #endif
  }

  /// Whether some features are left out.
  @inline(__always)
  var isPart: Bool { list != nil }

  /// The feature that an input is.
  @inline(__always)
  subscript(_ input: Int) -> Int { list.map { $0.uint16(2 &* input) } ?? input }

  /// The inputs that are features below `limit`, which lead.
  func count(below limit: Int) -> Int {
    guard isPart else { return limit }
    var found = 0
    while found != count, self[found] < limit { found = found &+ 1 }
    return found
  }
}
