package import Evaluation
internal import ModelSelection
package import Records

/// Where a student decides, in words and rows.
package struct OperatingText {
  /// One figure, without offsets, with them, and with offsets that other folds chose.
  package struct Row {
    package let title: String
    package let before: ShareEstimate?
    package let after: ShareEstimate?
    package let heldOut: ShareEstimate?
  }

  private let point: OperatingPoint
  private let names: [String]

  /// - Parameter classNames: C names; nil or another number for the places of the classes.
  package init(_ point: OperatingPoint, classNames: [String]?) {
    self.point = point
    names =
      classNames.flatMap { $0.count == point.offsets.count ? $0 : nil }
      ?? point.offsets.indices.map { "class \($0)" }
  }

  /// The figures, those of the class that is looked for first.
  package var rows: [Row] {
    let own: [(String, KeyPath<OperatingFigures, ShareEstimate?>)] = [
      ("sensitivity", \.sensitivity), ("specificity", \.specificity), ("precision", \.precision),
      ("F1", \.f1), ("F2", \.f2),
    ]
    let all: [(String, KeyPath<OperatingFigures, ShareEstimate>)] = [
      ("macro F1", \.macroF1), ("macro F2", \.macroF2), ("accuracy", \.accuracy),
    ]
    return (point.positive == nil ? [] : own).map { title, figure in
      Row(
        title: title, before: point.before[keyPath: figure], after: point.after[keyPath: figure],
        heldOut: point.heldOut[keyPath: figure])
    }
      + all.map { title, figure in
        Row(
          title: title, before: point.before[keyPath: figure],
          after: point.after[keyPath: figure], heldOut: point.heldOut[keyPath: figure])
      }
  }

  /// The class that is looked for; nil for none.
  package var positive: String? { point.positive.map { names[$0] } }

  /// What was moved, and which rows chose it; a sentence each.
  package var lines: [String] {
    let moved = point.offsets.indices.filter { point.offsets[$0] != 0 }.map { label in
      let offset = point.offsets[label]
      return "\(names[label]) by \(offset > 0 ? "+" : "")\(NumberText.fixed(offset, 3))"
    }
    let what =
      moved.isEmpty
      ? "No output is moved: no other point is better on the held-out rows."
      : "Outputs moved, in the units of the teacher's logits: \(moved.joined(separator: ", "))."
    let truth =
      point.truth == .labels
      ? "" : " The teacher's labels count as true, because the dump has no others."
    let rows = NumberText.integer(point.rows)
    let groups = point.groups.map { " of \(NumberText.integer($0)) groups" } ?? ""
    return [
      what,
      "Chosen on \(rows) rows\(groups), each answered by a student of the other folds. 'Held out' is "
        + "of offsets that these other folds chose.\(truth)",
    ]
  }

  /// That the goal was not reached; nil where it was.
  package var warning: String? {
    point.isReached
      ? nil
      : "no operating point reaches \(point.goal.text) on held-out rows; the nearest one was taken"
  }
}
