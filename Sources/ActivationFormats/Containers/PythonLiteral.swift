/// A strict parser for the one Python expression that a `.npy` header holds:
/// `{'descr': '<f4', 'fortran_order': False, 'shape': (500, 140), }`.
struct PythonLiteral {
  /// The three entries of the dictionary.
  struct Fields {
    var descriptor = ""
    /// The fields of a record; nil for other elements.
    var record: NPYRecord?
    var isFortranOrder = false
    var shape: [Int] = []
  }

  private let text: [UInt8]
  private let file: String
  private let array: String
  private var position = 0

  init(text: [UInt8], file: String, array: String) {
    self.text = text
    self.file = file
    self.array = array
  }

  /// Parses the whole text: one dictionary with exactly these keys, then white space.
  mutating func dictionary() throws(ActivationFormatsError) -> Fields {
    var fields = Fields()
    var seen: Set<String> = []
    try expect("{")
    while !accept("}") {
      let key = try string()
      guard seen.insert(key).inserted else { throw malformed("the key '\(key)' comes twice") }
      try expect(":")
      switch key {
      case "descr":
        if accept("[") {
          fields.record = try record(depth: 0)
        } else {
          fields.descriptor = try string()
        }
      case "fortran_order": fields.isFortranOrder = try boolean()
      case "shape": fields.shape = try tuple()
      default: throw malformed("the key '\(key.prefix(32))' is unknown")
      }
      if !accept(",") {
        try expect("}")
        break
      }
    }
    skipSpace()
    guard position == text.count else { throw malformed("something follows the dictionary") }
    guard seen.count == 3 else {
      throw malformed("it needs the keys 'descr', 'fortran_order' and 'shape'")
    }
    return fields
  }

  private func malformed(_ reason: String) -> ActivationFormatsError {
    .malformedHeader(file: file, array: array, reason: reason)
  }

  private mutating func skipSpace() {
    while position < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[position]) {
      position += 1
    }
  }

  private mutating func accept(_ token: String) -> Bool {
    skipSpace()
    guard text[position...].starts(with: token.utf8) else { return false }
    position += token.utf8.count
    return true
  }

  private mutating func expect(_ token: String) throws(ActivationFormatsError) {
    guard accept(token) else { throw malformed("'\(token)' is missing at byte \(position)") }
  }

  /// - Parameter isName: whether it is the name of a field, which may be of any letters.
  private mutating func string(isName: Bool = false) throws(ActivationFormatsError) -> String {
    let quote: UInt8
    if accept("'") {
      quote = 0x27
    } else {
      try expect("\"")
      quote = 0x22
    }
    guard let end = text[position...].firstIndex(of: quote) else {
      throw malformed("a string does not end")
    }
    let bytes = text[position..<end]
    guard bytes.allSatisfy({ (0x20..<0x7F).contains($0) || (isName && $0 > 0x7F) }),
      !bytes.contains(0x5C)
    else { throw malformed("a string holds other than plain ASCII") }
    position = end + 1
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The fields of a record behind its bracket: `('age', '<f4'), ('beat', '<f4', (140,))]`. A name
  /// may be a title with a name, and a type a record.
  private mutating func record(depth: Int) throws(ActivationFormatsError) -> NPYRecord {
    guard depth < 8 else { throw malformed("records in records go too deep") }
    var record = NPYRecord()
    while !accept("]") {
      try expect("(")
      let isTitled = accept("(")
      var name = try string(isName: true)
      if isTitled {
        try expect(",")
        name = try string(isName: true)
        try expect(")")
      }
      try expect(",")
      var descriptor: String?
      if accept("[") {
        _ = try self.record(depth: depth + 1)
      } else {
        descriptor = try string()
      }
      var hasShape = false
      if accept(",") { hasShape = try !tuple().isEmpty }
      try expect(")")
      record.append(name: name, descriptor: descriptor, hasShape: hasShape)
      if !accept(",") {
        try expect("]")
        break
      }
    }
    return record
  }

  private mutating func boolean() throws(ActivationFormatsError) -> Bool {
    if accept("True") { return true }
    try expect("False")
    return false
  }

  private mutating func tuple() throws(ActivationFormatsError) -> [Int] {
    var dimensions: [Int] = []
    try expect("(")
    while !accept(")") {
      dimensions.append(try dimension())
      if accept(",") { continue }
      guard dimensions.count > 1 else { throw malformed("the shape is not a tuple") }
      try expect(")")
      break
    }
    return dimensions
  }

  private mutating func dimension() throws(ActivationFormatsError) -> Int {
    skipSpace()
    let start = position
    while position < text.count, (0x30...0x39).contains(text[position]) { position += 1 }
    let digits = String(decoding: text[start..<position], as: UTF8.self)
    guard !digits.isEmpty else { throw malformed("a dimension is not a number") }
    guard let value = Int(digits) else {
      throw .shapeOverflow(file: file, array: array, shape: "(… \(digits.prefix(40)) …)")
    }
    // Python 2 wrote long integers so.
    if position < text.count, text[position] == 0x4C { position += 1 }
    return value
  }
}
