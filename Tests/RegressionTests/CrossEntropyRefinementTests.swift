import Regression
import Rows
import TestSupport
import Testing

@Suite struct CrossEntropyRefinementTests {
  private func rows(_ sample: DesignSample) -> DistillationRows {
    DistillationRows(
      inputs: .stored(sample.inputs), regions: sample.regions,
      targets: DistillationRows.softmax(sample.targets, temperature: 2),
      weights: sample.weights.map { Float($0) })
  }

  private let refinement = CrossEntropyRefinement(
    temperature: 2, sharedPenalty: 1e-3, correctionPenalty: 2e-3, iterationLimit: 400,
    tolerance: 1e-14)

  private func refined(_ sample: DesignSample) throws -> (
    maps: CorrectedMaps, report: CrossEntropyRefinement.Report
  ) {
    let start = try CorrectedRidge(sample.design).fit(
      sharedPenalty: 1e-3, correctionPenalty: 2e-3)
    return try refinement.refine(start, sample.design, rows: rows(sample), parallelism: .allCores)
  }

  @Test("the analytic gradient is that of differences")
  func gradient() throws {
    for hasSharedMap in [true, false] {
      let sample = DesignSample(hasSharedMap: hasSharedMap)
      let design = sample.design
      let coordinates = try DistillationCoordinates(
        design, outputCount: 3, refinement: refinement)
      let loss = DistillationLoss(
        rows: rows(sample), origin: Array(design.mean.prefix(5)), temperature: 2, regionCount: 3)
      func value(_ point: [Double]) throws -> (value: Double, gradient: [Double]) {
        let coefficients = coordinates.coefficients(at: point)
        return coordinates.penalized(
          try loss.evaluate(coordinates.regionMaps(coefficients), parallelism: .serial),
          coefficients)
      }
      var random = SeededGenerator(seed: 9, stream: 97)
      let point = (0..<3 * design.columnCount + 3).map { _ in 0.3 * random.normal() }
      let gradient = try value(point).gradient
      for index in stride(from: 0, to: point.count, by: 5) {
        var (left, right) = (point, point)
        // Outputs are in single precision, so that a step has to be long.
        left[index] -= 5e-3
        right[index] += 5e-3
        let difference = (try value(right).value - value(left).value) / 1e-2
        #expect(abs(difference - gradient[index]) < 5e-5 * max(1, abs(difference)))
      }
    }
  }

  @Test("a point stands for the maps that it was made of")
  func coordinates() throws {
    let sample = DesignSample()
    let maps = try CorrectedRidge(sample.design).fit(sharedPenalty: 1e-3, correctionPenalty: 1e-2)
    let coordinates = try DistillationCoordinates(
      sample.design, outputCount: 3, refinement: refinement)
    let back = coordinates.maps(at: coordinates.point(of: maps))
    #expect(relativeDifference(sample.outputs(back), sample.outputs(maps)) < 1e-10)
  }

  @Test("the loss never rises, and at its minimum the gradient vanishes")
  func minimum() throws {
    for components in [2, nil] {
      let sample = DesignSample(componentCount: components)
      let (maps, report) = try refined(sample)
      #expect(report.converged)
      for (before, after) in zip(report.losses, report.losses.dropFirst()) {
        #expect(after <= before)
      }
      let coordinates = try DistillationCoordinates(
        sample.design, outputCount: 3, refinement: refinement)
      let loss = DistillationLoss(
        rows: rows(sample), origin: Array(sample.design.mean.prefix(5)), temperature: 2,
        regionCount: 3)
      let coefficients = coordinates.coefficients(at: coordinates.point(of: maps))
      let value = try loss.evaluate(coordinates.regionMaps(coefficients), parallelism: .serial)
      // Offsets of regions were centred, which moves a part of them into the free constant.
      #expect(value.loss < report.losses[0])
    }
  }

