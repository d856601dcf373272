import Foundation
import Tessera
import Testing

/// The verb `augment`: files, places and counts.
@Suite("Transfer inputs")
struct TransferInputsTests {
  /// Writes to `output` in `folder`.
  @discardableResult
  private func write(
    _ augmentation: Augmentation = Augmentation(seed: 3), of dump: ActivationDump? = nil,
    count: Int? = 500, to output: String, threads: Int = 2
  ) throws -> AugmentationRecord {
    let place = try TransferPlace(output)
    try place.check(inputs: [])
    return try TransferInputs.write(
      augmentation, of: dump ?? Samples.dump(120), count: count, to: place,
      parallelism: Parallelism(threadCount: threads))
  }

  /// The words of a `.npy` file of 32-bit values, after its header.
  private func words(_ path: String) throws -> [UInt32] {
    let bytes = try Samples.bytes(path)
    let start = 10 + Int(bytes[8]) + 256 * Int(bytes[9])
    return stride(from: start, to: bytes.count, by: 4).map { offset in
      (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) }
    }
  }

  @Test("are the same bytes for any number of threads, every time")
  func determinism() throws {
    try Samples.inDirectory { folder in
      var files: Set<[[UInt8]]> = []
      for threads in [1, 2, 3, 1] {
        // Three blocks of rows of four features.
        try write(count: 10_000, to: folder + "/x.npy", threads: threads)
        files.insert([
          try Samples.bytes(folder + "/x.npy"), try Samples.bytes(folder + "/x.parents.npy"),
        ])
      }
      #expect(files.count == 1)
      try write(Augmentation(seed: 4), count: 10_000, to: folder + "/x.npy")
      #expect(try !files.contains { $0[0] == (try Samples.bytes(folder + "/x.npy")) })
    }
  }

  @Test("of a smaller count are the first of a larger one")
  func prefix() throws {
    try Samples.inDirectory { folder in
      try write(count: 9_000, to: folder + "/many")
      try write(count: 70, to: folder + "/few")
      for (file, width) in [("inputs.npy", 4), ("parents.npy", 2)] {
        let many = try words("\(folder)/many/\(file)")
        #expect(many.count == width * 9_000)
        #expect(try words("\(folder)/few/\(file)") == Array(many.prefix(width * 70)))
      }
    }
  }

  @Test("make a transfer dump when the teacher's outputs join them")
  func transferDump() throws {
    try Samples.inDirectory { folder in
      let dump = try Samples.dump(120)
      let place = folder + "/transfer"
      let record = try write(of: dump, to: place)
      #expect(try Samples.files(place) == ["inputs.npy", "parents.npy"])
      let inputs = try ActivationDump.readInputs(place + "/inputs.npy", parallelism: .allCores)
        .matrix(as: Float.self)
      #expect(inputs.rowCount == 500 && inputs.columnCount == 4)
      try AtomicFile.write(
        NPYWriter.bytes(of: Samples.activations(inputs).elements, shape: [500, 3]),
        to: place + "/activations.npy")
      let transfer = try ActivationDump.read(place, parallelism: .allCores)
      try transfer.validateParents(trainingSampleCount: 120)
      let parents = try #require(transfer.parents)
      #expect(parents.width == 2 && parents.allSatisfy { ($0.first ?? -1) >= 0 })
      let labels = try #require(dump.labels)
      let mixed = parents.filter { ($0.last ?? -1) >= 0 }
      #expect(mixed.allSatisfy { labels[Int($0.first ?? 0)] == labels[Int($0.last ?? 0)] })
      #expect(record.methods.first?.name == .mix && record.methods.first?.rows == mixed.count)
      let sweep = try Samples.sweep().run(dump, transfer: [transfer], parallelism: .allCores)
      #expect(sweep.trainingSet.rowCount == 620)
    }
  }

  @Test("are mixed within the teacher's classes where there are no labels")
  func teacherClasses() throws {
    try Samples.inDirectory { folder in
      let x = Samples.inputs(80)
      let classes = (0..<80).map { x[$0, 0] >= 0 ? 0 : 1 }
      #expect(Set(classes).count == 2)
      let logits = (0..<80).flatMap { [x[$0, 0], -x[$0, 0]] }
      let dump = try ActivationDump(
        inputs: x, logits: Matrix(rowCount: 80, columnCount: 2, elements: logits),
        parallelism: .allCores)
      try write(Augmentation(methods: [.mix]), of: dump, to: folder + "/x.npy")
      let parents = try words(folder + "/x.parents.npy").map { Int($0) }
      for row in 0..<500 { #expect(classes[parents[2 * row]] == classes[parents[2 * row + 1]]) }
      // Without logits, all rows are of one class.
      let headless = try ActivationDump(
        inputs: x, activations: Samples.activations(x), parallelism: .allCores)
      try write(Augmentation(methods: [.mix]), of: headless, to: folder + "/x.npy")
      let others = try words(folder + "/x.parents.npy").map { Int($0) }
      #expect((0..<500).contains { classes[others[2 * $0]] != classes[others[2 * $0 + 1]] })
    }
  }

  @Test("have the shape of the dump's, and channels that change apart from one another")
  func shape() throws {
    try Samples.inDirectory { folder in
      let dump = folder + "/dump"
      try FileManager.default.createDirectory(atPath: dump, withIntermediateDirectories: false)
      let x = Samples.inputs(90)
      try AtomicFile.write(
        NPYWriter.bytes(of: x.elements, shape: [30, 2, 6]), to: dump + "/inputs.npy")
      try AtomicFile.write(
        NPYWriter.bytes(of: [Float](repeating: 0.5, count: 60), shape: [30, 2]),
        to: dump + "/logits.npy")
      let record = try write(
        of: ActivationDump.read(dump, parallelism: .allCores), to: folder + "/x.npy")
      #expect(record.windows.count == 2 && record.windows.length == 6)
      #expect(
        try ActivationDump.readInputs(folder + "/x.npy", parallelism: .allCores).shape == [
          500, 2, 6,
        ])
    }
  }

  @Test("replace older ones as a whole, and leave them after a failure")
  func replaces() throws {
    try Samples.inDirectory { folder in
      let place = folder + "/t"
      try write(count: 50, to: place)
      let first = try Samples.bytes(place + "/inputs.npy")
      #expect(throws: TesseraError.self) {
        try write(Augmentation(methods: [.mix], windowLength: 9), to: place)
      }
      #expect(try Samples.bytes(place + "/inputs.npy") == first)
      try write(Augmentation(seed: 9), count: 50, to: place)
      #expect(try Samples.bytes(place + "/inputs.npy") != first)
      #expect(try Samples.files(place) == ["inputs.npy", "parents.npy"])
      #expect(throws: TesseraError.self) {
        try write(Augmentation(methods: [.mix], windowLength: 9), to: folder + "/new")
      }
      #expect(try Samples.files(folder) == ["t"])
    }
  }

  @Test("are not put where the outputs for other inputs lie, nor in the place of an input")
  func places() throws {
    try Samples.inDirectory { folder in
      let place = folder + "/t"
      try write(count: 20, to: place)
      try AtomicFile.write([1], to: place + "/notes.txt")
      try write(count: 20, to: place)
      try AtomicFile.write([1], to: place + "/logits.npy")
      try AtomicFile.write([1], to: folder + "/file")
      let refusals = [
        place: "logits.npy", folder + "/file": "not a directory", folder + "/x.npz": ".npy files",
        "": "empty", folder + "/none/x.npy": "does not exist",
      ]
      for (output, word) in refusals {
        let error = #expect(throws: TesseraError.self) { try write(to: output) }
        #expect(error?.kind == .cannotCreate)
        #expect(error?.description.contains(word) == true, "\(output)")
      }
      let training = try TransferPlace(place)
      #expect(throws: TesseraError.self) { try training.check(inputs: [place]) }
      let file = try TransferPlace(place + "/inputs.npy")
      #expect(throws: TesseraError.self) { try file.check(inputs: [place]) }
    }
  }

  @Test("are counted by method and by group")
  func counts() throws {
    try Samples.inDirectory { folder in
      let x = Samples.inputs(60)
      let dump = try ActivationDump(
        inputs: x, activations: Samples.activations(x), groups: (0..<60).map { $0 / 20 },
        parallelism: .allCores)
      let augmentation = Augmentation(methods: [.mix, .noise], sameGroupShare: 1)
      let record = try write(augmentation, of: dump, to: folder + "/x.npy")
      #expect(record.rows == 500 && record.features == 4 && record.source.rows == 60)
      #expect(record.methods.map(\.name) == [.mix, .noise])
      #expect(record.methods.allSatisfy { (250..<420).contains($0.rows) })
      #expect(record.sameGroupRows == record.methods[0].rows)
      #expect(try write(to: folder + "/y.npy").sameGroupRows == nil)
      #expect(try write(count: nil, to: folder + "/z.npy").rows == 6_000)
    }
  }
}
