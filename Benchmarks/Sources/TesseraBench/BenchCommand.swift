import ArgumentParser
import Foundation
import Tessera

@main
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tessera-bench",
    abstract: "Measure Tessera beside its peers, in turns, on the same work.",
    discussion: """
      Every side is a process that loads its data once and then answers requests, so that no \
      start-up is timed. A peer that the Python environment does not have is skipped, and the \
      page says so. Run it from the project's root.
      """)

  @Option(
    help: ArgumentHelp(
      "Measure on PREFIX-train.npz and PREFIX-test.npz. (default: a seeded synthetic set)",
      valueName: "prefix"))
  var dump: String?

  @Option(help: ArgumentHelp("Only this part of the page.", valueName: "name"))
  var section: Section?

  @Option(help: "Timed rounds of each case, at least 5.")
  var runs = 5

  @Option(help: ArgumentHelp("The most rows of the scale series.", valueName: "rows"))
  var scaleLimit = 200_000

  @Option(help: ArgumentHelp("The windows whose features are made.", valueName: "count"))
  var windows = 1_000_000

  @Option(help: ArgumentHelp("An interpreter that has the peers.", valueName: "file"))
  var python = "Benchmarks/.venv/bin/python"

  @Option(help: ArgumentHelp("The tool whose processes are measured.", valueName: "file"))
  var tool = ".build/release/tessera"

  @Option(
    help: ArgumentHelp(
      "Where the page goes. (default: the terminal and, without --section, \(Self.page))",
      valueName: "file"))
  var output: String?

  @Option(name: .customLong("case"), help: .private)
  var onlyCase: BenchCase?

  @Option(help: .private)
  var student: String?

  @Flag(help: .private)
  var serve = false

  private static let page = "Benchmarks/RESULTS.md"

  func validate() throws {
    guard runs >= 5 else { throw ValidationError("--runs takes at least 5.") }
    guard windows >= 1 else { throw ValidationError("--windows takes at least 1.") }
  }

  func run() throws {
    if serve {
      try Worker.serve()
    } else if let onlyCase {
      let measurement = try onlyCase.measure(
        on: BenchData(prefix: dump), runs: runs, student: student)
      FileHandle.standardOutput.write(try JSONEncoder().encode(measurement))
    } else {
      try measureAll()
    }
  }

  private func measureAll() throws {
    let machine = Machine()
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("tessera-bench-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let data = BenchData(prefix: dump)
    try writeArrays(to: folder.path)
    let sides = try Sides(python: python, folder: "Benchmarks/Peers")
    defer { sides.close() }
    let bench = Bench(
      data: data, sides: sides, folder: folder, rounds: runs, scaleLimit: scaleLimit,
      windowCount: windows, tool: tool)
    var page = ResultsPage(
      machine: machine, command: commandLine, data: data, sides: sides, rounds: runs)
    for section in section.map({ [$0] }) ?? Section.allCases {
      FileHandle.standardError.write(Data("measuring: \(section.rawValue)\n".utf8))
      let part = try bench.markdown(of: section)
      FileHandle.standardOutput.write(Data((part + "\n").utf8))
      page.sections.append(part)
    }
    print(page.head)
    guard let path = output ?? (section == nil ? Self.page : nil) else { return }
    let file = URL(fileURLWithPath: path)
    page.keepQuality(of: (try? String(contentsOf: file, encoding: .utf8)) ?? "")
    try Data(page.markdown.utf8).write(to: file, options: .atomic)
  }

  /// In a process of its own, so that this one stays small.
  private func writeArrays(to folder: String) throws {
    let writer = try Side.ours()
    defer { writer.close() }
    var request = Request("arrays", folder: folder)
    request.dump = dump
    _ = try writer.ask(request)
  }

  private var commandLine: String {
    "swift run -c release --package-path Benchmarks tessera-bench"
      + (dump.map { " --dump \($0)" } ?? "") + (section.map { " --section \($0.rawValue)" } ?? "")
      + (runs == 5 ? "" : " --runs \(runs)")
      + (scaleLimit == 200_000 ? "" : " --scale-limit \(scaleLimit)")
      + (windows == 1_000_000 ? "" : " --windows \(windows)")
  }
}
