extension BeatState {
  /// Moves the latest samples to the start of their memory.
  @inline(never)
  private mutating func moveSamples(in memory: Signal) {
    var from = Int(settings.end) &- Int(settings.kept)
    var to = 0
    while from != Int(settings.end) {
      memory[to] = memory[from]
      (to, from) = (to &+ 1, from &+ 1)
    }
    at = settings.kept
  }

  /// Takes a sample into the energy of slopes over the integration.
  ///
  /// The energy is below 2³¹: a slope fits 16 bits, and its square is shifted by one bit more than the
  /// integration has.
  ///
  /// - Returns: The slope.
  @inline(__always)
  private mutating func take(_ value: Int32, _ memory: Signal) -> UInt32 {
    if at == settings.end { moveSamples(in: memory) }
    let newest = Int(at)
    let (box, lagged) = (Int(settings.box), newest &- Int(settings.lag))
    let place = Int(settings.end) &+ Int(slopeAt)
    let oldest = UInt32(bitPattern: memory[place]) & 65_535
    difference =
      difference &+ value &- memory[newest &- box] &- memory[lagged] &+ memory[lagged &- box]
    let magnitude = UInt32(bitPattern: difference < 0 ? 0 &- difference : difference)
    let slope = min(magnitude &>> UInt32(settings.slopeShift), 65_535)
    let shift = UInt32(settings.squareShift)
    energy = energy &+ ((slope &* slope) &>> shift) &- ((oldest &* oldest) &>> shift)
    at = at &+ 1
    slopeAt = slopeAt &+ 1 == settings.integration ? 0 : slopeAt &+ 1
    memory[newest] = value
    memory[place] = Int32(bitPattern: slope)
    now = now &+ 1
    return slope
  }

  /// Takes a sample, and follows the energy to its maximum.
  @inline(__always)
  mutating func followEnergy(_ value: Int32, _ memory: Signal) {
    let earlier = energy
    let slope = take(value, memory)
    if slope > steepest { steepest = slope }
    guard energy > top.energy, top.energy != 0 || energy > earlier else { return }
    // What is due with this sample sets the next one afterwards.
    let begins = top.energy == 0 && due != now
    top = BeatPeak(energy: energy, place: now, slope: steepest)
    if begins { setDue() }
  }
}
