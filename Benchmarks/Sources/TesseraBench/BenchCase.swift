import ArgumentParser
import Foundation
import Tessera

/// The measured cases, in this order. The later ones use the student that `fit` writes.
enum BenchCase: String, CaseIterable, Codable, ExpressibleByArgument {
  case `import`
  case kmeans
  case sweep
  case fit
  case evaluate
  case predict
  case predictSerial = "predict-serial"
  case predictEach = "predict-each"

  /// The published sweep with folded targets, on the rows of `BenchData.train`.
  private static let publishedSweep = Sweep(search: .grid(GridSearch()), head: .folded)

  /// Measures this case in this process.
  func measure(on data: BenchData, runs: Int, student: String?) throws -> Measurement {
    switch self {
    case .import: try measureImport(of: data, runs: runs)
    case .kmeans: try measureKMeans(on: data, runs: runs)
    case .sweep: try measureSweep(on: data, runs: runs)
    case .fit: try measureFit(on: data, runs: runs, student: student)
    case .evaluate: try measureEvaluate(on: data, runs: runs, student: student)
    case .predict: try measurePredict(on: data, runs: runs, student: student, .allCores)
    case .predictSerial: try measurePredict(on: data, runs: runs, student: student, .serial)
    case .predictEach: try measurePredictEach(on: data, runs: runs, student: student)
    }
  }

  private func measureImport(of data: BenchData, runs: Int) throws -> Measurement {
    let path = data.importPath
    guard FileManager.default.fileExists(atPath: path) else {
      return .skipped("import of \(path)", reason: "no such file here")
    }
    return try Measurement(
      "import of \((path as NSString).lastPathComponent), checked", runs: runs
    ) {
      let dump = try ActivationDump.read(path, parallelism: .allCores)
      return (dump.sampleCount, "\(dump.sampleCount) × \(dump.featureCount)")
    }
  }

  private func measureKMeans(on data: BenchData, runs: Int) throws -> Measurement {
    let inputs = try data.train().inputs.matrix(as: Float.self)
    return try Measurement("k-means, k = 5, one start", runs: runs) {
      let result = try KMeans(regionCount: 5).fit(inputs, parallelism: .allCores)
      let inertia = String(format: "%.6g", result.inertia)
      return (inputs.rowCount, "\(result.iterations.count) passes, inertia \(inertia)")
    }
  }

  private func measureSweep(on data: BenchData, runs: Int) throws -> Measurement {
    let train = try data.train()
    return try Measurement("published sweep, folded targets", runs: runs) {
      let result = try Self.publishedSweep.run(train, parallelism: .allCores)
      let chosen = result.selection.chosen
      let folds = "\(result.table.foldCount) \(result.table.grouped ? "grouped" : "random") folds"
      return (
        train.sampleCount,
        "\(folds), \(result.table.candidates.count) candidates; chose k = \(chosen.regionCount), "
          + "lambda = \(String(format: "%g", chosen.lambda))"
      )
    }
  }

  private func measureFit(
    on data: BenchData, runs: Int, student: String?
  ) throws -> Measurement {
    guard let student else { throw BenchError.noStudent }
    let train = try data.train()
    var search = GridSearch(regionCounts: [3], lambdas: [100])
    search.folds = KFold(foldCount: 2)
    let compression = Compression(sweep: Sweep(search: .grid(search), head: .folded))
    return try Measurement(
      "compress with k = 3, lambda = 100, two folds: no search", runs: runs
    ) {
      let result = try compression.run(train, parallelism: .allCores)
      try result.write(to: student)
      return (train.sampleCount, "\(result.student.bytes.count) bytes")
    }
  }

  private func measureEvaluate(
    on data: BenchData, runs: Int, student: String?
  ) throws -> Measurement {
    guard let student else { throw BenchError.noStudent }
    let test = try data.test()
    return try Measurement("evaluate: int8 and float student, all figures", runs: runs) {
      let record = try EvaluationRecord(StudentFile.read(student), on: test, parallelism: .allCores)
      return (test.sampleCount, "\(record.student.macs) MACs per row")
    }
  }

  private func measurePredict(
    on data: BenchData, runs: Int, student: String?, _ parallelism: Parallelism
  ) throws -> Measurement {
    guard let student else { throw BenchError.noStudent }
    let packed = try StudentFile.read(student).student
    let inputs = try data.test().inputs.matrix(as: Float.self)
    let threads = parallelism.threadCount == 1 ? "one thread" : "all cores"
    return try Measurement("packed student alone, \(threads)", runs: runs) {
      let prediction = packed.predict(inputs, parallelism: parallelism)
      return (prediction.labels.count, "\(packed.header.shape.multiplyAccumulates) MACs per row")
    }
  }

  private func measurePredictEach(
    on data: BenchData, runs: Int, student: String?
  ) throws -> Measurement {
    guard let student else { throw BenchError.noStudent }
    let packed = try StudentFile.read(student).student
    let inputs = try data.test().inputs.matrix(as: Float.self)
    let rows = (0..<inputs.rowCount).map { inputs.gathering(rows: [$0]) }
    var measurement = try Measurement("packed student alone, a call for each row", runs: runs) {
      let labels = rows.map { packed.predict($0, parallelism: .serial).labels[0] }
      return (labels.count, "")
    }
    let each = measurement.median.map { $0 / Double(rows.count) * 1e9 } ?? 0
    measurement.note = String(format: "%.0f ns per row, allocation of the answer included", each)
    return measurement
  }
}
