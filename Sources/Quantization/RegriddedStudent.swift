public import HostRuntime
internal import PackedFormat
internal import Regression
public import Rows

/// A packed student whose inputs have another grid than int8. It has the same integer weights,
/// biases and gate, and the same grids of z and of the outputs.
///
/// A simulation in double precision, to measure the cost of int8 inputs. With the student's own
/// grid its outputs are those of the packed student.
public struct RegriddedStudent: Sendable {
  private let student: QuantizedStudent
  /// Units of input per quantum.
  private let step: Double
  /// The largest magnitude, in quanta.
  private let largest: Double

  /// - Parameters:
  ///   - student: without a head, and without windows that the device standardises.
  ///   - step: units of input per quantum, above 0.
  ///   - largest: the largest quantum: 127 for int8, 32,767 for int16.
  public init(_ student: PackedStudent, step: Double, largest: Int) {
    precondition(step > 0 && largest > 0, "a grid has a step and an end")
    precondition(
      !student.header.flags.contains(.head) && student.header.standardizedCount == 0,
      "a student that reads inputs and gives outputs")
    self.student = QuantizedStudent(student)
    self.step = step
    self.largest = Double(largest)
  }

  /// The outputs in real units for each row of `inputs`, N × n: N × C.
  ///
  /// - Complexity: O(N · k · C · n).
  public func predict(_ inputs: Matrix<Float>) -> Matrix<Double> {
    let x = regridded(inputs)
    let z = student.projection.map { map in
      var z = map.requantized(x)
      for index in z.elements.indices { z.elements[index] = min(max(z.elements[index], -127), 127) }
      return z
    }
    let gate = student.gate.map { $0.accumulators.predict(z ?? x) }
    let regional = student.regionMaps.map { $0.requantized(z ?? x) }
    let shared = student.sharedMap?.requantized(x)
    let scale = Double(student.header.outputScale)
    var outputs = Matrix<Double>(
      rowCount: inputs.rowCount, columnCount: student.header.outputCount)
    for row in 0..<outputs.rowCount {
      let region = gate.map { Self.region($0[row: row]) } ?? 0
      for column in 0..<outputs.columnCount {
        let sum = regional[region][row, column] + (shared.map { $0[row, column] } ?? 0)
        outputs[row, column] = sum * scale
      }
    }
    return outputs
  }

  /// The inputs in int8 quanta of the student, in steps of the other grid.
  private func regridded(_ inputs: Matrix<Float>) -> Matrix<Double> {
    let factor = step * Double(student.header.inputMultiplier)
    return Matrix(
      rowCount: inputs.rowCount, columnCount: inputs.columnCount,
      elements: inputs.elements.map { value in
        let quanta = (Double(value) / step).rounded()
        return min(max(quanta, -largest), largest) * factor
      })
  }

  /// Region 0 scores 0; the lowest of equal ones.
  private static func region(_ scores: ArraySlice<Double>) -> Int {
    var best = (region: 0, score: 0.0)
    for (index, score) in scores.enumerated() where score > best.score {
      best = (index + 1, score)
    }
    return best.region
  }
}

extension IntegerMap {
  /// The outputs on their grid for rows in quanta, N × c: N × r.
  fileprivate func requantized(_ rows: Matrix<Double>) -> Matrix<Double> {
    let map = AffineMap(
      weights: Matrix(
        rowCount: rowCount, columnCount: columnCount, elements: weights.map(Double.init)),
      offsets: biases.map { Double($0) })
    var outputs = map.predict(rows)
    let factors = zip(multipliers, shifts).map { Double($0) * exponential(-Int($1)) }
    for row in 0..<outputs.rowCount {
      for column in 0..<rowCount {
        outputs[row, column] = (outputs[row, column] * factors[column] + 0.5).rounded(.down)
      }
    }
    return outputs
  }

  /// 2ⁿ.
  private func exponential(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }
}

extension IntegerGate {
  /// The scores of regions 1 ..< k.
  fileprivate var accumulators: AffineMap {
    AffineMap(
      weights: Matrix(
        rowCount: rowCount, columnCount: columnCount, elements: weights.map(Double.init)),
      offsets: biases.map { Double($0) })
  }
}
