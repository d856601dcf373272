import PackedFormat
import SignalFrontEnd
import StudentRuntime
import Testing

/// A student of version 2 that says what another one says has its answers.
@Suite("Laws of version 2")
struct SecondLawTests {
  private let shape = (inputs: 7, regions: 3, outputs: 4)

  private func shape(
    window: PackedWindow? = nil, bits: Int = 8, sections: SectionFacts = .none
  ) -> PackedShape {
    PackedShape(
      inputCount: shape.inputs, regionCount: shape.regions, outputCount: shape.outputs,
      window: window, featureBits: bits, sections: sections)
  }

  /// The bytes of a student with these maps, which `RandomStudent` draws from the same state.
  private func student(
    _ shape: PackedShape, multiplier: Float = 1,
    _ fill: (PackedLayout, inout MutableRawSpan) -> Void
  ) throws -> [UInt8] {
    var generator = SeededGenerator(state: 32)
    let header = try PackedHeader(
      shape: shape, hasLogits: true, inputMultiplier: multiplier, outputScale: 1)
    var bytes = try RandomStudent.bytes(header, extreme: false, &generator)
    var span = bytes.mutableSpan
    var raw = span.mutableBytes
    fill(PackedLayout(trusting: header), &raw)
    RandomStudent.seal(&bytes)
    return bytes
  }

  @Test("wide inputs within 127 give the answers of narrow ones")
  func wide() throws {
    let narrow = try student(shape()) { _, _ in }
    let wide = try student(shape(bits: 16)) { _, _ in }
    var generator = SeededGenerator(state: 33)
    for _ in 0..<500 {
      let input = (0..<shape.inputs).map { _ in Int8.random(in: -128...127, using: &generator) }
      #expect(
        try SwiftRunner.infer(narrow, input) == SwiftRunner.infer(wide, input.map(Int16.init)))
    }
  }

  @Test(
    "floats with centres of 0 and one multiplier are the one scale of a header", arguments: [8, 16])
  func oneScale(bits: Int) throws {
    let one = try student(shape(bits: bits), multiplier: 3.5) { _, _ in }
    let facts = SectionFacts(scales: .both, scaleCount: shape.inputs)
    let scaled = try student(shape(bits: bits, sections: facts), multiplier: 0) { layout, raw in
      for index in 0..<layout.shape.inputCount {
        layout.scales?.write(FloatScale(centre: 0, multiplier: 3.5), index, into: &raw)
      }
    }
    var generator = SeededGenerator(state: 34)
    for _ in 0..<500 {
      let values = (0..<shape.inputs).map { _ in Float.random(in: -50...50, using: &generator) }
      #expect(
        try SwiftRunner.run(one, .floats(values)) == SwiftRunner.run(scaled, .floats(values)))
    }
  }

  @Test("kept inputs give the answers of the features that are left")
  func kept() throws {
    let whole = try student(shape(), multiplier: 2) { _, _ in }
    let part = try student(
      shape(window: PackedWindow(samplesPerChannel: 9)), multiplier: 2
    ) { layout, raw in
      for (index, feature) in [0, 2, 3, 4, 5, 6, 8].enumerated() {
        layout.keptInputs?.write(feature, index, into: &raw)
      }
    }
    var generator = SeededGenerator(state: 35)
    for _ in 0..<500 {
      let values = (0..<9).map { _ in Float.random(in: -50...50, using: &generator) }
      let left = [0, 2, 3, 4, 5, 6, 8].map { values[$0] }
      #expect(try SwiftRunner.run(part, .floats(values)) == SwiftRunner.run(whole, .floats(left)))
    }
  }

  @Test("a program that takes the whole window changes nothing")
  func wholeWindow() throws {
    let scales = SectionFacts(scales: .integers, scaleCount: shape.inputs)
    let program = SectionFacts(scales: .integers, scaleCount: shape.inputs, stageCount: 1)
    let window = PackedWindow(samplesPerChannel: shape.inputs)
    let fill: (PackedLayout, inout MutableRawSpan) -> Void = { layout, raw in
      for index in 0..<layout.shape.inputCount {
        let scale = IntegerScale(
          centre: Int32(100 * index), multiplier: 1 << 30, shift: UInt8(36 + index % 3))
        layout.scales?.write(scale, index, into: &raw)
      }
      layout.program?.write(countsPerUnit: 1, 0, into: &raw)
      layout.program?.write(ProgramStage(.samples), 0, into: &raw)
    }
    let plain = try student(shape(sections: scales), multiplier: 0, fill)
    let made = try student(shape(window: window, sections: program), multiplier: 0, fill)
    var generator = SeededGenerator(state: 36)
    for _ in 0..<500 {
      let counts = (0..<shape.inputs).map { _ in Int16.random(in: -9_000...9_000, using: &generator)
      }
      #expect(
        try SwiftRunner.run(plain, .counts(counts)) == SwiftRunner.run(made, .counts(counts)))
    }
  }

  @Test("int32 within int16 are quantised like int16")
  func integers() throws {
    let facts = SectionFacts(scales: .integers, scaleCount: shape.inputs)
    let bytes = try student(shape(sections: facts), multiplier: 0) { layout, raw in
      for index in 0..<layout.shape.inputCount {
        let scale = IntegerScale(centre: -77, multiplier: 3 << 29, shift: 38)
        layout.scales?.write(scale, index, into: &raw)
      }
    }
    var generator = SeededGenerator(state: 37)
    for _ in 0..<500 {
      let counts = (0..<shape.inputs).map { _ in Int16.random(in: .min ... .max, using: &generator)
      }
      let integers = counts.map(Int32.init)
      #expect(
        try SwiftRunner.run(bytes, .counts(counts)) == SwiftRunner.run(bytes, .integers(integers)))
    }
  }
}
