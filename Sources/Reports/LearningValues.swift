internal import Records

/// What a student learns from labels of its user, for the template.
struct LearningValues {
  let sentences: [String]
  /// Before and after, in the mean over groups.
  let figures: TableValues
  /// The groups that changed; nil where none did, and where the dump has no groups.
  let groups: TableValues?

  /// nil for a student that was not taught for this page.
  init?(_ student: ReportedStudent) {
    guard let record = student.personalization else { return nil }
    sentences = Self.sentences(record, source: student.testSource)
    figures = TableValues(record.mean, classNames: student.classNames)
    groups = TableValues(record)
  }

  private static func sentences(_ record: PersonalizationRecord, source: String) -> [String] {
    let count = NumberText.integer(record.groups.count)
    let patients = record.groups.count == 1 ? "one group" : "\(count) groups"
    let used = NumberText.integer(record.groups.count { $0.isUsed })
    return [
      "A fresh copy of the student met \(patients) of \(source), in the integers of a device. Each time it "
        + "asked for \(NumberText.integer(record.labels)) labels at most, of the rows with the smallest "
        + "margins. The figures are of the rows that it did not ask for.",
      "The guard used what was learnt in \(used) of \(count). Of these groups "
        + "\(NumberText.integer(record.betterCount)) got better and "
        + "\(NumberText.integer(record.worseCount)) worse; the least change of accuracy was "
        + "\(NumberText.fixed(100 * record.leastChange, 2)) points. A device saves "
        + "\(NumberText.integer(record.deltaBytes)) bytes.",
      "Learning trusts its labels, and promises nothing for patients unlike these.",
    ]
  }
}

extension TableValues {
  /// Accuracy, macro F1 and the sensitivity of every class, before and after.
  fileprivate init(_ mean: PersonalizationRecord.Mean, classNames: [String]) {
    var rows: [(String, [String])] = [
      ("accuracy", Self.pair(mean.before.accuracy, mean.after.accuracy)),
      ("macro F1", Self.pair(mean.before.macroF1, mean.after.macroF1)),
    ]
    for (index, name) in classNames.enumerated() where mean.before.sensitivity.indices ~= index {
      rows.append(
        (
          "sensitivity, \(name)",
          Self.pair(mean.before.sensitivity[index], mean.after.sensitivity[index])
        ))
    }
    self.init(
      caption: "Means over groups", corner: "", columns: ["before", "after"], texts: rows)
  }

  /// The accuracy of the groups that changed.
  fileprivate init?(_ record: PersonalizationRecord) {
    let changed = record.groups.filter { $0.before != $0.after }
    guard !changed.isEmpty, record.groups.count > 1 else { return nil }
    self.init(
      caption: "Accuracy of the groups that changed", corner: "group",
      columns: ["rows", "before", "after"],
      texts: changed.map { group in
        (
          "\(group.group)",
          [NumberText.integer(group.rows)] + Self.pair(group.before.accuracy, group.after.accuracy)
        )
      })
  }

  private static func pair(_ before: Double?, _ after: Double?) -> [String] {
    [before, after].map { $0.map { NumberText.percent($0, 2) } ?? "–" }
  }
}
