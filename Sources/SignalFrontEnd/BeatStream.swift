extension BeatState {
  /// Takes a sample.
  ///
  /// - Parameters:
  ///   - value: The sample, an int16.
  ///   - memory: The `settings.memoryCount` samples behind the state.
  /// - Returns: A beat whose window is complete now; nil where none is.
  /// - Complexity: O(1), and O(cut + integration) where a maximum of the energy is judged.
  @inline(__always)
  public mutating func push(_ value: Int32, _ memory: Signal) -> FoundBeat? {
    followEnergy(value, memory)
    return now == due ? examine(memory) : nil
  }

  /// Does what is due with the newest sample.
  @inline(never)
  private mutating func examine(_ memory: Signal) -> FoundBeat? {
    endClimb()
    let beat = endsSearch(memory) ? endSearch(memory) : nil
    setDue()
    return beat
  }

  /// Ends the climb of a maximum that nothing exceeded for the refractory time: it waits to be judged.
  @inline(__always)
  private mutating func endClimb() {
    guard top.energy != 0, now &- top.place >= UInt32(settings.refractory) else { return }
    waiting = top
    top.energy = 0
    steepest = 0
  }

  /// Whether the search ends with the newest sample, with the held beat or without one.
  @inline(__always)
  private mutating func endsSearch(_ memory: Signal) -> Bool {
    guard !isLearning else {
      learn()
      return false
    }
    if waiting.energy != 0, now &- waiting.place >= UInt32(settings.hold) { return judge(memory) }
    return now &- origin >= patience
  }

  /// Notes when the next maximum may end its climb or is judged, or the search goes back. Until then a
  /// sample is followed, and nothing else.
  @inline(never)
  mutating func setDue() {
    var left = left(.max, until: patience, after: origin)
    if top.energy != 0 {
      left = self.left(left, until: UInt32(settings.refractory), after: top.place)
    }
    if waiting.energy != 0 {
      left = self.left(left, until: UInt32(settings.hold), after: waiting.place)
    }
    due = now &+ left
  }

  /// The fewer of `left` and the samples until `count` samples have passed since `place`, at least 1.
  @inline(__always)
  private func left(_ left: UInt32, until count: UInt32, after place: UInt32) -> UInt32 {
    let samples = Int32(bitPattern: place &+ count &- now)
    return samples < 1 ? 1 : min(UInt32(bitPattern: samples), left)
  }

  /// What the end of a search completes: with features of intervals the beat before, otherwise the one
  /// that was found.
  @inline(__always)
  private mutating func endSearch(_ memory: Signal) -> FoundBeat? {
    guard held.energy != 0 else {
      let interval = BeatIntervals.between(lastPlace, now)
      let place = lastPlace
      lowerSignal()
      return isPending ? complete(place, post: interval, memory) : nil
    }
    let place = lastPlace
    let interval = noteBeat()
    let answer = isPending ? complete(place, post: interval, memory) : nil
    if last.energy != 0 { intervals.add(interval) }
    (last, lastPlace) = (held, heldPlace)
    held.energy = 0
    guard settings.awaitsNext else {
      return FoundBeat(place: lastPlace, window: Int(truncatingIfNeeded: heldCut))
    }
    (heldCut, pendingCut) = (pendingCut, heldCut)
    isPending = true
    return answer
  }

  /// Completes the pending beat with the samples to the next one.
  private mutating func complete(_ place: UInt32, post: UInt32, _ memory: Signal) -> FoundBeat {
    let window = Int(truncatingIfNeeded: pendingCut)
    intervals.put(post: post, into: memory, at: window &+ settings.cutCount)
    isPending = false
    return FoundBeat(place: place, window: window)
  }
}
