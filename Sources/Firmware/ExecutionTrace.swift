internal import Resources

/// What a function of a program executed in an emulator, instruction by instruction: the output of
/// `Runtime/QEMU/trace.c`.
public struct ExecutionTrace: Sendable, Equatable {
  /// An executed address.
  struct Step: Sendable, Equatable {
    /// Where the instruction lies.
    let address: Int
    /// How often it ran.
    let executed: Int
    /// How often the next instruction was not the one behind it.
    let taken: Int
    /// How often the instruction before it was not the one in front of it.
    let entered: Int
    /// Loads of it from the region of code, where flash is.
    let reads: Int
  }

  /// The source of the plugin, in C.
  public static let plugin = ResourceFolder.firmware["trace.c"]

  /// How often the function ran to its end.
  public let calls: Int
  /// The executed instructions, by ascending address.
  let steps: [Step]
  /// Instructions of all calls.
  public var instructions: Int { steps.reduce(0) { $0 + $1.executed } }

  /// Reads a trace.
  ///
  /// - Parameter output: a line `calls N FEWEST MOST`, and one for each address: ADDRESS in
  ///   hexadecimal, EXECUTED, TAKEN, ENTERED, READS.
  /// - Returns: nil when a line is of another form, or no call ran to its end.
  public init?(parsing output: String) {
    var lines = output.split(separator: "\n")[...]
    guard let first = lines.popFirst()?.split(separator: " "), first.count == 4,
      first[0] == "calls",
      let calls = Int(first[1]), calls > 0
    else { return nil }
    var steps: [Step] = []
    for line in lines {
      let words = line.split(separator: " ")
      let numbers = words.dropFirst().compactMap { Int($0) }.filter { $0 >= 0 }
      guard words.count == 5, numbers.count == 4, let address = Int(words[0], radix: 16),
        numbers[1] <= numbers[0], numbers[2] <= numbers[0]
      else { return nil }
      steps.append(
        Step(
          address: address, executed: numbers[0], taken: numbers[1], entered: numbers[2],
          reads: numbers[3]))
    }
    guard !steps.isEmpty else { return nil }
    self.calls = calls
    self.steps = steps.sorted { $0.address < $1.address }
  }
}
