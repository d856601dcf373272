import Foundation
import Tessera

/// Packed students with a projection, a shared map and both, of a training dump.
/// `Scripts/bit-exact.sh` runs them on every implementation beside the students of `tessera
/// compress`.
///
///     ProjectedStudents TRAIN HEAD FOLDER
@main
struct ProjectedStudents {
  /// A student's form, named as its file.
  private struct Form {
    let name: String
    /// d; nil without a projection.
    let componentCount: Int?
    let hasSharedMap: Bool
    var standardizedCount = 0
  }

  private static let forms = [
    Form(name: "projected", componentCount: 8, hasSharedMap: false),
    Form(name: "shared", componentCount: nil, hasSharedMap: true),
    Form(name: "both", componentCount: 7, hasSharedMap: true),
    Form(name: "standardized", componentCount: 5, hasSharedMap: true, standardizedCount: 140),
  ]

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, let head = HeadKind(rawValue: arguments[2]) else {
      print("usage: ProjectedStudents TRAIN HEAD FOLDER")
      exit(64)
    }
    let set = try TrainingSet(ActivationDump.read(arguments[1], parallelism: .allCores), head: head)
    let rows = Array(0..<set.rowCount)
    let inputs = try set.inputs.gathering(rows: rows, as: Float.self)
    let targets = try set.targets.gathering(rows: rows, as: Double.self)
    let shared = try PiecewiseLinearRegression(
      clustering: KMeans(regionCount: 1), lambda: 10
    ).fit(set, parallelism: .allCores).maps[0]
    for form in forms {
      let model = try fit(
        form, inputs: inputs, targets: targets, sharedMap: form.hasSharedMap ? shared : nil,
        head: set.head)
      let quantizer = Quantizer(frontEnd: FrontEnd(standardizedCount: form.standardizedCount))
      let student = try PackedStudent(
        quantizer.quantize(model, calibratingOn: inputs, parallelism: .allCores).student)
      let place = URL(fileURLWithPath: "\(arguments[3])/\(form.name).tessera")
      try Data(student.bytes).write(to: place)
    }
  }

  /// Four regions of a random projection, whose maps are fitted to the residual of the shared map.
  private static func fit(
    _ form: Form, inputs: Matrix<Float>, targets: Matrix<Double>, sharedMap: AffineMap?,
    head: StudentHead
  ) throws -> PiecewiseLinearModel {
    let projection = form.componentCount.map { Self.projection(to: $0, from: inputs.columnCount) }
    let x = inputs.converted(to: Double.self)
    let z = projection?.predict(x) ?? x
    var rest = targets
    if let known = sharedMap?.predict(x) {
      for index in rest.elements.indices { rest.elements[index] -= known.elements[index] }
    }
    let set = try TrainingSet(
      ActivationDump(
        inputs: z.converted(to: Float.self), activations: rest.converted(to: Float.self),
        parallelism: .allCores),
      head: .absent)
    let regional = try PiecewiseLinearRegression(
      clustering: KMeans(regionCount: 4), lambda: 10
    ).fit(set, parallelism: .allCores)
    return PiecewiseLinearModel(
      projection: projection, partition: regional.partition, sharedMap: sharedMap,
      maps: regional.maps, head: head)
  }

  /// A random projection, d × n, away from zero.
  private static func projection(to count: Int, from featureCount: Int) -> AffineMap {
    var random = SeededGenerator(seed: UInt64(count))
    func values(_ count: Int) -> [Double] { (0..<count).map { _ in 2 * random.uniform() - 1 } }
    return AffineMap(
      weights: Matrix(
        rowCount: count, columnCount: featureCount, elements: values(count * featureCount)),
      offsets: values(count))
  }
}
