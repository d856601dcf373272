import PackedFormat

/// The state of learning, in words of the caller. Behind the head lie W, a row of outputs for each
/// feature; the lower triangle of P, row after row; the adapted outputs; and the kept answers.
struct AdaptState {
  /// The words of the head. A delta has those before `margin`, and W.
  enum Field: Int {
    case magic, owner, identifier, identifierEnd
    /// d + 1.
    case features
    /// C.
    case outputs
    /// 1 where the adapted outputs are in use.
    case inUse
    case updates
    /// How often the outputs of the student were wrong, before the updates.
    case wrong
    case adaptedWrong
    case margin, covarianceLimit, weightLimit, constant
    /// 0 … 7; up to 7, the margin >> unit is below 2¹².
    case unit
    case mostUpdates, capacity
    /// Answers, of smallest margins, in their order.
    case kept
    /// Bytes from z to the outputs of an answer, 0 when z is the input; and 1 where z has 16 bits.
    case vector, wide
  }

  /// Words of the head.
  static var headCount: Int { 20 }
  /// Words of the head that a delta has.
  static var savedCount: Int { 10 }
  /// Those of them that are of the student.
  static var identityCount: Int { 6 }
  /// The first word of a delta.
  static var magic: Int32 { 0x3252_5354 }
  /// What the rule is proved for (Docs/Format.md, Learning): the magnitude of P and of W.
  static var largestEntry: Int32 { 1 << 18 }
  /// The largest constant.
  static var largestConstant: Int32 { 64 }
  /// The largest unit.
  static var largestUnit: Int32 { 7 }
  /// The largest step in units.
  static var largestStep: UInt32 { 32_767 }
  /// Bits of the margin in units.
  static var marginBitCount: Int32 { 12 }
  /// The label that forgets an answer.
  static var noLabel: Int { 0xFFFF }

  /// The first word.
  let words: Words

  /// A word of the head.
  @inline(__always)
  subscript(_ field: Field) -> Int32 {
    get { words[field.rawValue] }
    nonmutating set { words[field.rawValue] = newValue }
  }

  /// A count of the head.
  @inline(__always)
  func count(_ field: Field) -> Int { Int(truncatingIfNeeded: words[field.rawValue]) }

  /// d + 1.
  @inline(__always) var featureCount: Int { count(.features) }
  /// C.
  @inline(__always) var outputCount: Int { count(.outputs) }
  /// Words of W.
  @inline(__always) var weightCount: Int { featureCount &* outputCount }
  /// W.
  @inline(__always) var weights: Words { words &+ Self.headCount }
  /// The lower triangle of P.
  @inline(__always) var covariance: Words { weights &+ weightCount }
  /// The adapted outputs.
  @inline(never) var outputs: Words {
    covariance &+ ((featureCount &* (featureCount &+ 1)) &>> 1)
  }
  /// Words of a kept answer: number, margin, outputs, and z in int8.
  @inline(__always) var keptCount: Int { 2 &+ outputCount &+ ((featureCount &+ 2) &>> 2) }

  /// The kept answer at `rank`, or where it would be.
  @inline(__always)
  func kept(_ rank: Int) -> Words { outputs &+ (outputCount &+ rank &* keptCount) }

  /// Words of a state that keeps `count` answers.
  @inline(__always)
  func wordCount(keeping count: Int) -> Int {
    Self.headCount &+ weightCount &+ ((featureCount &* (featureCount &+ 1)) &>> 1) &+ outputCount
      &+ count &* keptCount
  }

  /// Bytes of a delta.
  @inline(__always) var deltaByteCount: Int { 4 &* (Self.savedCount &+ weightCount &+ 1) }
}

extension OpenStudent {
  /// Fills the head of a state.
  ///
  /// - Returns: The prior of P; 0 for a student that does not learn.
  @inline(never)
  func fillHead(of state: AdaptState, keeping count: Int, _ file: Bytes) -> Int32 {
    guard header.outputCount > 1, let place = place(of: .adaptation, file) else { return 0 }
    let section = file &+ place
    let identifier = file &+ (Int(truncatingIfNeeded: header.length) &- 12)
    let limits = (covariance: limit(section.int32(12)), weights: limit(section.int32(16)))
    state[.magic] = AdaptState.magic
    state[.owner] = identifier.int32(8)
    state[.identifier] = identifier.int32(0)
    state[.identifierEnd] = identifier.int32(4)
    state[.features] = Int32(truncatingIfNeeded: header.componentCount &+ 1)
    state[.outputs] = Int32(truncatingIfNeeded: header.outputCount)
    (state[.inUse], state[.updates], state[.wrong], state[.adaptedWrong]) = (0, 0, 0, 0)
    state[.margin] = section.int32(8)
    (state[.covarianceLimit], state[.weightLimit]) = limits
    let constant = Int32(truncatingIfNeeded: section.uint16(0))
    state[.constant] = constant < AdaptState.largestConstant ? constant : AdaptState.largestConstant
    let bits = bitCount(UInt32(bitPattern: state[.margin])) &- AdaptState.marginBitCount
    state[.unit] = clamp(bits, from: 0, to: AdaptState.largestUnit)
    state[.mostUpdates] = Int32(truncatingIfNeeded: section.uint16(2))
    state[.capacity] = Int32(truncatingIfNeeded: count)
    state[.kept] = 0
    state[.vector] =
      header.shape.section(.projection).isThere
      ? Int32(truncatingIfNeeded: 4 &* layout.outputs.lowerBound) : 0
    state[.wide] = header.componentBits == 16 ? 1 : 0
    let prior = limit(section.int32(4))
    return prior < limits.covariance ? prior : limits.covariance
  }
}

/// A number of the section as the rule takes it.
@inline(__always)
private func limit(_ value: Int32) -> Int32 {
  value < AdaptState.largestEntry ? value : AdaptState.largestEntry
}

/// The least e with `value` < 2^e.
@inline(never)
func bitCount(_ value: UInt32) -> Int32 {
  var (bits, rest) = (Int32(0), value)
  while rest != 0 {
    rest = rest &>> 1
    bits = bits &+ 1
  }
  return bits
}
