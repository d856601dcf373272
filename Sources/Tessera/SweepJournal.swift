internal import ActivationFormats
internal import Files
internal import Foundation
internal import ModelSelection
internal import Records
internal import Regression
internal import Rows
internal import Student

/// The finished cells of a sweep in a file. `--resume` starts from it.
///
/// The file is replaced as a whole, so that it is complete at every moment: after each cell, unless the
/// last writing was so short ago that writing would take a good part of the time. What is left then
/// follows with a later cell, or at the end.
final class SweepJournal {
  /// The parameters that cells depend on.
  private struct Content: Codable, Equatable {
    var version: String
    var dumps: [String]
    var head: HeadKind
    /// nil where inputs are as they are in the dumps.
    var isCommonlyScaled: Bool?
    var search: Search
    var cells: [FinishedCell]
  }

  private let path: String
  private var content: Content
  private var failure: TesseraError?
  /// When the file was written last, and how long that took.
  private var lastWriting: (end: ContinuousClock.Instant, duration: Duration)?
  /// Whether there are cells that are not in the file.
  private var isBehind = false

  /// Writing takes at most about a tenth of the time.
  private static let pause = 10

  /// Opens the journal at `path`, or begins one. Rank 0 reads and writes it.
  ///
  /// - Throws: `TesseraError.foreignJournal` when it is of another sweep, `.cannotRead` when it
  ///   cannot be read, `.files` and `.records` when it cannot be written.
  init(
    at path: String, of search: Search, over dumps: [ActivationDump], training set: TrainingSet,
    parallelism: Parallelism
  ) throws(TesseraError) {
    self.path = path
    var content = Content(
      version: TesseraVersion.current, dumps: dumps.map(\.digest), head: set.head.kind,
      isCommonlyScaled: set.scaling == nil ? nil : true,
      search: search.cellIdentity(isGrouped: set.groups != nil), cells: [])
    let stored = try parallelism.first { () throws(TesseraError) -> [UInt8]? in
      FileManager.default.fileExists(atPath: path) ? try StudentFile.contents(of: path) : nil
    }
    if let stored {
      let found = JSONDocument.decode(Content.self, from: stored)
      content.cells = found?.cells ?? []
      guard found == content else { throw .foreignJournal(path: path) }
    }
    self.content = content
    // Finds out before the work whether it can be written.
    try write()
  }

  /// The cells that are done.
  var cells: [FinishedCell] { content.cells }

  /// Adds a cell, and writes the file unless it was written a moment ago.
  func append(_ cell: FinishedCell) {
    content.cells.append(cell)
    isBehind = true
    if let last = lastWriting, last.end.duration(to: .now) < last.duration * Self.pause { return }
    catchUp()
  }

  /// Writes the cells that are not in the file.
  private func catchUp() {
    guard isBehind else { return }
    do throws(TesseraError) {
      try write()
    } catch {
      failure = error
    }
  }

  deinit { catchUp() }

  private func write() throws(TesseraError) {
    let start = ContinuousClock.now
    defer {
      let end = ContinuousClock.now
      lastWriting = (end, start.duration(to: end))
    }
    isBehind = false
    let json = try rethrowing(JSONDocument.encode(content), as: TesseraError.records)
    try rethrowing(AtomicFile.write(json, to: path), as: TesseraError.files)
  }

  /// Writes what is left.
  ///
  /// - Throws: why a cell could not be written.
  func check() throws(TesseraError) {
    catchUp()
    if let failure { throw failure }
  }
}
