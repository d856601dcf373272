import HostRuntime
import PackedFormat
import Rows
import Testing

/// Radii are attacked at random here; `Scripts/attack_radii.py` attacks along every border.
@Suite("Certified radii")
struct CertifiedRadiusTests {
  /// A student of two inputs and two outputs without regions: labels by the sign of x₀ + 2 x₁.
  private func plain() throws -> PackedStudent {
    let header = try PackedHeader(
      shape: PackedShape(inputCount: 2, regionCount: 1, outputCount: 2), hasLogits: true,
      inputMultiplier: 10, outputScale: 1)
    let map = IntegerMap(
      rowCount: 2, columnCount: 2, weights: [10, 20, -10, -20], biases: [0, 0],
      multipliers: [1 << 30, 1 << 30], shifts: [33, 33])
    return try PackedStudent(
      QuantizedStudent(
        header: header, projection: nil, gate: nil, sharedMap: nil, regionMaps: [map], head: nil))
  }

  @Test("of one map are the distance to its border, less what rounding may add")
  func border() throws {
    let student = try plain()
    // 10 quanta per unit; y₀ − y₁ = 2.5 (x₀ + 2 x₁) quanta, and both are rounded.
    let rows = Matrix<Float>(rowCount: 1, columnCount: 2, elements: [3, 3])
    let radii = try #require(student.certifiedRadii(of: rows))
    let margin = 2.5 * 90.0
    let euclidean = (margin - 2.5 * 3 * 0.501) / (25 * 5.0.squareRoot())
    #expect(abs(radii.euclidean[0] - euclidean) < 0.05)
    #expect(abs(radii.largest[0] - (margin - 2.5 * 3 * 0.501) / 75) < 0.05)
    #expect(radii.euclidean[0] < 9 / 5.0.squareRoot() && radii.largest[0] < 3)
    // Only one input may change.
    let first = try #require(student.certifiedRadii(of: rows, changing: 0..<1))
    #expect(first.largest[0] > 8.5 && first.largest[0] <= 9)
    #expect(first.largest == first.euclidean)
  }

  @Test("are infinite where no change alters the label")
  func constant() throws {
    let header = try PackedHeader(
      shape: PackedShape(inputCount: 2, regionCount: 1, outputCount: 2), hasLogits: true,
      inputMultiplier: 10, outputScale: 1)
    let map = IntegerMap(
      rowCount: 2, columnCount: 2, weights: [0, 0, 0, 0], biases: [1_000, 0],
      multipliers: [1 << 30, 1 << 30], shifts: [33, 33])
    let student = try PackedStudent(
      QuantizedStudent(
        header: header, projection: nil, gate: nil, sharedMap: nil, regionMaps: [map], head: nil))
    let rows = Matrix<Float>(rowCount: 1, columnCount: 2, elements: [3, 3])
    let radii = try #require(student.certifiedRadii(of: rows))
    #expect(radii.euclidean == [.infinity] && radii.largest == [.infinity])
  }

  /// Students whose inputs are floats without standardisation, and their logits.
  private static let names = Golden.names.filter { name in
    guard let header = try? Golden.student(name).header else { return false }
    return header.acceptsFloats && !header.shape.hasHead && header.flags.contains(.logits)
      && header.standardizedCount == 0 && !header.sections.hasProgram
      && header.inputMultiplier > 0
  }

  @Test("hold for every change that was tried", arguments: names)
  func attacked(name: String) throws {
    let student = try Golden.student(name)
    var random = SeededGenerator(seed: 3)
    let (width, quantum) = (student.header.windowCount, 1 / student.header.inputMultiplier)
    let rowCount = 24
    let rows = Matrix<Float>(
      rowCount: rowCount, columnCount: width,
      elements: (0..<rowCount * width).map { _ in
        Float(120 * (2 * random.uniform() - 1)) * quantum
      })
    let radii = try #require(student.certifiedRadii(of: rows))
    let labels = student.predict(rows, parallelism: .serial).labels
    for attempt in 0..<40 {
      var moved = rows.elements
      for row in 0..<rowCount {
        let change = (0..<width).map { _ in 2 * random.uniform() - 1 }
        let norm = change.reduce(0) { $0 + $1 * $1 }.squareRoot()
        for column in 0..<width {
          moved[row * width + column] += Float(
            attempt % 2 == 0
              ? 0.999 * radii.euclidean[row] * change[column] / norm
              : 0.999 * radii.largest[row] * (change[column] > 0 ? 1 : -1))
        }
      }
      let after = Matrix<Float>(rowCount: rowCount, columnCount: width, elements: moved)
      #expect(student.predict(after, parallelism: .serial).labels == labels)
    }
  }

  @Test("are not given for a head, and of numbers that are no logits", arguments: Golden.names)
  func absent(name: String) throws {
    let student = try Golden.student(name)
    let header = student.header
    guard !header.sections.hasProgram, header.acceptsFloats else { return }
    let rows = Matrix<Float>(rowCount: 1, columnCount: header.windowCount, repeating: 0)
    let certifies = !header.shape.hasHead && header.flags.contains(.logits)
    #expect((student.certifiedRadii(of: rows) != nil) == certifies)
  }
}
