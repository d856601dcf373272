internal import ActivationFormats
public import ModelSelection
internal import Records
internal import Rows
internal import Student

/// Where a student shall decide.
///
/// Offsets of its outputs are chosen from the outputs for rows that its maps have not seen, and go into
/// its biases. They cost nothing on the device.
public struct OperatingRequest: Sendable, Equatable {
  /// A class by its place or by its name.
  public enum ClassChoice: Sendable, Equatable {
    /// A class in 0 ..< C.
    case index(Int)
    /// One of the dump's class names. A number that is no name is the place of a class.
    case name(String)
  }

  /// What is asked for.
  public var goal: OperatingGoal
  /// The class that is looked for; nil for class 1 of two.
  public var positive: ClassChoice?
  /// Whether students and front-ends are compared by the goal as well. Only F of one class does that: a
  /// mean over classes is a measure of candidates, and a share would be bought with the other share.
  public var comparesStudents: Bool

  /// A request.
  public init(
    _ goal: OperatingGoal, positive: ClassChoice? = nil, comparesStudents: Bool = false
  ) {
    self.goal = goal
    self.positive = positive
    self.comparesStudents = comparesStudents
  }

  /// A request whose class is known.
  struct Resolved: Sendable {
    let goal: OperatingGoal
    /// nil where the goal is of all classes and there are more than two.
    let positive: Int?
    /// F of one class by which students are compared; nil where they are not.
    let comparison: DecisionScore?
  }

  /// Finds the class.
  ///
  /// - Throws: `TesseraError.noOperatingPoint`, `.unnamedClass` and `.unknownClass`.
  func resolved(
    on dump: ActivationDump, _ set: TrainingSet
  ) throws(TesseraError) -> Resolved {
    guard let outputs = set.logits?.columnCount else { throw .noOperatingPoint }
    let count = max(2, outputs)
    guard let positive else {
      guard count == 2 || !goal.isOfOneClass else {
        throw .unnamedClass(goal: goal.text, classCount: count)
      }
      return Resolved(
        goal: goal, positive: count == 2 ? 1 : nil, comparison: comparison)
    }
    let names = dump.classNames
    let place: Int?
    let name: String
    switch positive {
    case .index(let index): (place, name) = (index, "\(index)")
    case .name(let text): (place, name) = (names?.firstIndex(of: text) ?? Int(text), text)
    }
    guard let place, (0..<count).contains(place) else {
      throw .unknownClass(name, classNames: names, classCount: count)
    }
    return Resolved(goal: goal, positive: place, comparison: comparison)
  }

  private var comparison: DecisionScore? {
    guard comparesStudents, case .best(let score) = goal, goal.isOfOneClass else { return nil }
    return score
  }
}

extension OperatingRequest.Resolved {
  /// The operating point of a candidate.
  ///
  /// - Complexity: that of `Search.outOfFold`, and of `OperatingPoint`.
  func point(
    of candidate: Candidate, by search: Search, on set: TrainingSet, keeping share: Double?,
    parallelism: Parallelism, progress: ProgressHandler?
  ) throws(TesseraError) -> OperatingPoint {
    do throws(ModelSelectionError) {
      let rows = try search.outOfFold(
        of: candidate, on: set, keeping: share, parallelism: parallelism
      ) { done, total in
        progress?(ProgressReport("decide", done: done, total: total, unit: .cells))
      }
      return try point(of: rows, groups: set.groups)
    } catch {
      throw TesseraError(error)
    }
  }

  func point(of rows: OutOfFold, groups: [Int]?) throws(ModelSelectionError) -> OperatingPoint {
    try OperatingPoint(goal, positive: positive, rows: rows, groups: groups)
  }
}

extension Compression.Fitted {
  /// The same student, which decides where that was asked for.
  ///
  /// - Parameters:
  ///   - work: of the run, which may know the point already.
  ///   - share: of the inputs that are kept; nil for all.
  func deciding(
    in work: Compression.Work, keeping share: Double?
  ) throws(TesseraError) -> Compression.Fitted {
    guard let goal = work.goal else { return self }
    let found = work.found
    let known = candidate == found.selection.chosen ? found.operatingPoint : nil
    let point: OperatingPoint
    if let known {
      point = known
    } else {
      point = try goal.point(
        of: candidate, by: found.search, on: found.trainingSet, keeping: share,
        parallelism: work.parallelism, progress: work.progress)
    }
    return Compression.Fitted(
      model: model.moved(by: point.offsets), features: features, candidate: candidate,
      scored: scored, operatingPoint: point)
  }
}
