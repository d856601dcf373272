extension StudentFacts {
  /// Flash and RAM.
  package struct Memory: Sendable {
    /// A piece of the packed student.
    package struct Section: Sendable, Equatable {
      package var name: String
      package var bytes: Int

      package init(name: String, bytes: Int) {
        self.name = name
        self.bytes = bytes
      }
    }

    /// What one core needs.
    package struct Core: Sendable, Equatable {
      package var name: String
      /// Bytes of code and constants of the runtime.
      package var runtime: Int
      /// Bytes of the caller's RAM: model, quantised input, scratch memory.
      package var ram: Int
      /// Bytes of stack.
      package var stack: Int
      /// Instructions of one inference.
      package var instructions: Int

      package init(name: String, runtime: Int, ram: Int, stack: Int, instructions: Int) {
        self.name = name
        self.runtime = runtime
        self.ram = ram
        self.stack = stack
        self.instructions = instructions
      }
    }

    /// In the order of the file.
    package var sections: [Section]
    package var cores: [Core]

    package init(sections: [Section], cores: [Core]) {
      self.sections = sections
      self.cores = cores
    }
  }

  /// What ties the figures to files.
  package struct Provenance: Sendable {
    /// A dump that took part.
    package struct Dump: Sendable, Equatable {
      package var role: String
      package var name: String
      package var rowCount: Int
      package var sha256: String

      package init(role: String, name: String, rowCount: Int, sha256: String) {
        self.role = role
        self.name = name
        self.rowCount = rowCount
        self.sha256 = sha256
      }
    }

    /// SHA-256 of the packed student.
    package var sha256: String
    package var identifier: String
    /// The tool that made the student; nil without the run record.
    package var tool: String?
    /// The tool that made this page.
    package var reporter: String
    /// The command line that made it.
    package var command: [String]
    package var seed: UInt64?
    package var dumps: [Dump]

    package init(
      sha256: String, identifier: String, tool: String?, reporter: String, command: [String],
      seed: UInt64?, dumps: [Dump]
    ) {
      self.sha256 = sha256
      self.identifier = identifier
      self.tool = tool
      self.reporter = reporter
      self.command = command
      self.seed = seed
      self.dumps = dumps
    }
  }
}
