import Foundation
import Tessera

/// Our side: answers requests as the Python peers do. Everything that is timed calls one function
/// of the library.
struct Worker {
  private var inputs: Matrix<Float>?
  private var windows: NumericArray?

  /// Answers requests until standard input ends.
  static func serve() throws {
    var worker = Worker()
    while let line = readLine() {
      var answer: Answer
      do {
        answer = try worker.answer(
          JSONDecoder().decode(Request.self, from: Data(line.utf8)))
      } catch {
        answer = Answer()
        answer.error = "\(error)"
      }
      answer.peakBytes = Machine.peakResidentBytes
      let bytes = try JSONEncoder().encode(answer) + Data("\n".utf8)
      try FileHandle.standardOutput.write(contentsOf: bytes)
    }
  }

  private mutating func answer(_ request: Request) throws -> Answer {
    switch request.do {
    case "kmeans": try kMeans(request)
    case "gram": try gram(request)
    case "sweep": try sweep(request)
    case "import": try importing(request)
    case "features": try features(request)
    case "windows": try Preparation(request).writeWindows(count: request.rows ?? 0)
    case "arrays": try Preparation(request).writeArrays(of: BenchData(prefix: request.dump))
    case "starts":
      try Preparation(request).writeStarts(k: request.k ?? 1, to: request.path ?? "")
    case "partitions": try Preparation(request).writePartitions()
    case "synthesize":
      try Preparation(request).writeSynthesis(
        rowCount: request.rows ?? 0, to: request.path ?? request.dumpPath)
    default: throw BenchError.side("Tessera", "cannot do '\(request.do)'")
    }
  }

  /// Centring is part of the time, as it is of the peers'.
  private mutating func kMeans(_ request: Request) throws -> Answer {
    let kMeans = KMeans(regionCount: request.k ?? 1, seed: UInt64(request.seed ?? 0))
    let starts = try request.path.map {
      try ActivationDump.readInputs($0, parallelism: .allCores).matrix(as: Double.self)
    }
    let source: any RowSource
    if request.dump == nil {
      // As the peers: all rows in memory.
      let rows =
        try inputs
        ?? ActivationDump.readInputs(request.inputsPath, parallelism: .allCores).matrix(
          as: Float.self)
      inputs = rows
      source = rows
    } else {
      source = try ActivationDump.readInputs(request.inputsPath, parallelism: .allCores)
    }
    let start = ContinuousClock.now
    let rows = try CenteredRows(source, parallelism: .allCores)
    let result =
      try starts.map { try kMeans.fit(rows, from: $0, parallelism: .allCores) }
      ?? kMeans.fit(rows, parallelism: .allCores)
    var answer = Answer(seconds: (ContinuousClock.now - start) / .seconds(1))
    answer.iterations = result.iterations.count
    answer.inertia = result.inertia
    answer.rows = source.rowCount
    return answer
  }

  private func gram(_ request: Request) throws -> Answer {
    let set = try TrainingSet(
      ActivationDump.read(request.dumpPath, parallelism: .allCores), head: request.head)
    let regions = try ActivationDump.readInputs(request.regionsPath, parallelism: .allCores)
      .matrix(as: Double.self).elements.map { Int32($0) }
    let origin = try set.origin()
    let rows = Array(0..<Int32(set.rowCount))
    let start = ContinuousClock.now
    let moments = try set.moments(
      of: rows, regions: regions, regionCount: Int(regions.max() ?? 0) + 1, origin: origin,
      parallelism: .allCores)
    var answer = Answer(seconds: (ContinuousClock.now - start) / .seconds(1))
    answer.rows = moments.reduce(0) { $0 + $1.sampleCount }
    answer.width = set.featureCount + set.targets.columnCount
    return answer
  }

  private func sweep(_ request: Request) throws -> Answer {
    let sweep = Sweep(search: .grid(GridSearch(shrinkage: .zero)), head: request.head)
    let start = ContinuousClock.now
    let result = try sweep.run(
      ActivationDump.read(request.dump ?? request.dumpPath, parallelism: .allCores),
      parallelism: .allCores)
    var answer = Answer(seconds: (ContinuousClock.now - start) / .seconds(1))
    answer.table = (0..<result.table.foldCount).flatMap { fold in
      result.table.candidates.map { $0.scores.mse[fold] }
    }
    return answer
  }

  private func importing(_ request: Request) throws -> Answer {
    let start = ContinuousClock.now
    let dump = try ActivationDump.read(request.dump ?? request.dumpPath, parallelism: .allCores)
    var answer = Answer(seconds: (ContinuousClock.now - start) / .seconds(1))
    answer.rows = dump.sampleCount
    return answer
  }

  /// The features are written outside the time, once, for the peers to compare theirs with.
  private mutating func features(_ request: Request) throws -> Answer {
    let windows =
      try windows ?? ActivationDump.readInputs(request.windowsPath, parallelism: .allCores)
    self.windows = windows
    guard case .program(let program) = try FrontEndChoice(name: request.program ?? "") else {
      throw BenchError.side("Tessera", "there is no program \(request.program ?? "")")
    }
    let shape = PackedWindow(samplesPerChannel: windows.columnCount)
    let features = try program.features(of: SignalWindows(shape: shape, countsPerUnit: [1]))
    let start = ContinuousClock.now
    let matrix = try features.features(of: windows, parallelism: .allCores)
    var answer = Answer(seconds: (ContinuousClock.now - start) / .seconds(1))
    (answer.rows, answer.width) = (matrix.rowCount, matrix.columnCount)
    if let path = request.path, !FileManager.default.fileExists(atPath: path) {
      let shape = [matrix.rowCount, matrix.columnCount]
      try Data(NPYWriter.bytes(of: matrix.elements, shape: shape)).write(
        to: URL(fileURLWithPath: path))
    }
    return answer
  }
}

extension Request {
  /// The arrays that the run wrote.
  var dumpPath: String { (folder ?? "") + "/dump" }

  /// The inputs to cluster: another dump, or the arrays of the run.
  var inputsPath: String { dump ?? dumpPath }

  /// A partition of the rows of the run.
  var regionsPath: String { (folder ?? "") + "/regions.npy" }

  /// The windows of the run.
  var windowsPath: String { (folder ?? "") + "/windows" }

  var head: HeadKind { target == "activations" ? .absent : .folded }
}
