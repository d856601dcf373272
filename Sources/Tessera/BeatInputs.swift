internal import ActivationFormats
internal import Evaluation
internal import Files
internal import Foundation
internal import HostRuntime
public import PackedFormat
public import Records
public import Rows
internal import SignalFrontEnd
internal import Signals
internal import StudentRuntime

/// The windows of beats, as a device finds and cuts them, for the teacher to label: the verb `beats`.
public struct BeatInputs: Sendable, Equatable {
  /// Samples a second.
  public var rate: Double
  /// How beats are found and cut.
  public var constants: BeatConstants
  /// Whether the samples of each cut are standardised, as a device can do it, and intervals are in octaves;
  /// otherwise both are counts.
  public var standardizes: Bool

  /// Counts of an interval's logarithm for an octave.
  public static let countsPerOctave = 1_024

  /// The most milliseconds between a beat and its annotation.
  public static let tolerance = 150

  /// - Parameters:
  ///   - rate: samples a second.
  ///   - constants: how beats are found and cut.
  ///   - standardizes: whether the samples of each cut are standardised, and intervals are in octaves.
  public init(rate: Double, constants: BeatConstants, standardizes: Bool = false) {
    (self.rate, self.constants, self.standardizes) = (rate, constants, standardizes)
  }

  /// The constants of a student of windows of `windowCount` numbers, which are a cut, or a cut and the
  /// features of its intervals.
  ///
  /// - Parameters:
  ///   - rate: samples a second.
  ///   - before: samples of the cut before the peak.
  ///   - from: samples of the cut from the peak on.
  ///   - windowCount: numbers of a window.
  /// - Throws: `TesseraError.signals` for windows of another length.
  public static func constants(
    rate: Double, before: Int, from: Int, windowCount: Int
  ) throws(TesseraError) -> BeatConstants {
    let features = windowCount - before - from
    guard features == 0 || features == BeatConstants.intervalFeatureCount else {
      throw .signals(.notBeatWindows(count: windowCount, before: before, from: from))
    }
    return BeatConstants(rate: rate, before: before, from: from, hasIntervals: features != 0)
  }

  /// Checks that the files can be written into a folder, that they replace no input, and that no outputs
  /// of a teacher lie there: they would seem to belong to the new inputs.
  ///
  /// - Parameters:
  ///   - folder: where the windows go.
  ///   - inputs: the paths that are read.
  ///   - others: other results of the same run.
  /// - Throws: `TesseraError.files`.
  public func check(
    folder: String, inputs: [String], others: [String] = []
  ) throws(TesseraError) {
    guard FilePath.suffix(of: folder).isEmpty else {
      throw .files(
        .cannotCreate(path: folder, reason: "beats writes several files; name a folder for them"))
    }
    let own = ["inputs.npy", "places.npy", "groups.npy", "labels.npy"]
      .map { FilePath.file($0, in: folder) }
    let outputs = FileManager.default.fileExists(atPath: folder) ? own : []
    try rethrowing(
      FilePlace.check(outputs: outputs + others, inputs: inputs), as: TesseraError.files)
    try refuseRemains(in: folder, beside: own)
  }

  /// Refuses a folder that holds arrays beside those of `paths`: they belong to other inputs, such as the
  /// labels of former ones.
  private func refuseRemains(in folder: String, beside paths: [String]) throws(TesseraError) {
    let there = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let foreign = there.sorted().first {
      ["npy", "csv"].contains(FilePath.suffix(of: $0))
        && !paths.contains(FilePath.file($0, in: folder))
    }
    if let foreign {
      throw .files(
        .cannotCreate(
          path: folder,
          reason: "\(foreign) is there, which belongs to other inputs; remove it first"))
    }
  }

  /// A record of counts on its way.
  private struct Found {
    var entry: BeatInputsRecord.Record
    var beats: [BeatSearch.Beat]
    var labels: [Int32]?
  }

