import SignalFrontEnd
import Testing

@Suite("Transform of segments")
struct SegmentTransformTests {
  /// The largest magnitude of a factor of a product, over all values before the last join.
  @Test("the worst tone stays below what its comments prove")
  func largestValues() {
    let length = 256
    var memory = [Int32](repeating: 0, count: 2 * length)
    var largest = 0.0
    memory.withUnsafeMutableBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      let scratch = Scratch(start)
      let transform = SegmentTransform(
        real: scratch.words(from: 0), imaginary: scratch.words(from: length), length: length)
      for phase in 0..<2 {
        var window = [Int16](repeating: 2_048, count: 2 * length)
        if phase == 1 { for index in stride(from: 0, to: 512, by: 2) { window[index] = -2_048 } }
        window.withUnsafeMutableBufferPointer { memory in
          guard let first = memory.baseAddress else { return }
          transform.load(Signal(first, count: 512), 0, 256)
          transform.run()
        }
        for bin in 0..<length {
          let (x, y) = (Double(transform.real[bin]), Double(transform.imaginary[bin]))
          largest = max(largest, (x * x + y * y).squareRoot())
        }
      }
    }
    #expect(largest <= 371_528)
    #expect(largest >= 371_528 / 2)
  }
}
