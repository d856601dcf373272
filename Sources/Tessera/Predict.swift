public import ActivationFormats
internal import Files
public import HostRuntime
internal import PackedFormat
internal import Quantization
public import Records
public import Rows

/// The file that `predict` writes: a student's answers to each row of an array.
public enum PredictionFile {
  /// Runs `student` on `inputs` block by block and writes a `.npy` file of the answers, as a whole
  /// or not at all.
  ///
  /// - Parameters:
  ///   - content: which of the answers.
  ///   - student: the packed student.
  ///   - inputs: N × w, finite: whole windows, without regard to the inputs that are kept.
  ///   - path: where the file goes.
  ///   - parallelism: how many threads; changes the time and never the result.
  ///   - progress: called with the number of rows that are done.
  /// - Returns: the record of the written file.
  /// - Throws: `TesseraError.mismatchedDump` when the inputs have another width,
  ///   `.takesIntegersOnly` when the student takes no floats, `.noLabels` for the labels of a student
  ///   without logits, `.unreadableRows` and `.files`.
  /// - Complexity: O(N) inferences; memory for some blocks of rows.
  @discardableResult
  public static func write(
    _ content: PredictionRecord.Content, of student: PackedStudent, on inputs: NumericArray,
    to path: String,
    parallelism: Parallelism, progress: ProgressHandler? = nil
  ) throws(TesseraError) -> PredictionRecord {
    guard inputs.columnCount == student.header.windowCount else {
      throw .mismatchedDump(
        path: inputs.file, what: "features", found: inputs.columnCount,
        expected: student.header.windowCount)
    }
    guard student.header.acceptsFloats else { throw .takesIntegersOnly }
    let needsLogits = content == .labels || content == .radii
    guard !needsLogits || student.header.flags.contains(.logits) else { throw .noLabels }
    let blocks = RowBlocks(
      rowCount: inputs.rowCount, width: max(inputs.columnCount, student.header.outputCount))
    func report(_ done: Int) {
      progress?(ProgressReport("predict", done: done, total: blocks.rowCount, unit: .rows))
    }
    report(0)
    try AtomicFile.write(to: path, failing: TesseraError.files) { file throws(TesseraError) in
      try file.append(header(of: content, from: student, rowCount: inputs.rowCount).span.bytes)
      try parallelism.forEachBlockOverRanks(of: blocks) { rows throws(TesseraError) in
        try words(content, from: student, on: rows, of: inputs)
      } take: { rows, words throws(TesseraError) in
        try file.append(words.span.bytes)
        report(rows.upperBound)
      }
    }
    return PredictionRecord(
      student: student.sha256, inputs: inputs.file, output: path, content: content,
      rows: inputs.rowCount)
  }

  /// The answers to some rows, as the little-endian words of the file.
  private static func words(
    _ content: PredictionRecord.Content, from student: PackedStudent, on rows: Range<Int>,
    of inputs: some RowSource
  ) throws(TesseraError) -> [UInt32] {
    let block = try rethrowing(
      inputs.matrix(of: rows, as: Float.self), as: TesseraError.unreadableRows)
    if content == .radii { return try radii(from: student, on: block) }
    let prediction = student.predict(block, parallelism: .serial)
    let scale = student.outputScale
    return switch content {
    case .radii: []
    case .logits:
      prediction.logits.map { Float(Double($0) * scale).bitPattern.littleEndian }
    case .labels: prediction.labels.map { UInt32(truncatingIfNeeded: $0).littleEndian }
    case .regions: prediction.regions.map { UInt32(truncatingIfNeeded: $0).littleEndian }
    case .verdicts:
      prediction.verdicts.isEmpty
        ? Array(repeating: 0, count: rows.count)
        : prediction.verdicts.map { UInt32($0.rawValue).littleEndian }
    }
  }

  /// Two radii for each row.
  private static func radii(
    from student: PackedStudent, on windows: Matrix<Float>
  ) throws(TesseraError) -> [UInt32] {
    var features = windows
    if let program = student.programFeatures {
      features = try rethrowing(
        program.features(of: windows, parallelism: .serial), as: TesseraError.unreadableRows)
    }
    guard let radii = student.core.certifiedRadii(of: features) else {
      return Array(repeating: 0, count: 2 * windows.rowCount)
    }
    return zip(radii.euclidean, radii.largest).flatMap { pair in
      [pair.0, pair.1].map { Float($0).bitPattern.littleEndian }
    }
  }

  /// The header of the file.
  private static func header(
    of content: PredictionRecord.Content, from student: PackedStudent, rowCount: Int
  ) -> [UInt8] {
    switch content {
    case .logits:
      NPYWriter.header(descriptor: "<f4", shape: [rowCount, student.header.outputCount])
    case .radii: NPYWriter.header(descriptor: "<f4", shape: [rowCount, 2])
    default: NPYWriter.header(descriptor: "<i4", shape: [rowCount])
    }
  }
}
