extension BeatState {
  /// The age of the peak whose energy was largest `age` samples ago: where twice the samples around it
  /// differ most from those on both sides of them.
  ///
  /// - Complexity: O(integration + box).
  @inline(never)
  func refinedAge(_ age: Int, _ memory: Signal) -> Int {
    let half = Int(settings.box) &>> 1
    let reach = 3 &* half &+ 1
    let integration = Int(settings.integration)
    let earliest = age &+ Int(settings.delay) &+ integration
    var middle = Int(at) &- 1 &- earliest
    var curve: Int32 = 0
    var index = 0 &- reach
    while index <= reach {
      let value = memory[middle &+ index]
      curve = curve &+ (index < 0 &- half || index > half ? 0 &- value : 2 &* value)
      index = index &+ 1
    }
    var (place, best, most) = (0, 0, Int32(0))
    while place <= integration {
      let magnitude = curve < 0 ? 0 &- curve : curve
      if magnitude > most { (best, most) = (place, magnitude) }
      curve =
        curve &+ 3 &* (memory[middle &+ half &+ 1] &- memory[middle &- half])
        &+ memory[middle &- reach] &- memory[middle &+ reach &+ 1]
      (place, middle) = (place &+ 1, middle &+ 1)
    }
    return earliest &- best
  }
}
