import ActivationFormats
import Testing

/// Runs `body`, which must throw, and checks the text of its error.
func expectFailure<Result>(
  _ error: ActivationFormatsError, says parts: String...,
  sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Result
) {
  let thrown = #expect(throws: error, sourceLocation: sourceLocation) { _ = try body() }
  guard let thrown else { return }
  for part in parts {
    #expect(
      thrown.description.contains(part), "'\(thrown)' lacks '\(part)'",
      sourceLocation: sourceLocation)
  }
  // A command that is to be pasted has no full stop.
  let endsInCommand = ["python3 -c", "--array inputs="].contains { thrown.description.contains($0) }
  #expect(thrown.description.hasSuffix(".") || endsInCommand)
}