  /// Finds and cuts the beats of records, and writes them as a dump without outputs: a folder with
  /// `inputs.npy` (int16, or float32 where they are standardised), `places.npy` (the sample of each peak), `groups.npy` (the record of each), and
  /// `labels.npy` where annotations have labels.
  ///
  /// - Parameters:
  ///   - records: files of N counts each.
  ///   - annotations: for each record a file of N samples of beats, or of N × 2 with their labels; empty
  ///     for none.
  ///   - folder: made when it is not there.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: `TesseraError.formats`, `.signals`, `.unreadableRows` and `.files`.
  /// - Precondition: there are as many annotations as records, or none.
  /// - Complexity: O(samples + beats × window).
  public func write(
    records: [String], annotations: [String], to folder: String, parallelism: Parallelism
  ) throws(TesseraError) -> BeatInputsRecord {
    precondition(annotations.isEmpty || annotations.count == records.count)
    let search = BeatSearch(BeatSettings(constants))
    var found: [Found] = []
    for (index, path) in records.enumerated() {
      let notes = annotations.isEmpty ? nil : annotations[index]
      found.append(try find(search, in: path, annotations: notes, parallelism: parallelism))
    }
    guard found.contains(where: { !$0.beats.isEmpty }) else {
      throw .signals(.noBeats(path: records.joined(separator: ", ")))
    }
    let drafts = drafts(found, in: folder)
    try refuseRemains(in: folder, beside: drafts.map(\.path))
    try FilePlace.withFolders([folder], failing: TesseraError.files) { () throws(TesseraError) in
      try rethrowing(AtomicFile.write(drafts), as: TesseraError.files)
    }
    return BeatInputsRecord(
      rate: rate, constants, stateBytes: search.settings.byteCount,
      learningSamples: search.learningCount, records: found.map(\.entry), output: folder)
  }

  private func find(
    _ search: BeatSearch, in path: String, annotations: String?, parallelism: Parallelism
  ) throws(TesseraError) -> Found {
    let samples = try counts(of: path, parallelism: parallelism)
    let beats = search.beats(in: samples)
    let notes = try annotations.map { path throws(TesseraError) in
      try BeatAnnotations(path, sampleCount: samples.count, parallelism: parallelism)
    }
    let tolerance = Int(rate * Double(Self.tolerance) / 1_000)
    let places = beats.map(\.place)
    // While levels are learnt there are annotations, and no beats.
    let scored = notes.map { notes in
      let start = search.learningCount
      return BeatMatching(
        found: places.filter { $0 >= start }, annotations: notes.places.filter { $0 >= start },
        tolerance: tolerance)
    }
    return Found(
      entry: BeatInputsRecord.Record(
        path: path, samples: samples.count, beats: beats.count,
        matching: scored.map { BeatInputsRecord.Matching($0, rate: rate) }),
      beats: beats, labels: notes?.labels(of: places, tolerance: tolerance))
  }

  /// The counts of a record.
  private func counts(
    of path: String, parallelism: Parallelism
  ) throws(TesseraError) -> [Int16] {
    let series = try rethrowing(
      ActivationDump.readSeries(path, parallelism: parallelism), as: TesseraError.formats)
    guard series.columnCount == 1, series.rowCount < Int(Int32.max) else {
      throw .signals(.notOneChannel(path: path, shape: series.shape))
    }
    let values = try rethrowing(
      series.matrix(as: Double.self), as: TesseraError.unreadableRows)
    var counts: [Int16] = []
    counts.reserveCapacity(values.elements.count)
    for (index, value) in values.elements.enumerated() {
      guard let count = Int16(exactly: value) else {
        throw .signals(.notACount(path: path, sample: index, value: value))
      }
      counts.append(count)
    }
    return counts
  }

