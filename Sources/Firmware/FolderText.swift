internal import PackedFormat

extension FirmwareSource {
  /// The class names in a generated C file, which is not validated. A caller generates the file
  /// again with them and compares.
  ///
  /// - Parameter file: the bytes of `src/NAME.c`.
  /// - Returns: nil when there are none.
  /// - Complexity: O(bytes).
  public static func classNames(inSource file: [UInt8]) -> [String]? {
    file.names(of: "_class_names[")
  }

  /// The names of features in a generated C file, likewise.
  ///
  /// - Parameter file: the bytes of `src/NAME.c`.
  /// - Returns: nil when there are none.
  /// - Complexity: O(bytes).
  public static func featureNames(inSource file: [UInt8]) -> [String]? {
    file.names(of: "_feature_names[")
  }
}

extension ProofVectors {
  /// The most vectors of a folder.
  public static let maximumCount = 4_096

  /// Makes the proof of a generated folder again. Random inputs come from their seed, rows of a
  /// dump from the file. The answers are the student's.
  ///
  /// - Parameters:
  ///   - file: the bytes of `test/vectors.c`.
  ///   - bytes: the packed student.
  /// - Returns: nil when the file does not state where its inputs come from, or lacks them.
  /// - Complexity: O(bytes + N inferences).
  public init?(inSource file: [UInt8], student bytes: [UInt8]) {
    guard let line = file.split(separator: UInt8(ascii: "\n"), maxSplits: 1).first,
      let colon = line.firstIndex(of: UInt8(ascii: ":")), line.last == UInt8(ascii: "."),
      let origin = ProofOrigin(
        String(decoding: line[colon...].dropFirst(2).dropLast(), as: UTF8.self)),
      let run = try? ProofRun(bytes)
    else { return nil }
    let count = origin.given + origin.random
    do throws(FirmwareError) {
      guard origin.given > 0 else {
        try self.init(student: bytes, count: count, seed: origin.seed)
        return
      }
      guard
        let windows = file.initializer(of: "_vector_inputs[")?.windows(
          origin.given * run.header.windowCount, of: FrontEndFacts(run.header, in: bytes).proofType)
      else { return nil }
      try self.init(student: bytes, windows: windows, count: count, seed: origin.seed)
    } catch {
      return nil
    }
  }
}

extension [UInt8] {
  /// The literals of an array, a line each.
  fileprivate func names(of array: String) -> [String]? {
    initializer(of: array)?.split(separator: UInt8(ascii: "\n")).map { line in
      CText.text(ofLiteral: line.drop { $0 == UInt8(ascii: " ") })
    }
  }

  /// The text in the braces after the last occurrence of `name`.
  fileprivate func initializer(of name: String) -> ArraySlice<UInt8>? {
    let name = Array(name.utf8)
    guard count >= name.count,
      let start = indices.dropLast(name.count - 1).last(where: {
        self[$0] == name[0] && self[$0...].starts(with: name)
      }), let opening = self[start...].firstIndex(of: UInt8(ascii: "{")),
      let closing = self[opening...].indices.first(where: {
        self[$0] == UInt8(ascii: "\n") && self[$0...].starts(with: "\n};".utf8)
      })
    else { return nil }
    return self[(opening + 1)..<closing]
  }
}

extension ArraySlice<UInt8> {
  /// The first numbers of a table of windows; nil when there are fewer.
  fileprivate func windows(_ count: Int, of type: WindowType) -> ProofWindows? {
    switch type {
    case .f32: words(count).map(ProofWindows.floats)
    case .i16: integers(count).map(ProofWindows.counts)
    case .i32: integers(count).map(ProofWindows.integers)
    }
  }

  /// The first floats of a table of patterns `0x3f800000u`; nil when there are fewer.
  private func words(_ count: Int) -> [Float]? {
    var values: [Float] = []
    var rest = self
    while values.count < count, let mark = rest.firstIndex(of: UInt8(ascii: "x")) {
      let digits = rest[mark...].dropFirst().prefix(8)
      guard let bits = UInt32(String(decoding: digits, as: UTF8.self), radix: 16) else {
        return nil
      }
      values.append(Float(bitPattern: bits))
      rest = rest[digits.endIndex...]
    }
    return values.count == count ? values : nil
  }

  /// The first integers of a table; nil when there are fewer.
  private func integers<Number: FixedWidthInteger>(_ count: Int) -> [Number]? {
    let isPart: (UInt8) -> Bool = { $0 == UInt8(ascii: "-") || UInt8(ascii: "0")...57 ~= $0 }
    var values: [Number] = []
    var rest = self
    while values.count < count, let start = rest.firstIndex(where: isPart) {
      let digits = rest[start...].prefix(while: isPart)
      guard let value = Number(String(decoding: digits, as: UTF8.self)) else { return nil }
      values.append(value)
      rest = rest[digits.endIndex...]
    }
    return values.count == count ? values : nil
  }
}

extension CText {
  /// The text of a literal of `literal(_:)`, which a comma may follow.
  fileprivate static func text(ofLiteral literal: ArraySlice<UInt8>) -> String {
    var bytes: [UInt8] = []
    var rest = literal.dropFirst()
    while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
      guard byte == UInt8(ascii: "\\") else {
        bytes.append(byte)
        continue
      }
      bytes.append(rest.prefix(3).reduce(0) { $0 << 3 | ($1 & 7) })
      rest = rest.dropFirst(3)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
