/// Reads the pickle of a NumPy array of words and numbers, and executes nothing.
///
/// A pickle is a program for a stack machine. This reader knows the few instructions that
/// `numpy.save` writes for an array of str, bytes, int, float, bool and None, and for an array of
/// `StringDType`. It compares names of functions and calls none. Everything else is refused.
///
/// Source: CPython, Lib/pickletools.py; NumPy, `ndarray.__reduce__`.
struct PickledObjects {
  /// An element of the array.
  enum Element: Equatable, Sendable {
    case none
    case boolean(Bool)
    case integer(Int)
    case real(Double)
    case text(String)
  }

  private enum Value {
    case element(Element)
    case mark
    case tuple([Value])
    case list([Element])
    case name(String)
    /// The array itself, before and after its state is known.
    case array([Element]?)
    /// A type of elements; its state says no more than the type does.
    case type
  }

  /// The bytes are no such pickle.
  struct Refusal: Error {}

  private let bytes: [UInt8]
  private let count: Int
  private var position = 0
  private var stack: [Value] = []
  private var memory: [Int: Value] = [:]
  private var result: [Element]?

  /// The `count` elements of the array, in its order.
  ///
  /// - Throws: `Refusal`.
  /// - Complexity: O(bytes). No more is allocated than about the bytes that are there.
  static func elements(of bytes: [UInt8], count: Int) throws(Refusal) -> [Element] {
    // Each element takes a byte or more.
    guard count <= bytes.count else { throw Refusal() }
    var reader = PickledObjects(bytes: bytes, count: count)
    while reader.result == nil { try reader.step() }
    guard let elements = reader.result, elements.count == count,
      reader.position == bytes.count
    else { throw Refusal() }
    return elements
  }

  private init(bytes: [UInt8], count: Int) {
    self.bytes = bytes
    self.count = count
  }

  private mutating func step() throws(Refusal) {
    // The elements, and the few values that describe the array.
    guard stack.count <= count + 64, memory.count <= count + 64 else { throw Refusal() }
    let opcode = try byte()
    if try pushNumber(opcode) { return }
    if try pushText(opcode) { return }
    if try remember(opcode) { return }
    try combine(opcode)
  }
}

extension PickledObjects {
  private mutating func byte() throws(Refusal) -> UInt8 {
    guard position < bytes.count else { throw Refusal() }
    position += 1
    return bytes[position - 1]
  }

  /// The next bytes, no more than are there.
  private mutating func take(_ count: Int) throws(Refusal) -> ArraySlice<UInt8> {
    guard count >= 0, count <= bytes.count - position else { throw Refusal() }
    position += count
    return bytes[position - count..<position]
  }

