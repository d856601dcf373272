import Tessera

/// The Pareto front of bytes and score on the terminal: the worth of smaller and larger students.
struct FrontTable {
  private let record: RunRecord
  private let students: [RunRecord]

  /// - Parameters:
  ///   - record: of the student that was chosen.
  ///   - students: of those of the front that were made.
  init(_ record: RunRecord, students: [RunRecord] = []) {
    self.record = record
    self.students = students
  }

  /// Nothing for a grid, whose sizes follow from k alone.
  func show() {
    guard !record.table.isGrid else { return }
    let score = record.selection.score
    let measures = students.contains { $0.test != nil }
    var table = TextTable(
      ["front", "bytes", "MACs", "CV \(score.rawValue)", "±"]
        + (measures ? ["accuracy", "agreement", "F1"] : []) + [""], leading: 1)
    let chosen = record.chosen
    for candidate in record.table.front(by: score, including: chosen) {
      let student = students.first { $0.chosen == candidate }
      let figures = [student?.test?.accuracy, student?.test?.agreement, student?.test?.macroF1]
      table.add(
        [
          candidate.title, Format.integer(candidate.byteCount),
          Format.integer(candidate.multiplyAccumulates),
          Format.score(candidate.scores.mean(score)),
          Format.score(candidate.scores.standardError(score)),
        ] + (measures ? figures.map { Format.score($0) } : []) + [candidate == chosen ? "<" : " "],
        style: candidate == chosen ? .green : nil)
    }
    table.show()
  }
}
