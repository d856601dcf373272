public import Rows

/// The name, type, shape and range of an array of a dump, for a listing.
public struct ArraySummary: Sendable, Equatable {
  /// The array's name in the dump.
  public let name: String
  /// The file that holds it (the first one of shards).
  public let file: String
  /// The dimensions; empty for a scalar.
  public let shape: [Int]
  /// The type of its elements; nil when they are not numbers that can be read.
  public let elementType: ElementType?
  /// The type as the file calls it, or NumPy's name of `elementType`.
  public let typeName: String
  /// The least finite value; nil when there is none.
  public let minimum: Double?
  /// The largest finite value; nil when there is none.
  public let maximum: Double?
  /// How many values are NaN or infinite.
  public let nonFiniteCount: Int
}

extension ActivationDump {
  /// Lists the arrays at `path` with their ranges, in the container's order.
  ///
  /// It needs no more than readable arrays: values may be non-finite, shapes may disagree, and
  /// arrays that no dump has are listed too. O(all elements).
  ///
  /// - Parameters:
  ///   - path: a dump, as `read` takes it.
  ///   - options: names and limits; the layout of the head does not matter.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: the fault of the container or of an array's bytes.
  public static func summarize(
    path: String, options: DumpOptions = DumpOptions(),
    parallelism: Parallelism
  ) throws(ActivationFormatsError) -> [ArraySummary] {
    try openContainer(path, options: options).summaries(parallelism: parallelism)
  }
}

extension ArrayContainer {
  func summaries(parallelism: Parallelism) throws(ActivationFormatsError) -> [ArraySummary] {
    var summaries: [ArraySummary] = []
    for name in arrayNames {
      if let summary = try ArraySummary(name, in: self, parallelism: parallelism) {
        summaries.append(summary)
      }
    }
    return summaries
  }
}

extension CSVFile {
  /// In one pass: there may be as many arrays as columns.
  func summaries(parallelism: Parallelism) throws(ActivationFormatsError) -> [ArraySummary] {
    let (rowCount, scans) = try scan()
    return arrayNames.compactMap { name in
      guard let columns = arrays[name] else { return nil }
      var range = ValueScan()
      for column in columns.indices {
        guard let scan = scans[column] else {
          return .text(name, in: path, shape: [], type: "text")
        }
        range.merge(scan)
      }
      return ArraySummary(
        name: name, file: path, shape: columns.shape(rowCount: rowCount), elementType: .float64,
        typeName: "\(ElementType.float64)", minimum: range.minimum, maximum: range.maximum,
        nonFiniteCount: range.nonFiniteCount)
    }
  }
}

extension ArraySummary {
  fileprivate static func text(
    _ name: String, in file: String, shape: [Int], type: String
  ) -> ArraySummary {
    ArraySummary(
      name: name, file: file, shape: shape, elementType: nil, typeName: type, minimum: nil,
      maximum: nil, nonFiniteCount: 0)
  }

  fileprivate init?(
    _ name: String, in container: any ArrayContainer, parallelism: Parallelism
  ) throws(ActivationFormatsError) {
    let content: ArrayContent?
    do {
      content = try container.content(of: name)
    } catch .notANumber {
      content = .text([], shape: [], type: "text")
    } catch {
      throw error
    }
    switch content {
    case nil: return nil
    case .numbers(let array): try self.init(array, parallelism: parallelism)
    case .text(_, let shape, let type), .other(let shape, let type, _):
      self = .text(name, in: container.path, shape: shape, type: type)
    }
  }

  /// Summarises one array. O(elements).
  ///
  /// - Parameters:
  ///   - array: any array of a dump.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: `ActivationFormatsError.unreadableRows`.
  public init(
    _ array: NumericArray, parallelism: Parallelism
  ) throws(ActivationFormatsError) {
    let scan = try array.scanRange(parallelism: parallelism)
    self.init(
      name: array.name, file: array.file, shape: array.shape, elementType: array.elementType,
      typeName: "\(array.elementType)", minimum: scan.minimum, maximum: scan.maximum,
      nonFiniteCount: scan.nonFiniteCount)
  }
}
