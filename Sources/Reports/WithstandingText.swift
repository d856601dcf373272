package import Student

/// What a student was fitted to withstand, in words.
package struct WithstandingText {
  private let withstanding: Withstanding

  /// - Parameter withstanding: of a record without flaw.
  package init(_ withstanding: Withstanding) { self.withstanding = withstanding }

  /// The changes, with commas.
  package var changes: String {
    var parts: [String] = []
    if withstanding.shift > 0 {
      parts.append("cuts up to \(NumberText.integer(withstanding.shift)) samples off")
    }
    if withstanding.stretch > 0 {
      parts.append("time stretched by up to \(NumberText.percent(withstanding.stretch))")
    }
    if withstanding.noise > 0 {
      parts.append("white noise of \(NumberText.percent(withstanding.noise)) of the deviation")
    }
    return parts.joined(separator: ", ")
  }

  /// What that promises, and what not.
  package var sentence: String {
    "It was fitted to windows that change at random: \(changes). The teacher's answers to changed "
      + "windows were taken to be those to the windows as they are. How much it withstands is measured, "
      + "and not promised."
  }
}
