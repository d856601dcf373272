import Rows

/// The shards of a directory: files `ARRAY-NUMBER-of-COUNT.npy` that make one array each.
struct ShardSet {
  private struct Shards {
    let count: Int
    var paths: [Int: String] = [:]
  }

  private let directory: String
  private var arrays: [String: Shards] = [:]

  init(directory: String) {
    self.directory = directory
  }

  /// Notes the file at `path`, which is a shard by its name.
  mutating func insert(
    _ path: String, _ shard: (array: String, number: Int, count: Int)
  ) throws(ActivationFormatsError) {
    var shards = arrays[shard.array] ?? Shards(count: shard.count)
    guard shards.count == shard.count else {
      throw .mismatchedShard(
        file: path, array: shard.array, expected: "\(shards.count) shards",
        found: "\(shard.count) shards")
    }
    guard shard.number < shard.count else {
      throw .mismatchedShard(
        file: path, array: shard.array, expected: "a number from 0 to \(shard.count - 1)",
        found: "the number \(shard.number)")
    }
    guard shards.paths.updateValue(path, forKey: shard.number) == nil else {
      throw .duplicateShard(file: path, array: shard.array, number: shard.number)
    }
    arrays[shard.array] = shards
  }

  /// The arrays with their files in order, once no shard is missing.
  func complete() throws(ActivationFormatsError) -> [(array: String, paths: [String])] {
    var complete: [(array: String, paths: [String])] = []
    for (array, shards) in arrays.sorted(by: { $0.key < $1.key }) {
      // Stops at the first gap, so a huge count in a name costs nothing.
      var paths: [String] = []
      for number in 0..<shards.count {
        guard let path = shards.paths[number] else {
          throw .missingShard(
            file: directory, array: array, number: number, count: shards.count)
        }
        paths.append(path)
      }
      complete.append((array, paths))
    }
    return complete
  }

  /// One array of the rows of all files, each read where it is.
  static func joined(
    _ name: String, _ paths: [String], limits: DumpLimits
  ) throws(ActivationFormatsError) -> NumericArray {
    var first: NumericArray?
    var segments: [ArraySegment] = []
    var rowCount = 0
    let arrays = try paths.map { path throws(ActivationFormatsError) in
      try NPYFile(path: path, name: name, limits: limits).numbers(name)
    }
    for (path, array) in zip(paths, arrays) {
      guard let array else { continue }
      guard !array.shape.isEmpty else {
        throw .wrongRank(file: path, array: name, shape: [], expected: "rows of an array")
      }
      let model = first ?? array
      first = model
      guard array.elementType == model.elementType else {
        throw .mismatchedShard(
          file: path, array: name, expected: "\(model.elementType)",
          found: "\(array.elementType)")
      }
      guard array.shape.dropFirst() == model.shape.dropFirst() else {
        throw .mismatchedShard(
          file: path, array: name, expected: "rows of shape \(model.shape.dropFirst())",
          found: "rows of shape \(array.shape.dropFirst())")
      }
      let (sum, overflow) = rowCount.addingReportingOverflow(array.rowCount)
      guard !overflow else {
        throw .shapeOverflow(file: path, array: name, shape: "\(array.shape)")
      }
      rowCount = sum
      segments += array.segments
    }
    guard let first else {
      throw .missingArray(file: paths.first ?? "", array: name, available: [])
    }
    return try NumericArray(
      name: name, file: first.file, shape: [rowCount] + first.shape.dropFirst(),
      elementType: first.elementType, segments: segments)
  }
}
