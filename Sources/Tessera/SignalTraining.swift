public import ActivationFormats
internal import Disturbances
public import HostRuntime
internal import PackedFormat
public import Records
internal import Rows
internal import Signals
internal import Student

/// The dumps of a training run on signals: windows as they were read, and the features that one
/// program makes of them.
public struct SignalTraining: Sendable {
  /// The training dump, as it was read.
  public let windows: ActivationDump
  /// The dumps of further windows, as they were read.
  public let transferWindows: [ActivationDump]
  /// The name of the program, and how it was chosen.
  public internal(set) var frontEnd: FrontEndRecord
  /// What makes the features.
  public let features: ProgramFeatures
  /// The training dump with features as its inputs.
  public let train: ActivationDump
  /// The further dumps with features as their inputs, then those of changed copies of the windows.
  public let transfer: [ActivationDump]

  /// The dumps with the features of one program.
  ///
  /// - Throws: `TesseraError.unreadableRows`.
  init(
    _ dumps: WindowDumps, _ features: ProgramFeatures, frontEnd: FrontEndRecord,
    parallelism: Parallelism, progress: ProgressHandler?
  ) throws(TesseraError) {
    windows = dumps.train
    transferWindows = dumps.transfer
    self.frontEnd = frontEnd
    self.features = features
    var made: [ActivationDump] = []
    for dump in [dumps.train] + dumps.transfer {
      made.append(
        try dump.withFeatures(by: features, parallelism: parallelism, progress: progress))
    }
    train = made[0]
    transfer =
      try made.dropFirst()
      + dumps.copies(by: features, parallelism: parallelism, progress: progress)
  }
}

/// Dumps of windows of one shape.
struct WindowDumps: Sendable {
  let train: ActivationDump
  let transfer: [ActivationDump]
  let shape: SignalWindows
  /// The changes of windows that students withstand; nil for none.
  private let changes: InputChanges?

  /// - Parameters:
  ///   - countsPerUnit: see `SignalWindows`.
  ///   - withstanding: what students withstand; nil for nothing.
  /// - Throws: `TesseraError.signals`, `.student` where changes do not fit, `.unreadableRows`.
  /// - Complexity: O(N · w).
  init(
    _ train: ActivationDump, _ transfer: [ActivationDump], countsPerUnit: [Double],
    withstanding: Withstanding?, parallelism: Parallelism
  ) throws(TesseraError) {
    self.train = train
    self.transfer = transfer
    do {
      shape = try SignalWindows(train, countsPerUnit: countsPerUnit)
      for dump in [train] + transfer { try shape.check(dump) }
      changes = try withstanding.map {
        try InputChanges(
          $0, of: train.inputs, layout: WindowLayout(shape: train.inputs.shape), scaling: nil,
          parallelism: parallelism)
      }
    } catch {
      throw TesseraError(error)
    }
  }

  /// Changed copies of the training windows, as transfer sets of features. Each row has the teacher's
  /// outputs of the window as it was.
  ///
  /// - Throws: `TesseraError.unreadableRows`.
  fileprivate func copies(
    by features: ProgramFeatures, parallelism: Parallelism, progress: ProgressHandler?
  ) throws(TesseraError) -> [ActivationDump] {
    guard let changes else { return [] }
    var copies: [ActivationDump] = []
    for copy in 0..<changes.withstanding.copyCount(ofRows: train.sampleCount) {
      let count = train.sampleCount
      let made = try rethrowing(
        features.features(of: changes.rows(of: train.inputs, copy: copy), parallelism: parallelism)
        {
          progress?(ProgressReport("copies", done: $0, total: count, unit: .rows))
        }, as: TesseraError.unreadableRows)
      let origin = "\(train.digest) \(copy) \(changes.withstanding)"
      copies.append(train.copy(withInputs: made, digest: features.digest(of: origin)))
    }
    return copies
  }
}

extension ActivationDump {
  /// The dump with features in the place of its windows.
  ///
  /// - Throws: `TesseraError.unreadableRows`.
  func withFeatures(
    by features: ProgramFeatures, parallelism: Parallelism, progress: ProgressHandler?
  ) throws(TesseraError) -> ActivationDump {
    let count = sampleCount
    let report = progress.map { progress in
      { @Sendable (done: Int) in
        progress(ProgressReport("features", done: done, total: count, unit: .rows))
      }
    }
    report?(0)
    let dump = try rethrowing(
      self.features(by: features, parallelism: parallelism, progress: report),
      as: TesseraError.unreadableRows)
    report?(count)
    return dump
  }
}

extension ProgramFeatures {
  /// Its size, for the bytes of students.
  var size: ProgramShape {
    ProgramShape(
      samplesPerChannel: window.samplesPerChannel, channelCount: window.channelCount,
      stageCount: program.stages.count, constantCount: program.constants.count)
  }
}

extension PackedStudent {
  /// What a pass over a dump takes in the place of a student and of windows: what follows the
  /// program, and the features. Without a program both stay.
  ///
  /// - Throws: `TesseraError.mismatchedDump`, `.unreadableRows`.
  func onFeatures(
    of dump: ActivationDump, parallelism: Parallelism, progress: ProgressHandler?
  ) throws(TesseraError) -> (student: PackedStudent, dump: ActivationDump) {
    guard let programFeatures else { return (self, dump) }
    guard dump.featureCount == header.windowCount else {
      throw .mismatchedDump(
        path: dump.path, what: "features", found: dump.featureCount,
        expected: header.windowCount)
    }
    let features = try dump.withFeatures(
      by: programFeatures, parallelism: parallelism, progress: progress)
    return (core, features)
  }
}
