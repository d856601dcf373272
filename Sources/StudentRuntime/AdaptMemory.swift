import PackedFormat

extension OpenStudent {
  /// Keeps an answer when its margin is among the smallest.
  @inline(never)
  func keep(
    _ number: UInt32, margin: Int32, _ input: Bytes, _ outputs: Words, in state: AdaptState
  ) {
    guard let answer = state.makeRoom(for: margin) else { return }
    answer[0] = Int32(bitPattern: number)
    answer[1] = margin
    var output = 0
    while output != state.outputCount {
      answer[2 &+ output] = outputs[output]
      output = output &+ 1
    }
    state.vector(input, outputs.bytes).copyNarrowed(
      count: header.componentCount, to: (answer &+ (2 &+ output)).quanta(isWide: false))
  }
}

extension Vector {
  /// Copies elements as int8: those of 16 bits in 256 quanta.
  @inline(never)
  fileprivate func copyNarrowed(count: Int, to target: Quanta) {
    var index = 0
    while index != count {
      let value = self[index]
      target.store(isWide ? clamp((value &+ 128) &>> 8, from: -128, to: 127) : value, at: index)
      index = index &+ 1
    }
  }
}

extension AdaptState {
  /// z of an answer: before its outputs in the scratch memory, or the input.
  @inline(__always)
  fileprivate func vector(_ input: Bytes, _ outputs: Bytes) -> Vector {
    let distance = count(.vector)
    return Vector(
      start: distance == 0 ? input : outputs &+ (0 &- distance), isWide: self[.wide] != 0)
  }

  /// Calls `body` with the features of an answer: z as int8, and the constant.
  @inline(__always)
  func withFeatures<Result>(_ z: Vector, _ body: (Bytes) -> Result?) -> Result? {
    withUnsafeTemporaryAllocation(byteCount: 36, alignment: 4) { features in
      guard let start = features.baseAddress else { return nil }
      let target = Quanta(start: start, isWide: false)
      z.copyNarrowed(count: featureCount &- 1, to: target)
      target.store(self[.constant], at: featureCount &- 1)
      return body(Bytes(start: start))
    }
  }

  /// Makes room for an answer of a margin, behind those of smaller or equal ones; the last one leaves a
  /// full memory. nil where it would be the last.
  @inline(__always)
  fileprivate func makeRoom(for margin: Int32) -> Words? {
    let words = keptCount
    var rank = count(.kept)
    if self[.kept] == self[.capacity] {
      guard rank != 0, kept(rank &- 1)[1] > margin else { return nil }
      rank = rank &- 1
    } else {
      self[.kept] = self[.kept] &+ 1
    }
    var place = kept(rank)
    while rank != 0, (place &+ (0 &- words))[1] > margin {
      var word = words
      while word != 0 {
        word = word &- 1
        place[word] = (place &+ (0 &- words))[word]
      }
      place = place &+ (0 &- words)
      rank = rank &- 1
    }
    return place
  }

  /// Learns the label of a kept answer, and forgets the answer; `noLabel` forgets it alone.
  ///
  /// - Returns: Why it is refused; nil when it was learnt.
  @inline(never)
  func learn(rank: Int, label: Int) -> PackedFormatError? {
    guard rank < count(.kept) else { return .inputCount }
    var place = kept(rank)
    if label != Self.noLabel {
      guard label < outputCount, self[.updates] != self[.mostUpdates] else { return .parameter }
      let z = Vector(start: (place &+ (2 &+ outputCount)).bytes, isWide: false)
      withFeatures(z) { learn($0, place &+ 2, label: label) }
    }
    let words = keptCount
    var left = (count(.kept) &- 1 &- rank) &* words
    while left != 0 {
      place[0] = place[words]
      place = place &+ 1
      left = left &- 1
    }
    self[.kept] = self[.kept] &- 1
    return nil
  }

  /// Decides whether what was learnt is used: with fewer errors.
  @inline(__always)
  func commit() -> Bool {
    let isUsed = self[.adaptedWrong] < self[.wrong]
    self[.inUse] = isUsed ? 1 : 0
    return isUsed
  }
}

// MARK: - A state in memory of the right size

extension OpenStudent {
  /// The state at the start of its memory; nil where it is of another student.
  @inline(__always)
  func adaptState(_ start: UnsafeMutablePointer<Int32>?, _ file: Bytes) -> AdaptState? {
    guard let start else { return nil }
    let state = AdaptState(words: Words(start: start))
    return UInt32(bitPattern: state[.owner]) == owner(file) ? state : nil
  }

  /// Words of the state; 0 for a student that does not learn.
  func adaptWordCount(keeping count: Int, _ file: Bytes) -> Int {
    guard header.outputCount > 1, place(of: .adaptation, file) != nil else { return 0 }
    let (features, outputs) = (header.componentCount &+ 1, header.outputCount)
    return AdaptState.headCount &+ ((features &* (features &+ 1)) &>> 1)
      &+ (features &+ 1) &* outputs &+ count &* (2 &+ outputs &+ ((features &+ 2) &>> 2))
  }

  /// Begins to learn in memory of `size` bytes.
  ///
  /// - Returns: Why it is refused; nil when it has begun.
  @inline(never)
  func beginAdapting(
    _ start: UnsafeMutablePointer<Int32>, _ size: Int, keeping count: Int, _ file: Bytes
  ) -> PackedFormatError? {
    let needed = adaptWordCount(keeping: count, file)
    guard needed != 0 else { return .section }
    guard UInt(bitPattern: size) &>> 2 >= UInt(bitPattern: needed) else { return .scratch }
    let state = AdaptState(words: Words(start: start))
    let prior = fillHead(of: state, keeping: count, file)
    var left = state.weightCount &+ ((state.featureCount &* (state.featureCount &+ 1)) &>> 1)
    while left != 0 {
      left = left &- 1
      state.weights[left] = 0
    }
    var (row, entry) = (0, state.covariance)
    while row != state.featureCount {
      entry[0] = prior
      row = row &+ 1
      entry = entry &+ (row &+ 1)
    }
    return nil
  }

  /// Begins with what was saved.
  ///
  /// - Returns: Why it is refused; nil when it has begun.
  @inline(never)
  func load(
    _ delta: UnsafeRawPointer?, _ deltaSize: Int, _ start: UnsafeMutablePointer<Int32>, _ size: Int,
    keeping count: Int, _ file: Bytes
  ) -> PackedFormatError? {
    if let error = beginAdapting(start, size, keeping: count, file) { return error }
    let state = AdaptState(words: Words(start: start))
    if let delta, deltaSize == state.deltaByteCount, state.load(from: delta) { return nil }
    _ = beginAdapting(start, size, keeping: count, file)
    return .delta
  }

  /// The outputs of an answer as they are used, in the state; nil where the student's are.
  @inline(__always)
  func adapt(_ input: Bytes, _ outputs: Words, _ state: AdaptState) -> Words? {
    guard state[.inUse] != 0 else { return nil }
    let z = state.vector(input, outputs.bytes)
    guard z.isWide else { return state.adapt(z.start, outputs) }
    return state.withFeatures(z) { state.adapt($0, outputs) }
  }
}
