package import LinearAlgebra

/// The facts about a dump that may be refused: `ActivationDump.summarize`, `digest` and `read` in
/// one. The dump is opened once.
package struct DumpSurvey: Sendable {
  /// Its arrays, in the container's order.
  package let arrays: [ArraySummary]
  /// As `ActivationDump.digest` has it.
  package let digest: String
  /// Why `ActivationDump.read` refuses it; nil when it does not.
  package let objection: ActivationFormatsError?

  /// Surveys a dump.
  ///
  /// - Parameters:
  ///   - path: the file or the directory.
  ///   - options: how it is read.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: the fault of the container or of an array's bytes.
  /// - Complexity: O(all elements).
  package init(
    of path: String, options: DumpOptions, parallelism: Parallelism
  ) throws(ActivationFormatsError) {
    let container = try openContainer(path, options: options)
    arrays = try container.summaries(parallelism: parallelism)
    let digest = try container.digest()
    self.digest = digest
    do throws(ActivationFormatsError) {
      _ = try ActivationDump.read(
        container, digest: digest, options: options, parallelism: parallelism)
      objection = nil
    } catch {
      objection = error
    }
  }
}
