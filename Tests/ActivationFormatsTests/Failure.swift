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
  #expect(thrown.description.hasSuffix(".") || thrown.description.contains("python3 -c"))
}
