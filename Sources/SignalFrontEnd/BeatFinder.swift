extension BeatState {
  /// So many samples after a beat its distance no longer grows.
  private static var longestMemory: UInt32 { 65_536 }

  /// Cuts the samples around the peak of a maximum that is judged now, and holds it.
  @inline(never)
  private mutating func hold(_ maximum: BeatPeak, _ memory: Signal) {
    let age = refinedAge(Int(truncatingIfNeeded: now &- maximum.place), memory)
    held = maximum
    heldPlace = now &- UInt32(truncatingIfNeeded: age)
    var from = Int(at) &- 1 &- age &- Int(settings.before)
    var to = Int(truncatingIfNeeded: heldCut)
    let end = to &+ settings.cutCount
    while to != end {
      memory[to] = memory[from]
      (to, from) = (to &+ 1, from &+ 1)
    }
  }

  /// Takes the held maximum as a beat.
  ///
  /// - Returns: The interval from the last one.
  mutating func noteBeat() -> UInt32 {
    let interval = BeatIntervals.between(lastPlace, heldPlace)
    noteSignal(held.energy)
    if last.energy != 0 {
      usual = usual == 0 ? interval : usual &- (usual &>> 3) &+ (interval &>> 3)
    }
    patience =
      UInt32(settings.hold) &+ max(UInt32(settings.search), usual &+ (usual &>> 1))
    origin = held.place
    return interval
  }

  /// Whether a maximum is a T wave: of lower slope than the beat that it follows soon.
  @inline(__always)
  private func isWave(_ maximum: BeatPeak) -> Bool {
    last.energy != 0 && maximum.place &- last.place < UInt32(settings.wave)
      && maximum.slope < last.slope &>> 1
  }

  /// Whether the maximum that waits is a beat, which is then held. One that is half as high as it would
  /// have to be is held, too, in case that nothing better comes.
  mutating func judge(_ memory: Signal) -> Bool {
    let maximum = waiting
    waiting.energy = 0
    let least = leastEnergy
    let mayBe = !isWave(maximum)
    let isBeat = mayBe && maximum.energy > least
    if isBeat || (mayBe && maximum.energy > max(least &>> 1, held.energy)) {
      hold(maximum, memory)
    }
    if !isBeat { noteNoise(maximum.energy) }
    return isBeat
  }

  /// Learns the first levels: those of the largest maximum, once the samples before the first one are no
  /// longer in it.
  mutating func learn() {
    let samples = now &- origin
    if samples > UInt32(settings.kept), waiting.energy > signal {
      signal = waiting.energy
      noise = signal &>> 3
    }
    waiting.energy = 0
    guard samples >= patience else { return }
    isLearning = false
    origin = now
    patience = UInt32(settings.hold) &+ UInt32(settings.search)
  }

  /// Notes that the search went back and found nothing: the signal has become smaller.
  mutating func lowerSignal() {
    signal = signal &- (signal &>> 1)
    origin = now
    if now &- last.place > Self.longestMemory {
      last.place = now &- Self.longestMemory
      lastPlace = last.place
    }
  }
}
