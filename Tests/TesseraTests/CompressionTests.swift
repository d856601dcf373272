import Foundation
import Tessera
import Testing

@Suite("Compression")
struct CompressionTests {
  @Test("without a head gives back activations")
  func activationsOnly() throws {
    let x = Samples.inputs(80)
    let train = try ActivationDump(
      inputs: x, activations: Samples.activations(x), parallelism: .allCores)
    let y = Samples.inputs(40, seed: 9)
    let test = try ActivationDump(
      inputs: y, activations: Samples.activations(y), parallelism: .allCores)
    let result = try Compression(sweep: Samples.sweep()).run(
      train, test: test, parallelism: .allCores)
    #expect(result.model.head == StudentHead.absent)
    #expect(result.student.header.outputCount == 3)
    #expect(!result.student.header.flags.contains(.logits))
    let report = try #require(result.record.test)
    #expect(report.accuracy == nil && report.agreement == nil && report.confusion == nil)
    #expect(report.int8Disagreements == nil && result.record.int8Disagreement == nil)
    #expect(result.record.selection.drop == nil)
    let float = try #require(report.float)
    #expect(report.rmse < 0.4 && abs(report.rmse - float.rmse) < 0.05)
    let limited = Compression(sweep: Samples.sweep(), maximumDrop: 0.5)
    #expect(throws: TesseraError.dropNotAvailable) {
      try limited.run(train, parallelism: .allCores)
    }
  }

  /// A dump of three targets whose deviations are as `units`.
  private func targets(_ units: [Float]) throws -> ActivationDump {
    let x = Samples.inputs(80)
    var values = Samples.activations(x)
    for index in values.elements.indices { values.elements[index] *= units[index % 3] }
    return try ActivationDump(inputs: x, activations: values, parallelism: .allCores)
  }

  @Test("targets of several units are followed, or refused by name")
  func units() throws {
    let compression = Compression(sweep: Samples.sweep())
    for units: [Float] in [[1, 1, 1], [1, 1_000, 1], [1e-6, 1e-6, 1e-6]] {
      let result = try compression.run(targets(units), parallelism: .allCores)
      let fit = try #require(result.record.targets)
      #expect(fit.lost.isEmpty && fit.float.count == 3)
    }
    let far = try targets([1, 1e9, 1])
    let thrown = #expect(throws: TesseraError.self) {
      try compression.run(far, parallelism: .allCores)
    }
    guard case .int8TargetLoss(let target, let float, let int8, let remedy)? = thrown else {
      Issue.record("\(thrown as Any)")
      return
    }
    #expect(["0", "2"].contains(target) && float > 0.5 && int8 < float - 0.02)
    #expect(remedy?.contains("divide it by its deviation") == true)
    var forced = compression
    forced.acceptsInt8Loss = true
    let result = try forced.run(far, parallelism: .allCores)
    #expect(
      result.cautions.contains {
        if case .lostTargets(let targets, _, _, _) = $0 { targets == [0, 2] } else { false }
      })
  }

  @Test("through a rectified head keeps the head and its ReLU")
  func rectified() throws {
    let result = try Compression(sweep: Samples.sweep(head: .rectified)).run(
      Samples.dump(80), test: Samples.dump(40, seed: 4), parallelism: .allCores)
    #expect(result.student.header.flags.contains(.rectified))
    #expect(result.student.header.mapCount == 3 && result.student.header.outputCount == 2)
    let report = try #require(result.record.test)
    #expect(try #require(report.agreement) > 0.8)
    #expect(try #require(report.int8Disagreements) <= 2)
  }

  @Test("folded and linear choose alike and agree")
  func foldedAndLinear() throws {
    let train = try Samples.dump(80)
    let folded = try Compression(sweep: Samples.sweep(head: .folded)).run(
      train, parallelism: .allCores)
    let linear = try Compression(sweep: Samples.sweep(head: .linear)).run(
      train, parallelism: .allCores)
    #expect(folded.record.selection.regionCount == linear.record.selection.regionCount)
    #expect(folded.record.selection.lambda == linear.record.selection.lambda)
    let a = folded.model.predict(Samples.inputs(30)).outputs.elements
    let b = linear.model.predict(Samples.inputs(30)).outputs.elements
    for (one, other) in zip(a, b) { #expect(abs(one - other) <= 1e-9 * max(1, abs(one))) }
    #expect(folded.student.bytes.count < linear.student.bytes.count)
  }

  @Test("learns from transfer dumps, and names them in the record")
  func transfer() throws {
    let x = Samples.inputs(60, seed: 11)
    let parents = (0..<60).map { [$0 % 20] }
    let extra = try ActivationDump(
      inputs: x, activations: Samples.activations(x), parents: parents, head: Samples.head,
      parallelism: .allCores)
    let train = try Samples.dump(20)
    let sweep = Samples.sweep(regionCounts: [1], lambdas: [1])
    let alone = try Compression(sweep: sweep).run(train, parallelism: .allCores)
    let helped = try Compression(sweep: sweep).run(train, transfer: [extra], parallelism: .allCores)
    #expect(helped.record.dumps.map(\.role) == ["train", "transfer"])
    #expect(helped.record.dumps.map(\.rows) == [20, 60])
    #expect(helped.model != alone.model)
    // All 80 rows at once are the same rows for the fit, λ and k being fixed.
    let all = Matrix(
      rowCount: 80, columnCount: 4, elements: Samples.inputs(20).elements + x.elements)
    let joined = try ActivationDump(
      inputs: all, activations: Samples.activations(all), head: Samples.head, parallelism: .allCores
    )
    let one = try Compression(sweep: sweep).run(joined, parallelism: .allCores).model.maps[0]
      .weights.elements
    for (a, b) in zip(helped.model.maps[0].weights.elements, one) { #expect(abs(a - b) < 1e-9) }
  }

  @Test("refuses transfer dumps with parents beyond the training dump, or of another teacher")
  func badTransfer() throws {
    let x = Samples.inputs(10)
    let train = try Samples.dump(40)
    let orphan = try ActivationDump(
      inputs: x, activations: Samples.activations(x), parents: Array(repeating: [40], count: 10),
      head: Samples.head, parallelism: .allCores)
    let other = try ActivationDump(
      inputs: x, activations: Matrix(rowCount: 10, columnCount: 2, repeating: 1),
      parallelism: .allCores)
    for transfer in [orphan, other] {
      let error = #expect(throws: TesseraError.self) {
        try Compression(sweep: Samples.sweep()).run(
          train, transfer: [transfer], parallelism: .allCores)
      }
      #expect(error?.kind == .badData)
    }
  }

  @Test("refuses a student that loses more than is allowed")
  func drop() throws {
    // The sign of a product of two features, which no affine map gives.
    let x = Samples.inputs(80)
    let logits = (0..<80).flatMap { row in
      let product = (x[row, 0] - x[row, 1]) * (x[row, 2] - x[row, 3])
      return [product, -product]
    }
    let train = try ActivationDump(
      inputs: x, logits: Matrix(rowCount: 80, columnCount: 2, elements: logits),
      parallelism: .allCores)
    let affine = Samples.sweep(regionCounts: [1], lambdas: [1])
    var compression = Compression(sweep: affine, maximumDrop: 1)
    let drop = try #require(compression.run(train, parallelism: .allCores).record.selection.drop)
    #expect(drop > 0)
    compression.maximumDrop = drop / 2
    #expect(throws: TesseraError.dropExceeded(drop: drop, allowed: drop / 2)) {
      try compression.run(train, parallelism: .allCores)
    }
  }
}
