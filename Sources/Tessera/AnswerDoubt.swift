internal import HostRuntime
internal import ModelSelection
internal import Quantization
internal import Records
internal import Rows

extension Compression.Work {
  /// Gives a student the limits that were asked for.
  ///
  /// The margin is chosen from the outputs for rows whose fold did not fit the maps. What is foreign is
  /// chosen from the integers of the student itself on the training rows: its axes and centres are few
  /// numbers beside these rows.
  ///
  /// - Parameters:
  ///   - core: the student from the features on.
  ///   - fitted: what it was quantised from.
  ///   - rates: the shares that were asked for.
  ///   - share: of the inputs that are kept; nil for all.
  /// - Returns: The student, and how the limits were chosen.
  /// - Throws: `TesseraError.noCoverage` for a margin without classes, `ModelSelectionError`, and
  ///   `PackedFormatError`.
  /// - Complexity: that of `Search.outOfFold`, and O(N · n · d) for the calibration rows.
  func limiting(
    _ core: PackedStudent, of fitted: Compression.Fitted, by rates: LimitRates,
    keeping share: Double?
  ) throws -> (PackedStudent, AnswerLimits) {
    let set = found.trainingSet
    var rows: OutOfFold?
    if rates.doubtful != nil {
      guard set.logits != nil else { throw TesseraError.noCoverage }
      rows = try found.search.outOfFold(
        of: fitted.candidate, on: set, keeping: share, parallelism: parallelism
      ) { done, total in
        progress?(ProgressReport("doubt", done: done, total: total, unit: .cells))
      }
    }
    let record = AnswerLimits(
      rates, outputs: rows?.outputs, teacher: rows?.teacher ?? [],
      truth: rows.flatMap { $0.isByTeacher ? nil : $0.truth },
      offsets: fitted.operatingPoint?.offsets, groups: set.groups)
    let least = record.leastMargin.map {
      Int32(min(max(($0 / core.outputScale).rounded(.up), 0), 0x1p31 - 1))
    }
    guard let foreign = rates.foreign else {
      return (try core.limited(by: StudentLimits(leastMargin: least)), record)
    }
    // Mixtures of rows are no inputs of a device.
    let count = calibrationRows.prefix { $0 < set.ownCount }.count
    let width = calibration.inputs.columnCount
    let known = Matrix(
      rowCount: count, columnCount: width,
      elements: Array(calibration.inputs.elements.prefix(count * width)))
    let limits = StudentLimits(
      foreignRate: foreign, of: core, on: known, leastMargin: least)
    return (try core.limited(by: limits), record)
  }
}
