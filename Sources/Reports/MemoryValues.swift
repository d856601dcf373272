/// What a student costs, for the template.
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

  init(_ student: StudentFacts) {
    let memory = student.memory
    let sum = max(1, memory.sections.reduce(0) { $0 + $1.bytes })
    total = NumberText.bytes(student.student.bytes)
    bars = memory.sections.enumerated().map { index, section in
      Bar(
        name: section.name, bytes: NumberText.integer(section.bytes),
        width: NumberText.fixed(100 * Double(section.bytes) / Double(sum), 2),
        series: index % 6 + 1)
    }
    sections = TableValues(
      caption: "Flash: the packed student", corner: "section", columns: ["bytes", "share"],
      texts: memory.sections.map {
        (
          $0.name,
          [NumberText.integer($0.bytes), NumberText.percent(Double($0.bytes) / Double(sum))]
        )
      })
    cores = TableValues(
      caption: "Runtime in C99 and RAM, estimated for each core", corner: "core",
      columns: ["code", "RAM", "stack", "instructions"],
      texts: memory.cores.map {
        (
          $0.name,
          [
            "\(NumberText.integer($0.runtime)) B", "\(NumberText.integer($0.ram)) B",
            "\(NumberText.integer($0.stack)) B", NumberText.integer($0.instructions),
          ]
        )
      })
  }
}

/// Where the figures come from, for the template.
struct ProvenanceValues {
  let pairs: [PairValues]
  /// Nil without the run record.
  let command: String?
  let dumps: TableValues?

  init(_ provenance: StudentFacts.Provenance) {
    var pairs = [
      PairValues(name: "SHA-256 of the student", value: provenance.sha256),
      PairValues(name: "identifier in its bytes", value: provenance.identifier),
      PairValues(
        name: "made by", value: provenance.tool ?? "unknown: there is no run record"),
      PairValues(name: "reported by", value: provenance.reporter),
    ]
    if let seed = provenance.seed { pairs.append(PairValues(name: "seed", value: "\(seed)")) }
    self.pairs = pairs
    command =
      provenance.command.isEmpty
      ? nil : VisibleText.line(provenance.command.map(Self.quoted).joined(separator: " "))
    dumps =
      provenance.dumps.isEmpty
      ? nil
      : TableValues(
        caption: "Dumps", corner: "dump", columns: ["role", "rows", "SHA-256"],
        texts: provenance.dumps.map {
          ($0.name, [$0.role, NumberText.integer($0.rowCount), $0.sha256])
        }, isText: true)
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
