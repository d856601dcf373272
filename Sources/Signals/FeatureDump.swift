public import ActivationFormats
public import HostRuntime
public import Rows

extension ActivationDump {
  /// The dump with the features of its windows in the place of its inputs.
  ///
  /// - Parameters:
  ///   - features: what makes them.
  ///   - parallelism: how many threads; changes the time and never the result.
  ///   - progress: called with the number of windows that are done, from any thread.
  /// - Throws: `RowReadError` when the windows can no longer be read.
  /// - Precondition: the windows have the shape, and are counts (`SignalWindows.check`).
  /// - Complexity: O(N · element steps).
  public func features(
    by features: ProgramFeatures, parallelism: Parallelism,
    progress: (@Sendable (_ done: Int) -> Void)? = nil
  ) throws(RowReadError) -> ActivationDump {
    let matrix = try features.features(of: inputs, parallelism: parallelism, progress: progress)
    return replacingInputs(by: matrix, digest: features.digest(of: digest))
  }
}
