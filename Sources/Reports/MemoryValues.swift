internal import Firmware
internal import Records

/// The cost of a student, for the template.
struct MemoryValues {
  struct Bar {
    let name: String
    let bytes: String
    /// In percent of the file, with two decimals, for the style sheet.
    let width: String
    /// Which colour, 1 ... 6.
    let series: Int
  }

  let total: String
  let bars: [Bar]
  let sections: TableValues
  let cores: TableValues

  init(_ student: ReportedStudent) {
    let pieces = student.inspection.pieces
    let sum = max(1, pieces.reduce(0) { $0 + $1.bytes })
    total = NumberText.bytes(student.inspection.bytes)
    bars = pieces.enumerated().map { index, section in
      Bar(
        name: section.name, bytes: NumberText.integer(section.bytes),
        width: NumberText.fixed(100 * Double(section.bytes) / Double(sum), 2),
        series: index % 6 + 1)
    }
    sections = TableValues(
      caption: "Flash: the packed student", corner: "section", columns: ["bytes", "share"],
      texts: pieces.map {
        (
          $0.name,
          [NumberText.integer($0.bytes), NumberText.percent(Double($0.bytes) / Double(sum))]
        )
      })
    cores = TableValues(
      caption: "Runtime in C99 and RAM, estimated for each core", corner: "core",
      columns: ["code", "RAM", "stack", "instructions"],
      texts: student.costs.map { cost in
        let memory = cost.memory
        let bytes = [
          cost.runtime.text + cost.runtime.rodata, memory.model + memory.input + memory.scratch,
          memory.stack,
        ]
        return (
          cost.core.rawValue,
          bytes.map { "\(NumberText.integer($0)) B" } + [NumberText.integer(cost.instructions)]
        )
      })
  }
}

extension StudentInspection {
  /// The sections, in the order of the file, with the maps of all regions as one.
  fileprivate var pieces: [(name: String, bytes: Int)] {
    var pieces: [(name: String, bytes: Int)] = []
    var maps = 0
    for section in sections {
      if section.name.hasPrefix("region map") {
        maps += section.bytes
        continue
      }
      if maps > 0 {
        pieces.append(("maps of \(regionCount) regions", maps))
        maps = 0
      }
      pieces.append((section.name, section.bytes))
    }
    return pieces
  }
}

/// Where the figures come from, for the template.
struct ProvenanceValues {
  let pairs: [PairValues]
  /// Nil without the run record.
  let command: String?
  let dumps: TableValues?

  init(_ student: ReportedStudent) {
    let record = student.record
    var pairs = [
      PairValues(name: "SHA-256 of the student", value: student.inspection.sha256),
      PairValues(name: "identifier in its bytes", value: student.inspection.identifier),
      PairValues(
        name: "made by",
        value: record.map { "\($0.tool.name) \($0.tool.version)" }
          ?? "unknown: there is no run record"),
      PairValues(name: "reported by", value: Report.reporter),
    ]
    if let seed = record?.seed { pairs.append(PairValues(name: "seed", value: "\(seed)")) }
    self.pairs = pairs
    let words = record?.command ?? []
    command =
      words.isEmpty
      ? nil : VisibleText.line(words.map(Self.quoted).joined(separator: " "))
    let sources = Self.dumps(of: student)
    dumps =
      sources.isEmpty
      ? nil
      : TableValues(
        caption: "Dumps", corner: "dump", columns: ["role", "rows", "SHA-256"],
        texts: sources.map {
          ($0.name, [$0.role, NumberText.integer($0.rows), $0.sha256])
        }, isText: true)
  }

  /// The dumps of the run, and the one that it was measured on for this page.
  private static func dumps(of student: ReportedStudent) -> [RunRecord.Dump] {
    let dumps = student.record?.dumps ?? []
    guard let dump = student.evaluation?.dump,
      !dumps.contains(where: { $0.sha256 == dump.sha256 && $0.role == "test" })
    else { return dumps }
    return dumps + [dump]
  }

  /// As a shell takes it.
  private static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.unicodeScalars.allSatisfy {
        $0.isASCII
          && ($0.properties.isAlphabetic || ("0"..."9").contains($0)
            || "-_./,:=%+@".unicodeScalars.contains($0))
      }
    return isPlain
      ? word
      : "'"
        + word.split(separator: "'", omittingEmptySubsequences: false)
        .joined(separator: "'\\''") + "'"
  }
}
