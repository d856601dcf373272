// The one file of this module that looks at values as bytes.

/// Bytes that one rank sends to the others. All ranks have one architecture, so numbers go as they are.
public struct RankMessage: Sendable {
  /// All of it.
  public private(set) var bytes: [UInt8]
  private var position = 0

  /// A message to be written, or one that came.
  public init(_ bytes: [UInt8] = []) { self.bytes = bytes }

  /// Appends `numbers`, without how many there are.
  public mutating func append<Number: BitwiseCopyable>(_ numbers: [Number]) {
    numbers.withUnsafeBytes { bytes.append(contentsOf: $0) }
  }

  /// Takes the next `count` numbers of a `type`, as they were appended.
  ///
  /// - Precondition: they are there.
  public mutating func take<Number: BitwiseCopyable>(
    _ count: Int, of type: Number.Type = Number.self
  ) -> [Number] {
    let size = count * MemoryLayout<Number>.stride
    precondition(size <= bytes.count - position, "a message of another version")
    // All empty arrays are one, whose count must not be written by several threads.
    guard count > 0 else { return [] }
    defer { position += size }
    return [Number](unsafeUninitializedCapacity: count) { buffer, initialized in
      bytes.withUnsafeBytes { all in
        UnsafeMutableRawBufferPointer(buffer)
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: all[position..<position + size]))
      }
      initialized = count
    }
  }

  /// Takes the next number, of a `type`.
  public mutating func take<Number: BitwiseCopyable>(_ type: Number.Type = Number.self) -> Number {
    take(1, of: type)[0]
  }
}

extension RankMessage {
  /// Appends `values`, one after the other.
  public mutating func append<each Value: Exchangeable>(values: repeat each Value) {
    repeat (each values).write(to: &self)
  }

  /// Takes values as they were appended.
  public mutating func values<each Value: Exchangeable>() -> (repeat each Value) {
    (repeat (each Value)(from: &self))
  }
}

/// A value that one rank sends to the others.
public protocol Exchangeable: Sendable {
  /// Appends the value to `message`.
  func write(to message: inout RankMessage)
  /// Takes a value from `message`, as `write` appended it.
  init(from message: inout RankMessage)

  /// Appends several `values` to `message`, without how many there are.
  static func write(_ values: [Self], to message: inout RankMessage)
  /// Takes `count` values from `message`, as they were appended.
  static func values(_ count: Int, from message: inout RankMessage) -> [Self]
}

extension Exchangeable {
  public static func write(_ values: [Self], to message: inout RankMessage) {
    for value in values { value.write(to: &message) }
  }

  public static func values(_ count: Int, from message: inout RankMessage) -> [Self] {
    (0..<count).map { _ in Self(from: &message) }
  }
}

/// A number, which goes as its bytes.
public protocol ExchangeableNumber: Exchangeable, BitwiseCopyable {}

extension ExchangeableNumber {
  public func write(to message: inout RankMessage) { message.append([self]) }
  public init(from message: inout RankMessage) { self = message.take(Self.self) }
  public static func write(_ values: [Self], to message: inout RankMessage) {
    message.append(values)
  }
  public static func values(_ count: Int, from message: inout RankMessage) -> [Self] {
    message.take(count, of: Self.self)
  }
}

extension Int: ExchangeableNumber {}
extension Int32: ExchangeableNumber {}
extension UInt8: ExchangeableNumber {}
extension UInt32: ExchangeableNumber {}
extension UInt64: ExchangeableNumber {}
extension Bool: ExchangeableNumber {}
extension Float: ExchangeableNumber {}
extension Double: ExchangeableNumber {}

extension Array: Exchangeable where Element: Exchangeable {
  public func write(to message: inout RankMessage) {
    message.append([count])
    Element.write(self, to: &message)
  }
  public init(from message: inout RankMessage) {
    self = Element.values(message.take(Int.self), from: &message)
  }
}

extension Optional: Exchangeable where Wrapped: Exchangeable {
  public func write(to message: inout RankMessage) {
    message.append([self != nil])
    self?.write(to: &message)
  }
  public init(from message: inout RankMessage) {
    self = message.take(Bool.self) ? .some(Wrapped(from: &message)) : .none
  }
}

extension String: Exchangeable {
  public func write(to message: inout RankMessage) { Array(utf8).write(to: &message) }
  public init(from message: inout RankMessage) {
    self.init(decoding: [UInt8](from: &message), as: UTF8.self)
  }
}

extension Matrix: Exchangeable where Scalar: Exchangeable {
  public func write(to message: inout RankMessage) {
    message.append([rowCount, columnCount])
    elements.write(to: &message)
  }
  public init(from message: inout RankMessage) {
    let shape = message.take(2, of: Int.self)
    self.init(rowCount: shape[0], columnCount: shape[1], elements: [Scalar](from: &message))
  }
}
