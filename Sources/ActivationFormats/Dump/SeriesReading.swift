public import Rows

extension ActivationDump {
  /// Reads the only array of a file: numbers one after another, or rows of a few.
  ///
  /// - Parameters:
  ///   - path: a file with one array.
  ///   - options: limits of the files that are read.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: the fault, as `read` does; N or N × columns finite values are required.
  /// - Complexity: O(values).
  public static func readSeries(
    _ path: String, options: DumpOptions = DumpOptions(), parallelism: Parallelism
  ) throws(ActivationFormatsError) -> NumericArray {
    let container = try openContainer(path, options: options)
    let available = container.arrayNames
    guard available.count == 1, let series = try container.numbers(available[0]) else {
      throw .missingArray(file: path, array: "one array alone", available: available)
    }
    try series.validateShape(ranks: 1...2, expected: "N, or N × columns")
    try series.validateFinite(parallelism: parallelism, progress: nil)
    return series
  }
}
