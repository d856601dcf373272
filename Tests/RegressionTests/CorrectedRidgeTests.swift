import Regression
import Rows
import TestSupport
import Testing

@Suite struct CorrectedRidgeTests {
  /// The penalised loss of the closed form, from rows.
  ///
  /// - Parameter maps: corrections before their mean is taken out of them, which changes e_j only.
  private func loss(
    _ maps: CorrectedMaps, of sample: DesignSample, _ shared: Double, _ corrections: Double,
    shift: [Double]
  ) -> Double {
    let outputs = sample.outputs(maps)
    var total = 0.0
    for row in 0..<outputs.rowCount {
      for column in 0..<outputs.columnCount {
        let error = outputs[row, column] - sample.targets[row, column]
        total += sample.weights[row] * error * error
      }
    }
    let scale = sample.featureScale
    let componentScale = sample.projection == nil ? scale : 1
    for weight in maps.shared.weights.elements { total += shared * scale * weight * weight }
    for correction in maps.corrections {
      for weight in correction.weights.elements {
        total += corrections * componentScale * weight * weight
      }
      for (offset, shift) in zip(correction.offsets, shift) {
        total += corrections * (offset + shift) * (offset + shift)
      }
    }
    return total
  }

  @Test(
    "no neighbour of the closed form has a smaller penalised loss",
    arguments: [(2, true), (nil, true), (3, false)] as [(Int?, Bool)])
  func optimality(components: Int?, hasSharedMap: Bool) throws {
    let sample = DesignSample(componentCount: components, hasSharedMap: hasSharedMap)
    let maps = try CorrectedRidge(sample.design).fit(sharedPenalty: 0.02, correctionPenalty: 0.05)
    // The offsets are penalised before the mean of the corrections is moved into b₀: at the minimum
    // the sum of all e_j is then 0 for each output only up to that mean.
    let shift = (0..<3).map { output in
      bestShift(of: maps.corrections.map { $0.offsets[output] })
    }
    let best = loss(maps, of: sample, 0.02, 0.05, shift: shift)
    var random = SeededGenerator(seed: 8, stream: 96)
    for _ in 0..<60 {
      var other = maps
      for index in other.shared.weights.elements.indices where hasSharedMap {
        other.shared.weights.elements[index] += 1e-3 * random.normal()
      }
      for index in other.shared.offsets.indices {
        other.shared.offsets[index] += 1e-3 * random.normal()
      }
      for region in other.corrections.indices {
        for index in other.corrections[region].weights.elements.indices {
          other.corrections[region].weights.elements[index] += 1e-3 * random.normal()
        }
        for index in other.corrections[region].offsets.indices {
          other.corrections[region].offsets[index] += 1e-3 * random.normal()
        }
      }
      #expect(loss(other, of: sample, 0.02, 0.05, shift: shift) > best)
    }
  }

  /// The shift of all offsets that makes their squares least.
  private func bestShift(of offsets: [Double]) -> Double {
    -offsets.reduce(0, +) / Double(offsets.count)
  }

  @Test("the weighted mean of the corrections is 0, so that scaling them keeps the mean output")
  func centring() throws {
    let sample = DesignSample()
    let maps = try CorrectedRidge(sample.design).fit(sharedPenalty: 1e-3, correctionPenalty: 1e-3)
    let full = sample.outputs(maps)
    let none = sample.outputs(maps.scalingCorrections(by: 0))
    for output in 0..<3 {
      let expected = sample.mean(Array(sample.targets.transposed[row: output]))
      #expect(isClose(sample.mean(Array(full.transposed[row: output])), expected, 1e-10))
      #expect(isClose(sample.mean(Array(none.transposed[row: output])), expected, 1e-10))
    }
  }

  @Test("corrections of great penalty leave the ridge map of all rows")
  func noCorrections() throws {
    let sample = DesignSample(regionCount: 2)
    let maps = try CorrectedRidge(sample.design).fit(sharedPenalty: 0.1, correctionPenalty: 1e12)
    #expect(maps.corrections.allSatisfy { $0.weights.elements.allSatisfy { abs($0) < 1e-9 } })
    let gradient = gradientOfSharedMap(maps, sample, 0.1)
    #expect(gradient.allSatisfy { abs($0) < 1e-9 })
  }

  private func gradientOfSharedMap(
    _ maps: CorrectedMaps, _ sample: DesignSample, _ penalty: Double
  ) -> [Double] {
    let outputs = sample.outputs(maps)
    var gradient: [Double] = []
    for output in 0..<3 {
      for feature in 0..<5 {
        let middle = sample.mean(Array(sample.inputs.transposed[row: feature]))
        var sum = penalty * sample.featureScale * maps.shared.weights[output, feature]
        for row in 0..<sample.inputs.rowCount {
          sum +=
            sample.weights[row] * (outputs[row, output] - sample.targets[row, output])
            * (sample.inputs[row, feature] - middle)
        }
        gradient.append(sum)
      }
    }
    return gradient
  }

  @Test("the map of a region is the shared map and the correction of its components")
  func regionMaps() throws {
    let sample = DesignSample()
    let maps = try CorrectedRidge(sample.design).fit(sharedPenalty: 1e-3, correctionPenalty: 1e-2)
    let expected = sample.outputs(maps)
    let outputs = maps.regionMaps.map { $0.predict(sample.inputs) }
    for row in 0..<sample.inputs.rowCount {
      for output in 0..<3 {
        #expect(
          isClose(outputs[Int(sample.regions[row])][row, output], expected[row, output], 1e-10))
      }
    }
  }
}