  /// A little-endian number without sign; one beyond 63 bits comes out negative.
  private mutating func number(_ count: Int) throws(Refusal) -> Int {
    try take(count).reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// A line of text without its end.
  private mutating func line() throws(Refusal) -> String {
    guard let end = bytes[position...].firstIndex(of: 0x0A) else { throw Refusal() }
    let text = try take(end - position)
    position += 1
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func pop() throws(Refusal) -> Value {
    guard let value = stack.popLast() else { throw Refusal() }
    return value
  }

  private mutating func popName() throws(Refusal) -> String {
    guard case .element(.text(let text)) = try pop() else { throw Refusal() }
    return text
  }

  /// The values above the last mark.
  private mutating func popToMark() throws(Refusal) -> [Value] {
    let mark = stack.lastIndex {
      if case .mark = $0 { true } else { false }
    }
    guard let mark else { throw Refusal() }
    let values = Array(stack[(mark + 1)...])
    stack.removeSubrange(mark...)
    return values
  }

  private mutating func push(_ element: Element) { stack.append(.element(element)) }

  /// NONE, NEWTRUE, NEWFALSE, BININT, BININT1, BININT2, LONG1, BINFLOAT.
  private mutating func pushNumber(_ opcode: UInt8) throws(Refusal) -> Bool {
    switch opcode {
    case UInt8(ascii: "N"): push(.none)
    case 0x88, 0x89: push(.boolean(opcode == 0x88))
    case UInt8(ascii: "J"): push(.integer(Int(Int32(truncatingIfNeeded: try number(4)))))
    case UInt8(ascii: "K"): push(.integer(try number(1)))
    case UInt8(ascii: "M"): push(.integer(try number(2)))
    case 0x8A:
      let length = try number(1)
      guard length <= 8 else { throw Refusal() }
      let shift = 64 - 8 * length
      push(.integer(length == 0 ? 0 : (try number(length) << shift) >> shift))
    case UInt8(ascii: "G"):
      let bits = try take(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      push(.real(Double(bitPattern: bits)))
    default: return false
    }
    return true
  }

  /// Texts and bytes, in all lengths.
  private mutating func pushText(_ opcode: UInt8) throws(Refusal) -> Bool {
    let width: Int
    switch opcode {
    case 0x8C, UInt8(ascii: "C"), UInt8(ascii: "U"): width = 1
    case UInt8(ascii: "X"), UInt8(ascii: "B"), UInt8(ascii: "T"): width = 4
    case 0x8D, 0x8E: width = 8
    default: return false
    }
    let length = try number(width)
    push(.text(String(decoding: try take(length), as: UTF8.self)))
    return true
  }

  /// PROTO, FRAME, MARK, and what goes to and comes from the memory.
  private mutating func remember(_ opcode: UInt8) throws(Refusal) -> Bool {
    switch opcode {
    case 0x80: _ = try byte()
    case 0x95: _ = try take(8)
    case UInt8(ascii: "("): stack.append(.mark)
    case 0x94: try keep(at: memory.count)
    case UInt8(ascii: "q"): try keep(at: try number(1))
    case UInt8(ascii: "r"): try keep(at: try number(4))
    case UInt8(ascii: "h"): try recall(try number(1))
    case UInt8(ascii: "j"): try recall(try number(4))
    default: return false
    }
    return true
  }

  private mutating func keep(at place: Int) throws(Refusal) {
    guard let value = stack.last else { throw Refusal() }
    switch value {
    case .element, .name, .type: memory[place] = value
    // The others do not come twice in such an array; their places count.
    case .tuple, .list, .array, .mark: memory[place] = .mark
    }
  }

  private mutating func recall(_ place: Int) throws(Refusal) {
    guard let value = memory[place] else { throw Refusal() }
    if case .mark = value { throw Refusal() }
    stack.append(value)
  }

  /// What makes larger values of those on the stack.
  private mutating func combine(_ opcode: UInt8) throws(Refusal) {
    switch opcode {
    case UInt8(ascii: "c"): stack.append(.name(try line() + "." + line()))
    case 0x93:
      let name = try popName()
      stack.append(.name(try popName() + "." + name))
    case 0x85...0x87:
      let length = Int(opcode) - 0x84
      guard stack.count >= length else { throw Refusal() }
      let values = Array(stack.suffix(length))
      stack.removeLast(length)
      stack.append(.tuple(values))
    case UInt8(ascii: "t"): stack.append(.tuple(try popToMark()))
    case UInt8(ascii: ")"): stack.append(.tuple([]))
    case UInt8(ascii: "]"): stack.append(.list([]))
    case UInt8(ascii: "a"): try extend(with: [try pop()])
    case UInt8(ascii: "e"): try extend(with: try popToMark())
    case UInt8(ascii: "R"): try reduce()
    case UInt8(ascii: "b"): try build()
    case UInt8(ascii: "."):
      guard case .array(let elements?) = try pop(), stack.isEmpty else { throw Refusal() }
      result = elements
    default: throw Refusal()
    }
  }

  private mutating func extend(with values: [Value]) throws(Refusal) {
    guard case .list(var elements) = try pop() else { throw Refusal() }
    for value in values {
      guard case .element(let element) = value else { throw Refusal() }
      elements.append(element)
    }
    stack.append(.list(elements))
  }

  /// The call of a function: only its name is looked at.
  private mutating func reduce() throws(Refusal) {
    guard case .tuple(let arguments) = try pop(), case .name(let name) = try pop() else {
      throw Refusal()
    }
    switch name {
    case "numpy._core.multiarray._reconstruct", "numpy.core.multiarray._reconstruct":
      stack.append(.array(nil))
    case "numpy.dtype":
      guard case .element(.text("O8"))? = arguments.first else { throw Refusal() }
      stack.append(.type)
    case "numpy._core._internal._convert_to_stringdtype_kwargs": stack.append(.type)
    default: throw Refusal()
    }
  }

  /// The state of a type, which adds nothing, or of the array: (1, shape, type, order, elements).
  private mutating func build() throws(Refusal) {
    guard case .tuple(let state) = try pop() else { throw Refusal() }
    switch try pop() {
    case .type: stack.append(.type)
    case .array(nil):
      guard state.count == 5, case .type = state[2], case .list(let elements) = state[4] else {
        throw Refusal()
      }
      stack.append(.array(elements))
    default: throw Refusal()
    }
  }
}
