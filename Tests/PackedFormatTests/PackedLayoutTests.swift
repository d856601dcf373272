import PackedFormat
import Testing

@Suite("Layout and sizes")
struct PackedLayoutTests {
  @Test("the example of the format page takes 2,592 bytes")
  func exampleOfTheFormat() throws {
    let shape = PackedShape(inputCount: 140, regionCount: 3, outputCount: 5)
    #expect(try PackedLayout.byteCount(of: shape) == 2_592)
    #expect(shape.multiplyAccumulates == 980)
    #expect(try PackedLayout(shape).scratchByteCount == 20)
  }

  @Test("sections follow one another without holes, each at a multiple of 4")
  func noHoles() throws {
    let shape = PackedShape(
      inputCount: 7, regionCount: 3, outputCount: 3, componentCount: 5, headInputCount: 6,
      hasSharedMap: true)
    let layout = try PackedLayout(shape)
    let projection = try #require(layout[.projection])
    let gate = try #require(layout[.gate])
    let shared = try #require(layout[.sharedMap])
    let head = try #require(layout[.head])
    #expect(projection.offset == 48)
    #expect(gate.offset == projection.end)
    #expect(shared.offset == gate.end)
    #expect(layout.regionMap(0).offset == shared.end)
    #expect(layout.regionMap(1).offset == layout.regionMap(0).end)
    #expect(layout.regionMap(2).offset == layout.regionMap(1).end)
    #expect(head.offset == layout.regionMap(2).end)
    #expect(layout.identifierOffset == head.end)
    #expect(layout.byteCount == head.end + 12)
    for offset in [gate.weights, shared.shifts, shared.weights, head.weights, head.end] {
      #expect(offset % 4 == 0)
    }
    #expect(projection.byteCount == 20 + 20 + 8 + 36)
    #expect(gate.byteCount == 8 + 12)
    // zq (5 bytes in 2 words), max(q, k − 1, d) = 6 accumulators, 3 outputs.
    #expect(layout.scratchCount == 2 + 6 + 3)
    #expect(layout.outputs == 8..<11)
  }

  @Test("a part is absent when its condition does not hold")
  func absentSections() throws {
    let layout = try PackedLayout(PackedShape(inputCount: 1, regionCount: 1, outputCount: 1))
    #expect(layout[.projection] == nil)
    #expect(layout[.gate] == nil)
    #expect(layout[.sharedMap] == nil)
    #expect(layout[.head] == nil)
    #expect(layout.regionMap(0).offset == 48)
    #expect(layout.byteCount == 60 + 4 + 4 + 4 + 4)
  }

  @Test("counts outside their ranges are refused")
  func countsOutOfRange() {
    let shapes = [
      PackedShape(inputCount: 0, regionCount: 1, outputCount: 1),
      PackedShape(inputCount: 16_385, regionCount: 1, outputCount: 1),
      PackedShape(inputCount: 1, regionCount: 0, outputCount: 1),
      PackedShape(inputCount: 1, regionCount: 1_025, outputCount: 1),
      PackedShape(inputCount: 1, regionCount: 1, outputCount: 0),
      PackedShape(inputCount: 1, regionCount: 1, outputCount: 16_385),
      PackedShape(inputCount: 1, regionCount: 1, outputCount: 1, componentCount: 0),
      PackedShape(inputCount: 1, regionCount: 1, outputCount: 1, headInputCount: 16_385),
      PackedShape(inputCount: .min, regionCount: .max, outputCount: .max),
    ]
    for shape in shapes {
      #expect(throws: PackedFormatError.header) { try PackedLayout(shape) }
    }
  }

  @Test("the largest students that no length field can say are refused, not wrapped")
  func longerThanTheLengthField() throws {
    let largest = PackedShape(
      inputCount: 16_384, regionCount: 1_024, outputCount: 16_384, componentCount: 16_384,
      headInputCount: 16_384, hasSharedMap: true)
    #expect(throws: PackedFormatError.layout) { try PackedLayout(largest) }
    let below = PackedShape(inputCount: 16_384, regionCount: 15, outputCount: 16_384)
    #expect(try PackedLayout(below).byteCount > 1 << 31)
    let above = PackedShape(inputCount: 16_384, regionCount: 16, outputCount: 16_384)
    #expect(throws: PackedFormatError.layout) { try PackedLayout(above) }
  }
}
