import PackedFormat
import SignalFrontEnd

extension OpenStudent {
  /// The verdict of an answer that is not of a foreign input.
  @inline(__always)
  func verdict(_ file: Bytes, margin: Int32) -> AnswerVerdict {
    header.sections.limits.contains(.margin) && margin < file.int32(starts[.limits])
      ? .doubtful : .sure
  }

  /// The verdict of an answer that was moved: a foreign input stays one.
  @inline(__always)
  func verdict(_ file: Bytes, after verdict: AnswerVerdict, margin: Int32) -> AnswerVerdict {
    verdict == .foreign ? .foreign : self.verdict(file, margin: margin)
  }
}

/// Whether an input is unlike what the student has seen.
///
/// - Parameters:
///   - file: The student.
///   - limits: Its limits.
///   - projection: Where its projection starts, where it has one.
///   - count: Inputs, n.
///   - input: n quantised values.
///   - z: d components; the input itself without a projection.
///   - region: 0 ..< k.
///   - score: That of the region; 0 for the first.
/// - Complexity: O(n + d).
@inline(never)
func isForeign(
  _ file: Bytes, _ limits: LimitsLayout, projection: Int, count: Int, _ input: Vector, _ z: Vector,
  region: Int, score: Int32
) -> Bool {
  if limits.parts.contains(.distances), isFar(file, limits, z, region: region, score: score) {
    return true
  }
  guard limits.parts.contains(.energy) || limits.parts.contains(.deviation) else {
    return false
  }
  let energy = input.energy(count: count)
  if limits.parts.contains(.energy) {
    let inside = energyInside(file &+ projection, file, limits, z)
    if energy > inside,
      energy &- inside
        > UInt64(high: file.word(limits.energy &+ 4), low: file.word(limits.energy))
    {
      return true
    }
  }
  guard limits.parts.contains(.deviation) else { return false }
  let least = UInt64(word: file.word(limits.deviation))
  return energy &<< 16 < least &* least
    &* UInt64(word: UInt32(truncatingIfNeeded: count))
}

/// Whether z is too far from the centre of its region.
@inline(__always)
private func isFar(
  _ file: Bytes, _ limits: LimitsLayout, _ z: Vector, region: Int, score: Int32
) -> Bool {
  let centre = Vector(start: file &+ limits.centre, isWide: z.isWide)
  var (sum, index) = (UInt64(word: 0), 0)
  repeat {
    sum = sum &+ square(z[index] &- centre[index])
    index = index &+ 1
  } while index != limits.componentCount
  sum = sum &>> UInt64(word: file.word(limits.distanceUnit))
  let nearer = requantize(
    score, multiplier: file.int32(limits.score), shift: file.uint8(limits.score &+ 4))
  let distance = Int64(bitPattern: sum) &- Int64(word: nearer)
  return distance > Int64(bitPattern: UInt64(word: file.word(limits.distances &+ 4 &* region)))
}

/// The energy of an input that its components hold; sums are modulo 2⁶⁴.
@inline(__always)
private func energyInside(
  _ biases: Bytes, _ file: Bytes, _ limits: LimitsLayout, _ z: Vector
) -> UInt64 {
  let count = limits.componentCount
  let (multipliers, shifts) = (biases &+ 4 &* count, biases &+ 8 &* count)
  let top: Int32 = z.isWide ? 32_767 : 127
  var (held, index) = (UInt64(word: 0), 0)
  repeat {
    let zero = requantize(
      biases.int32(4 &* index), multiplier: multipliers.int32(4 &* index),
      shift: shifts.uint8(index))
    let moved = z[index] &- clamp(zero, from: 0 &- top, to: top)
    held =
      held &+ square(moved) &* UInt64(word: file.word(limits.energyMultipliers &+ 4 &* index))
    index = index &+ 1
  } while index != count
  return held &>> UInt64(word: file.word(limits.energy &+ 8))
}

extension Vector {
  /// The sum of the squares of `count` elements, at least 1; below 2⁴⁴.
  @inline(__always)
  fileprivate func energy(count: Int) -> UInt64 {
    var (sum, index) = (UInt64(word: 0), 0)
    repeat {
      sum = sum &+ square(self[index])
      index = index &+ 1
    } while index != count
    return sum
  }
}

/// The square of an integer of magnitude below 2¹⁷.
@inline(__always)
private func square(_ value: Int32) -> UInt64 {
  let size = UInt64(word: value < 0 ? UInt32(bitPattern: 0 &- value) : UInt32(bitPattern: value))
  return size &* size
}
