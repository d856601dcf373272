import Foundation

/// A process that loads its libraries and data once and then answers requests, one line each.
struct Side {
  let name: String
  private let process: Process
  private let requests: FileHandle
  private let answers: FileHandle

  /// - Throws: the error that stops the program from starting.
  init(_ name: String, program: String, arguments: [String]) throws {
    // A side that has ended must not end this process.
    signal(SIGPIPE, SIG_IGN)
    self.name = name
    process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let toSide = Pipe()
    let fromSide = Pipe()
    process.standardInput = toSide
    process.standardOutput = fromSide
    requests = toSide.fileHandleForWriting
    answers = fromSide.fileHandleForReading
    try process.run()
  }

  /// This program as a side.
  static func ours() throws -> Side {
    let path = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return try Side("Tessera", program: path, arguments: ["--serve"])
  }

  /// - Throws: `BenchError.side` when it answers with an error or not at all.
  func ask(_ request: Request) throws -> Answer {
    var line = Data()
    do {
      try requests.write(contentsOf: try JSONEncoder().encode(request) + Data("\n".utf8))
      while line.last != UInt8(ascii: "\n") {
        let part = answers.availableData
        guard !part.isEmpty else { break }
        line += part
      }
    } catch {
      line = Data()
    }
    guard let answer = try? JSONDecoder().decode(Answer.self, from: line) else {
      throw BenchError.side(name, "does not answer; is it installed?")
    }
    if let error = answer.error { throw BenchError.side(name, error) }
    return answer
  }

  /// Ends the process.
  func close() {
    try? requests.close()
    process.waitUntilExit()
  }
}

/// The sides that are there, and why others are not.
struct Sides {
  private(set) var ours: Side
  private(set) var peers: [String: Side] = [:]
  /// Names with versions, in the order of `names`.
  private(set) var versions: [String] = []
  /// Lines that begin with `skipped:`.
  private(set) var skipped: [String] = []

  static let sklearn = "scikit-learn"
  static let oneDAL = "oneDAL"
  static let faiss = "faiss"
  static let numpy = "NumPy"
  static let scipy = "SciPy"

  private static let scripts = [
    (sklearn, "sklearn_peer.py"), (oneDAL, "onedal_peer.py"), (faiss, "faiss_peer.py"),
    (numpy, "numpy_peer.py"), (scipy, "scipy_peer.py"),
  ]

  /// - Parameter python: an interpreter that has the peers; a missing peer is reported.
  init(python: String, folder: String) throws {
    ours = try Side.ours()
    for (name, script) in Self.scripts {
      do {
        let side = try Side(name, program: python, arguments: [folder + "/" + script])
        versions.append(try side.ask(Request("hello")).note ?? name)
        peers[name] = side
      } catch {
        skipped.append("skipped: \(name), which does not start under `\(python)`")
      }
    }
  }

  /// Ours, then those of the named peers that are there.
  func ours(and names: String...) -> [Side] { [ours] + names.compactMap { peers[$0] } }

  func close() {
    ours.close()
    for peer in peers.values { peer.close() }
  }
}
