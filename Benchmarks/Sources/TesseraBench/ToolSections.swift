import Foundation

extension Bench {
  /// The cases that measure our program alone, each in a process of its own.
  func alone() throws -> String {
    let student = folder.appendingPathComponent("alone.tessera").path
    let measurements = try BenchCase.allCases.map { benchCase in
      try ChildProcess.measure(benchCase, dump: data.prefix, runs: rounds, student: student)
    }
    let rows = measurements.map { measurement in
      [
        measurement.title, measurement.seconds.isEmpty ? "-" : "\(measurement.rows)",
        Format.time(measurement.median), Format.time(measurement.seconds.first),
        Format.time(measurement.seconds.last), Format.time(measurement.processorMedian),
        Format.rate(rows: measurement.rows, seconds: measurement.median),
        Format.memory(measurement.peakBytes), measurement.note,
      ]
    }
    let header = [
      "what", "rows", "median", "fastest", "slowest", "processor", "rows/s", "peak memory",
      "outcome",
    ]
    return """
      ## Tessera alone, each case in a process of its own

      \(Format.table(header, trailing: 1, rows))
      """
  }

  /// How long a person waits for `tessera evaluate` and `tessera report` on a small dump.
  func student() throws -> String {
    let title = "## Cold start of `tessera evaluate` and `tessera report`\n\n"
    guard let small = smallDump, hasTool else {
      return title + "skipped: no small dump, or no `\(tool)`.\n"
    }
    let student = folder.appendingPathComponent("small.tessera").path
    _ = try ToolRun(tool, ["compress", small + "-train.npz", "--output", student])
    let test = small + "-test.npz"
    let page = folder.appendingPathComponent("small.html").path
    let commands = [
      ["evaluate", student, test], ["report", student, "--test", test, "--output", page],
    ]
    let rows = try commands.map { command in
      _ = try ToolRun(tool, command)
      let runs = try (0..<20).map { _ in try ToolRun(tool, command) }
      let seconds = runs.map(\.seconds).sorted()
      return [
        command[0], (test as NSString).lastPathComponent,
        Format.time(Measurement.median(of: seconds)), Format.time(seconds.first),
        Format.time(seconds.last), Format.memory(runs.map(\.peakBytes).max()),
      ]
    }
    let header = ["verb", "dump", "median", "fastest", "slowest", "peak memory"]
    let size = try FileManager.default.attributesOfItem(atPath: page)[.size] as? Int ?? 0
    return title + """
      20 launches each after one that is not counted, from launch to end; without gnuplot a page has \
      no plots. The page has \(size / 1_024) KB.

      \(Format.table(header, leading: 2, rows))
      """
  }

  /// ECG5000 beside the dump of this run, or the bundled example.
  private var smallDump: String? {
    let beside = data.prefix.map { ($0 as NSString).deletingLastPathComponent + "/ecg5000" }
    return ([beside].compactMap(\.self) + ["Examples/SyntheticBeats/beats"]).first {
      FileManager.default.fileExists(atPath: $0 + "-test.npz")
    }
  }

  private var hasTool: Bool { FileManager.default.isExecutableFile(atPath: tool) }

  /// The same work on more and more rows, each verb in a fresh process.
  func scale() throws -> String {
    let title = "## More rows\n\n"
    guard hasTool else { return title + "skipped: no `\(tool)`; `make build` makes it.\n" }
    var rows: [[String]] = []
    for rowCount in [50_000, 200_000, 1_000_000, 4_000_000] where rowCount <= scaleLimit {
      rows += try scaleRows(rowCount)
    }
    let header = ["rows", "verb", "time", "per row", "peak memory", "passes"]
    return title + """
      Rows of the dump drawn again with a little noise, in shards of `.npy`; one run each. Verbs are \
      whole processes of `tessera`; k-means is k = 5 with its seeding in the library.

      \(Format.table(header, leading: 2, rows))
      """
  }

  private func scaleRows(_ rowCount: Int) throws -> [[String]] {
    let directory = folder.appendingPathComponent("scale-\(rowCount)").path
    guard freeBytes > rowCount * scaleBytesPerRow else {
      return [["\(rowCount)", "skipped: too little free disk", "-", "-", "-", "-"]]
    }
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let side = try Side.ours()
    var request = self.request("synthesize")
    (request.rows, request.path) = (rowCount, directory)
    _ = try side.ask(request)
    side.close()
    let student = directory + ".tessera"
    let verbs = [
      ("sweep", [directory, "--search", "published", "--head", "folded"]),
      ("compress", [directory, "--search", "published", "--head", "folded", "--output", student]),
      ("evaluate", [student, directory]),
      ("predict", [student, directory, "--output", directory + "/answers.out"]),
    ]
    var rows: [[String]] = []
    for (verb, arguments) in verbs {
      let run = try ToolRun(tool, [verb] + arguments)
      rows.append([
        "\(rowCount)", verb, Format.time(run.seconds),
        Format.time(run.seconds / Double(rowCount)), Format.memory(run.peakBytes), "-",
      ])
    }
    return rows + [try scaleKMeans(rowCount, directory)]
  }

  private func scaleKMeans(_ rowCount: Int, _ directory: String) throws -> [String] {
    let side = try Side.ours()
    defer { side.close() }
    var request = self.request("kmeans")
    (request.k, request.dump) = (5, directory)
    let answer = try side.ask(request)
    let perPass = answer.seconds.map {
      $0 / Double(rowCount) / Double(max(1, answer.iterations ?? 1))
    }
    return [
      "\(rowCount)", "(k-means)", Format.time(answer.seconds),
      Format.time(perPass) + " and pass", Format.memory(answer.peakBytes),
      "\(answer.iterations ?? 0)",
    ]
  }

  /// Inputs, logits, labels and groups, and room for the answers.
  private var scaleBytesPerRow: Int { 4 * (144 + 4 + 2 + 8) * 11 / 10 }

  private var freeBytes: Int {
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: path)
    return (attributes?[.systemFreeSize] as? NSNumber)?.intValue ?? 0
  }
}
