import ArgumentParser
import Tessera

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Show what a dump or a packed student holds.")

  @Argument(
    help: "A dump, or a packed student.",
    completion: .file(extensions: ["tessera", "npz", "safetensors", "csv", "npy"]))
  var path: String

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Verify that dumps, generated folders and firmware images belong to the student.",
      valueName: "file"), completion: .file())
  var verify: [String] = []

  @OptionGroup var dump: DumpArguments
  @OptionGroup var threading: ThreadArguments
  @OptionGroup var output: OutputArguments

  func run() throws {
    try reportingFailures(output) { () throws(TesseraError) in
      guard verify.isEmpty else { return try verifyFiles() }
      let isStudent = path.hasSuffix(".tessera")
      try output.check(
        inputs: [path] + (isStudent ? [StudentFile.recordPath(forStudent: path)] : []))
      switch try Inspection(
        path, options: dump.options, parallelism: threading.parallelism)
      {
      case .dump(let inspection):
        show(inspection)
        try output.write(inspection)
      case .student(let inspection):
        show(inspection)
        try output.write(inspection)
      }
    }
  }

  private func verifyFiles() throws(TesseraError) {
    try output.check(inputs: [path, StudentFile.recordPath(forStudent: path)] + verify)
    let file = try StudentFile.read(path)
    if let warning = file.warning { Terminal.warning(warning) }
    let verification = try Verification(of: verify, against: file, options: dump.options)
    Terminal.print("\(path): SHA-256 \(verification.sha256)")
    var table = TextTable(["file", "kind", "", ""], leading: 4)
    for finding in verification.findings {
      table.add(
        [
          finding.path, finding.kind.rawValue, finding.matches ? "verified" : "NOT VERIFIED",
          finding.detail,
        ], style: finding.matches ? nil : .red)
    }
    table.show()
    for finding in verification.findings {
      for warning in finding.warnings { Terminal.warning("\(finding.path): \(warning)") }
    }
    try output.write(verification)
    try verification.accept()
  }

  private func show(_ dump: DumpInspection) {
    Terminal.print("\(dump.path): activation dump, SHA-256 \(dump.sha256)")
    var table = TextTable(["array", "type", "shape", "min", "max", "not finite"], leading: 3)
    for array in dump.arrays {
      let shape = array.shape.map { Format.integer($0) }.joined(separator: " × ")
      table.add([
        array.name, array.type, shape.isEmpty ? "scalar" : shape, Format.general(array.minimum),
        Format.general(array.maximum), Format.integer(array.nonFinite),
      ])
    }
    table.show()
    if let objection = dump.objection {
      Terminal.warning("'tessera compress' refuses this dump: \(objection)")
    }
  }

  private func show(_ student: StudentInspection) {
    Terminal.print(
      "\(student.path): packed student, format version \(student.formatVersion), "
        + "\(Format.integer(student.bytes)) bytes")
    Terminal.print("SHA-256 \(student.sha256), identifier \(student.identifier)")
    Terminal.print(
      "inputs \(Format.integer(student.inputs)), "
        + (student.hasProjection ? "projected to \(student.componentCount), " : "")
        + "regions \(Format.integer(student.regionCount)), outputs \(Format.integer(student.outputs)), "
        + (student.hasSharedMap ? "a map shared by all regions, " : "")
        + "head \(student.head), \(Format.integer(student.macs)) multiply-accumulates, "
        + "\(Format.integer(student.scratch)) bytes of scratch memory")
    let inspected = InspectedStudent(student: student)
    Terminal.print("inputs: " + inspected.frontEnd.joined(separator: "; "))
    inspected.show()
    var table = TextTable(["section", "offset", "bytes"], leading: 1)
    for section in student.sections {
      table.add([
        section.name, Format.integer(section.offset), Format.integer(section.bytes),
      ])
    }
    table.show()
    inspected.showScales()
    if let record = student.record {
      Terminal.print(
        "made by \(record.tool.name) \(record.tool.version) with k = \(record.selection.regionCount), "
          + "lambda = \(Format.lambda(record.selection.lambda)), seed \(record.seed), from "
          + record.dumps.map { "\($0.role) \($0.name)" }.joined(separator: ", "))
    }
    if let warning = student.warning { Terminal.warning(warning) }
  }
}