  @Test("another start leads to the same minimum")
  func convexity() throws {
    let sample = DesignSample()
    let far = try CorrectedRidge(sample.design).fit(sharedPenalty: 100, correctionPenalty: 100)
    let other = try refinement.refine(
      far, sample.design, rows: rows(sample), parallelism: .allCores
    ).maps
    #expect(
      relativeDifference(sample.outputs(other), sample.outputs(try refined(sample).maps)) < 2e-3)
  }

  @Test("a teacher that is a student of this design is found again")
  func recovery() throws {
    let sample = DesignSample(regionCount: 1, componentCount: nil, hasSharedMap: false)
    let truth = AffineMap(
      weights: Matrix(
        rowCount: 3, columnCount: 5, elements: (0..<15).map { Double($0 % 4) * 0.2 - 0.3 }),
      offsets: [0.1, -0.2, 0.3])
    let logits = truth.predict(sample.inputs)
    let rows = DistillationRows(
      inputs: .stored(sample.inputs), regions: sample.regions,
      targets: DistillationRows.softmax(logits, temperature: 2),
      weights: sample.weights.map { Float($0) })
    let start = try CorrectedRidge(sample.design).fit(sharedPenalty: 1, correctionPenalty: 1)
    let maps = try CrossEntropyRefinement(
      sharedPenalty: 1e-9, correctionPenalty: 1e-9, iterationLimit: 500, tolerance: 1e-14
    ).refine(start, sample.design, rows: rows, parallelism: .allCores).maps
    let outputs = sample.outputs(maps)
    for row in 0..<outputs.rowCount {
      let found = DistillationRows.softmax(outputs, temperature: 2)[row: row]
      let expected = DistillationRows.softmax(logits, temperature: 2)[row: row]
      #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 2e-3 })
    }
  }

  @Test("inputs that are held less their origin give the bits of those that every pass reads")
  func heldInputs() throws {
    let sample = DesignSample(rows: 600)
    let origin = sample.design.mean.prefix(5).map { Float($0) }
    var block = RowBlock(columnCount: 5)
    try block.read(0..<600, of: sample.inputs, from: origin)
    let stored = rows(sample)
    let held = DistillationRows(
      inputs: .held(block, origin: origin), regions: sample.regions,
      targets: DistillationRows.softmax(sample.targets, temperature: 2),
      weights: sample.weights.map { Float($0) })
    let start = try CorrectedRidge(sample.design).fit(sharedPenalty: 1, correctionPenalty: 1)
    let one = try refinement.refine(start, sample.design, rows: stored, parallelism: .allCores)
    let other = try refinement.refine(start, sample.design, rows: held, parallelism: .allCores)
    #expect(one.maps == other.maps)
    #expect(one.report == other.report)
  }

  @Test("threads change nothing")
  func threads() throws {
    let sample = DesignSample(rows: 5_000)
    let start = try CorrectedRidge(sample.design).fit(sharedPenalty: 1, correctionPenalty: 1)
    var refinement = refinement
    refinement.iterationLimit = 5
    let one = try refinement.refine(
      start, sample.design, rows: rows(sample), parallelism: Parallelism(threadCount: 1))
    let three = try refinement.refine(
      start, sample.design, rows: rows(sample), parallelism: Parallelism(threadCount: 3))
    #expect(one.maps == three.maps)
    #expect(one.report == three.report)
  }
}

@Suite struct LBFGSTests {
  @Test("a quadratic is minimised, and the value never rises")
  func quadratic() {
    let scales = [1.0, 10, 0.1, 3]
    let result = LBFGS(iterationLimit: 100, tolerance: 1e-16).minimize(from: [5, -3, 8, 1]) {
      point in
      var value = 1.0
      var gradient: [Double] = []
      for (index, scale) in scales.enumerated() {
        let step = point[index] - Double(index)
        value += scale * step * step
        gradient.append(2 * scale * step)
      }
      return (value, gradient)
    }
    #expect(result.converged)
    #expect(zip(result.values, result.values.dropFirst()).allSatisfy { $0 >= $1 })
    for (index, value) in result.point.enumerated() {
      #expect(abs(value - Double(index)) < 1e-6)
    }
  }
}
