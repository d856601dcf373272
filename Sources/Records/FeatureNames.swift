internal import HostRuntime

/// The names of the numbers of a window, where they are names of single inputs.
public struct FeatureNames: Sendable, Equatable {
  /// One for each number of a window.
  public let names: [String]

  /// The names in a student's record.
  ///
  /// - Returns: nil without names, and for windows of several channels or of features that a program
  ///   makes: numbers say more there.
  package init?(of student: StudentInspection) {
    guard let names = student.record?.featureNames, student.window?.channels ?? 1 == 1,
      student.program == nil
    else { return nil }
    self.names = names
  }

  /// The names of a training dump.
  ///
  /// - Parameter names: nil for none.
  public init?(_ names: [String]?) {
    guard let names else { return nil }
    self.names = names
  }

  /// A number of a window with its name, in quotes: `17 'age'`.
  ///
  /// - Parameter index: of the window; one without a name is its number.
  public func title(_ index: Int) -> String {
    names.indices.contains(index) ? "\(index) '\(names[index])'" : "\(index)"
  }
}

extension StudentInspection {
  /// The names of its features; nil where there are none.
  public var featureNames: FeatureNames? { FeatureNames(of: self) }
}