  private func drafts(_ found: [Found], in folder: String) -> [AtomicFile.Draft] {
    let count = found.reduce(0) { $0 + $1.beats.count }
    let windows = found.flatMap { $0.beats.map(\.window) }
    let shape = [count, constants.windowCount]
    let inputs =
      standardizes
      ? NPYWriter.bytes(of: windows.flatMap(standardized), shape: shape)
      : counts(windows, shape: shape)
    let places = found.flatMap { $0.beats.map { Int32($0.place) } }
    let groups = found.enumerated().flatMap { index, each in
      Array(repeating: Int32(index), count: each.beats.count)
    }
    var arrays = [("inputs", inputs), ("places", NPYWriter.bytes(of: places, shape: [count]))]
    if found.count > 1 {
      arrays.append(("groups", NPYWriter.bytes(of: groups, shape: [count])))
    }
    let labels = found.compactMap(\.labels)
    if labels.count == found.count {
      arrays.append(("labels", NPYWriter.bytes(of: Array(labels.joined()), shape: [count])))
    }
    return arrays.map {
      AtomicFile.Draft(path: FilePath.file("\($0.0).npy", in: folder), bytes: $0.1)
    }
  }
}

extension BeatInputs {
  /// The file of windows of counts.
  private func counts(_ windows: [[Int16]], shape: [Int]) -> [UInt8] {
    var file = NPYWriter.header(descriptor: "<i2", shape: shape)
    for value in windows.joined() {
      file.append(UInt8(truncatingIfNeeded: value))
      file.append(UInt8(truncatingIfNeeded: value >> 8))
    }
    return file
  }

  /// A window with the samples of its cut at mean 0 and deviation 1 (0 for a constant cut), and its
  /// intervals in octaves.
  private func standardized(_ window: [Int16]) -> [Float] {
    let count = Int(constants.samplesBefore) + Int(constants.samplesFrom)
    let cut = window.prefix(count).map { Double($0) }
    let mean = cut.reduce(0, +) / Double(cut.count)
    let squares = cut.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviation = (squares / Double(cut.count)).squareRoot()
    let octaves = window.dropFirst(cut.count).map { Float($0) / Float(Self.countsPerOctave) }
    return cut.map { deviation == 0 ? 0 : Float(($0 - mean) / deviation) } + octaves
  }
}

/// Annotated beats of a record.
private struct BeatAnnotations {
  let places: [Int]
  /// The label of each; nil without labels.
  let labels: [Int32]?

  /// Reads N samples, or N × 2 samples with labels.
  init(_ path: String, sampleCount: Int, parallelism: Parallelism) throws(TesseraError) {
    let series = try rethrowing(
      ActivationDump.readSeries(path, parallelism: parallelism), as: TesseraError.formats)
    guard series.columnCount <= 2, series.columnCount > 0 else {
      throw .signals(.notAnnotations(path: path, shape: series.shape))
    }
    let values = try rethrowing(
      series.matrix(as: Double.self), as: TesseraError.unreadableRows)
    var (places, labels) = ([Int](), [Int32]())
    for row in 0..<series.rowCount {
      let value = values.elements[row * series.columnCount]
      guard let place = Int(exactly: value), place > places.last ?? -1, place < sampleCount else {
        throw .signals(.wrongAnnotation(path: path, row: row, value: value))
      }
      places.append(place)
      guard series.columnCount == 2 else { continue }
      let label = values.elements[row * 2 + 1]
      guard let label = Int32(exactly: label), label >= ActivationDump.noLabel else {
        throw .signals(.wrongAnnotation(path: path, row: row, value: label))
      }
      labels.append(label)
    }
    self.places = places
    self.labels = series.columnCount == 2 ? labels : nil
  }

  /// The labels of beats: none where there is no annotation near; nil without labels.
  func labels(of beats: [Int], tolerance: Int) -> [Int32]? {
    guard let labels else { return nil }
    let matching = BeatMatching(found: beats, annotations: places, tolerance: tolerance)
    var found = [Int32](repeating: ActivationDump.noLabel, count: beats.count)
    for (label, match) in zip(labels, matching.matches) { if let match { found[match] = label } }
    return found
  }
}
