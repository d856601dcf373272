import Foundation
import Tessera

/// Writes the files that all sides read, in processes that measure nothing.
struct Preparation {
  /// The folder of the run.
  let folder: String

  init(_ request: Request) { folder = request.folder ?? "" }

  /// The training dump as `.npy` files, its folds, and a partition into five regions for `gram`.
  func writeArrays(of data: BenchData) throws -> Answer {
    let dump = try data.train()
    let target = folder + "/dump"
    try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
    try write(dump.inputs, to: target + "/inputs.npy")
    if let activations = dump.activations {
      try write(activations, to: target + "/activations.npy")
    }
    let logits = try TeacherLogits(dump)?.matrix(as: Float.self)
    if let logits { try write(logits, to: target + "/logits.npy") }
    if let labels = dump.labels { try write(labels, to: target + "/labels.npy") }
    if let groups = dump.groups { try write(groups, to: target + "/groups.npy") }
    try write(try folds(of: dump).assignment, to: folder + "/folds.npy")
    let clusters = try KMeans(regionCount: 5).fit(
      dump.inputs.matrix(as: Float.self), parallelism: .allCores)
    // As a matrix of one column, which both sides read.
    try write(
      Matrix(
        rowCount: dump.sampleCount, columnCount: 1, elements: clusters.regions.map { Float($0) }),
      to: folder + "/regions.npy")
    var answer = Answer()
    answer.rows = dump.sampleCount
    answer.width = dump.featureCount
    return answer
  }

  /// The regions that our sweep has in every fold for every k, in training and in validation rows:
  /// files `regions-FOLD-K.npy`. Answers with the dot products of one row and one centroid that
  /// these k-means took, over the number of rows.
  func writePartitions() throws -> Answer {
    let search = GridSearch(shrinkage: .zero)
    let dump = try ActivationDump.read(folder + "/dump", parallelism: .allCores)
    let folds = try folds(of: dump)
    var dots = 0
    for fold in 0..<folds.count {
      let training = folds.trainingRows(
        fold, parents: ParentRows(width: 1, elements: []))
      let validation = folds.validationRows(fold)
      let rows = try dump.inputs.gathering(rows: training.map { Int($0) }, as: Float.self)
      let others = try dump.inputs.gathering(rows: validation.map { Int($0) }, as: Float.self)
      for k in search.regionCounts {
        let clusters = try search.clustering(regionCount: k).fit(rows, parallelism: .allCores)
        dots += clusters.iterations.count * k * training.count
        var regions = [Int](repeating: 0, count: dump.sampleCount)
        for (row, region) in zip(training, clusters.regions) {
          regions[Int(row)] = Int(region)
        }
        for (row, region) in zip(validation, clusters.partition.regions(of: others)) {
          regions[Int(row)] = Int(region)
        }
        try write(regions, to: folder + "/regions-\(fold)-\(k).npy")
      }
    }
    var answer = Answer()
    answer.value = Double(dots) / Double(dump.sampleCount)
    return answer
  }

  /// Rows of the dump, drawn again and moved by a little noise, as shards in `directory`.
  func writeSynthesis(rowCount: Int, to directory: String) throws -> Answer {
    let shardRowCount = 50_000
    let dump = try ActivationDump.read(folder + "/dump", parallelism: .allCores)
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    var generator = SeededGenerator(seed: 1)
    let shardCount = (rowCount + shardRowCount - 1) / shardRowCount
    for shard in 0..<shardCount {
      let count = min(shardRowCount, rowCount - shard * shardRowCount)
      let rows = (0..<count).map { _ in generator.index(below: dump.sampleCount) }
      let suffix = String(format: "-%05d-of-%05d.npy", shard, shardCount)
      var inputs = try dump.inputs.gathering(rows: rows, as: Float.self)
      for index in inputs.elements.indices {
        inputs.elements[index] += 0.02 * (Float(generator.uniform()) - 0.5)
      }
      try write(inputs, to: directory + "/inputs" + suffix)
      if let logits = try dump.logits?.gathering(rows: rows, as: Float.self) {
        try write(logits, to: directory + "/logits" + suffix)
      }
      if let labels = dump.labels {
        try write(rows.map { Int(labels[$0]) }, to: directory + "/labels" + suffix)
      }
      if let groups = dump.groups {
        try write(rows.map { groups[$0] }, to: directory + "/groups" + suffix)
      }
    }
    return Answer()
  }

  /// Samples of a window of the section features.
  static let windowLength = 250

  /// Windows of pulses that ring, each with a rate, an amplitude, an offset and noise of its own: int16,
  /// N × `windowLength`, in a directory `windows`.
  func writeWindows(count: Int) throws -> Answer {
    let directory = folder + "/windows"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let path = directory + "/inputs.npy"
    let header = NPYWriter.header(descriptor: "<i2", shape: [count, Self.windowLength])
    guard FileManager.default.createFile(atPath: path, contents: Data(header)),
      let file = FileHandle(forWritingAtPath: path)
    else { throw BenchError.side("Tessera", "cannot write \(path)") }
    defer { try? file.close() }
    try file.seekToEnd()
    var generator = SeededGenerator(seed: 1)
    for start in stride(from: 0, to: count, by: 4_096) {
      let counts = (start..<min(start + 4_096, count)).flatMap { _ in window(from: &generator) }
      try file.write(contentsOf: counts.withUnsafeBytes { Data($0) })
    }
    return Answer()
  }

  private func window(from generator: inout SeededGenerator) -> [Int16] {
    let period = 20 + generator.index(below: 60)
    let phase = generator.index(below: period)
    let amplitude = 200 + generator.index(below: 4_000)
    let noise = 8 + generator.index(below: 400)
    let offset = generator.index(below: 8_192) - 4_096
    var height = 0
    return (0..<Self.windowLength).map { index in
      height = index % period == phase ? amplitude : (height >> 2) - height
      return Int16(offset + height + generator.index(below: noise) - noise / 2).littleEndian
    }
  }

  /// Rows spread evenly over the set, as starts where no peer makes better ones.
  func writeStarts(k: Int, to path: String) throws -> Answer {
    let inputs = try ActivationDump.readInputs(folder + "/dump", parallelism: .allCores)
    let rows = (0..<k).map { $0 * inputs.rowCount / k }
    try write(inputs.gathering(rows: rows, as: Float.self), to: path)
    return Answer()
  }

  private func folds(of dump: ActivationDump) throws -> Folds {
    let folds = GridSearch().folds
    guard let groups = dump.groups else { return try folds.split(sampleCount: dump.sampleCount) }
    return try folds.split(groups: groups)
  }

  private func write(_ array: NumericArray, to path: String) throws {
    try write(array.matrix(as: Float.self), to: path)
  }

  private func write(_ matrix: Matrix<Float>, to path: String) throws {
    let shape = [matrix.rowCount, matrix.columnCount]
    try Data(NPYWriter.bytes(of: matrix.elements, shape: shape)).write(
      to: URL(fileURLWithPath: path))
  }

  private func write(_ values: [some BinaryInteger], to path: String) throws {
    let bytes = NPYWriter.bytes(of: values.map { Int32($0) }, shape: [values.count])
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }
}
