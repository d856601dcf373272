public import ActivationFormats
internal import Evaluation
internal import Files
internal import Foundation
package import HostRuntime
public import ModelSelection
internal import PackedFormat
public import Quantization
public import Regression
public import Student

/// The facts about a packed student that a device does not need: its choice, its dumps and its
/// quality. Kept beside it (`s.tessera` → `s.json`) and tied to it by hash.
public struct RunRecord: Sendable, Equatable, Codable {
  /// The tool that made the student.
  public struct Tool: Sendable, Equatable, Codable {
    /// `tessera`.
    public var name = "tessera"
    /// The version, as `tessera --version` prints it.
    public var version = TesseraVersion.current
  }

  /// The packed student.
  public struct Student: Sendable, Equatable, Codable {
    /// SHA-256 of the whole file, in hexadecimal. It ties the record to the student.
    public var sha256: String
    /// The student's own identifier.
    public var identifier: String
    /// Bytes of the whole file.
    public var bytes: Int
    /// The number of regions, k.
    public var regionCount: Int
    /// The number of inputs, n.
    public var inputs: Int
    /// The number of outputs, C.
    public var outputs: Int
    /// The layer after the maps.
    public var head: HeadKind
    /// Multiply-accumulates of one inference.
    public var macs: Int
    /// Numbers that it stores: projection, gate, shared map, maps of regions and head.
    public var parameters: Int
    /// Bytes of scratch memory on the device.
    public var scratch: Int

    // The keys of files that exist.
    private enum CodingKeys: String, CodingKey {
      case regionCount = "k"
      case sha256, identifier, bytes, inputs, outputs, head, macs, parameters, scratch
    }
  }

  /// The choice, and its reasons.
  public struct Selection: Sendable, Equatable, Codable {
    /// The form of the student.
    public var form: StudentStructure.Form
    /// The number of regions, k.
    public var regionCount: Int
    /// The number of principal components that the regions see.
    public var componentCount: Int?
    /// λ of a ridge regression, λ₀ of the other fits.
    public var lambda: Double
    /// λ₁ of the corrections.
    public var correctionLambda: Double?
    /// The factor of the corrections.
    public var correctionScale: Double?
    /// ν of the maps that groups had while the others were fitted; nil for none.
    public var nuisance: Double?
    /// The exponent of the weights of classes; nil for rows alike.
    public var balance: Double?
    /// Whether the maps were refined by distillation.
    public var distilled: Bool
    /// How it was chosen.
    public var rule: SelectionRule
    /// The measure that compared candidates.
    public var score: Score
    /// The number of folds.
    public var folds: Int
    /// Whether whole groups were held out.
    public var grouped: Bool
    /// The map that regional ridge maps were shrunk towards; nil where they were fitted otherwise.
    public var shrink: Shrinkage?
    /// The most bytes that were allowed; nil for no limit.
    public var budget: Int?
    /// Whether it is a point of the front that the rule did not choose; nil in records of older
    /// versions.
    public var isFrontPoint: Bool?
    /// The cross-validated mean squared error, in squared units of the outputs.
    public var mse: Double
    /// The cross-validated share of rows with the teacher's label; nil where outputs are no logits.
    public var agreement: Double?
    /// The cross-validated share of rows with the true label; nil without labels.
    public var accuracy: Double?
    /// 1 − cross-validated agreement with the teacher. The teacher was trained on these rows.
    public var drop: Double?
    /// The ends of the grid at which the choice lies.
    public var edges: [ModelSelection.Selection.Edge]

    // The keys of files that exist.
    private enum CodingKeys: String, CodingKey {
      case regionCount = "k"
      case componentCount = "components"
      case form, lambda, correctionLambda, correctionScale, nuisance, balance, distilled, rule,
        score, folds, grouped, shrink, budget, isFrontPoint, mse, agreement, accuracy, drop, edges
    }
  }

  /// The teacher, as far as the dumps describe it.
  public struct Teacher: Sendable, Equatable, Codable {
    /// The number of parameters; nil where the dumps do not state it.
    public var parameters: Int?
    /// Multiply-accumulates for one sample; nil where the dumps do not state them.
    public var macs: Int?
    /// On the test dump.
    public var accuracy: Double?
    /// The form of the outputs in the training dump; nil where they are no logits, and in records of
    /// older versions.
    public var outputForm: OutputForm?
  }

  /// A dump that took part.
  public struct Dump: Sendable, Equatable, Codable {
    /// `train`, `transfer` or `test`.
    public var role: String
    /// The last component of its path.
    public var name: String
    /// SHA-256 over the dump's bytes, in hexadecimal.
    public var sha256: String
    /// The number of rows.
    public var rows: Int
  }

  /// The tool that made the student.
  public var tool = Tool()
  /// The command line, word by word; empty where there was none.
  public var command: [String]
  /// The seed of folds and k-means.
  public var seed: UInt64
  /// The packed student.
  public var student: Student
  /// The choice, and its reasons.
  public var selection: Selection
  /// The teacher, as far as the dumps describe it.
  public var teacher: Teacher
  /// The names of the C classes; nil where no dump has them.
  public var classNames: [String]?
  /// The names of the w numbers of a window; nil where the training dump has none.
  public var featureNames: [String]?
  /// The ranges of the inputs and of z, and the values that they clip.
  public var calibration: CalibrationReport
  /// How inputs become integers; nil for one int8 scale.
  public var inputs: InputForm?
  /// The features that the student reads, ascending; nil for all.
  public var keptInputs: [Int]?
  /// The share of calibration rows whose int8 label differs from the float student's.
  public var int8Disagreement: Double?
  /// How well the targets of a regression are followed on the calibration rows; nil where outputs
  /// are logits, and in records of older versions.
  public var targets: TargetFit?
  /// How far int8 may lie from the float student; nil in records of older versions.
  public var certificate: Certificate?
  /// The dumps that took part: training, transfer, test.
  public var dumps: [Dump]
  /// The figures on the test dump; nil without one.
  public var test: TestReport?
  /// That no student within the budget follows the teacher, and why; nil where one does, and in
  /// records of older versions.
  public var verdict: Verdict?
  /// What the seed of the search changes; nil where one seed was tried, and in records of older
  /// versions.
  public var stability: Stability?
  /// What makes the features of windows, and how it was chosen; nil where inputs are what a student
  /// reads.
  public var frontEnd: FrontEndRecord?
  /// Where the student decides; nil where its outputs were not moved, and in records of older
  /// versions.
  public var operatingPoint: OperatingPoint?
  /// When the student doubts its answers; nil without limits, and in records of older versions.
  public var limits: AnswerLimits?
  /// The changes of windows that the student was fitted to withstand; nil for none, and in records of
  /// older versions.
  public var withstanding: Withstanding?
  /// The whole cross-validation table.
  public var table: CrossValidationTable
  /// The float student.
  public var model: ModelArchive
}

extension RunRecord {
  /// The candidate that the student was made of, with its scores in every fold; nil in a record
  /// that contradicts itself.
  public var chosen: Candidate? {
    table.candidates.first { candidate in
      candidate.structure.form == selection.form && candidate.regionCount == selection.regionCount
        && candidate.structure.componentCount == selection.componentCount
        && candidate.lambda == selection.lambda
        && candidate.correctionLambda == selection.correctionLambda
        && candidate.correctionScale == selection.correctionScale
        && candidate.isDistilled == selection.distilled
        && candidate.nuisance == selection.nuisance
        && candidate.balance == selection.balance ?? 0
    }
  }

  /// Whether the test dump is, byte for byte, one that trained the student.
  public var isTestedOnTraining: Bool {
    dumps.contains { test in
      test.role == "test" && dumps.contains { $0.role != "test" && $0.sha256 == test.sha256 }
    }
  }
}

extension RunRecord.Dump {
  package init(role: String, _ dump: ActivationDump) {
    self.init(
      role: role, name: FilePath.name(of: dump.path), sha256: dump.digest,
      rows: dump.sampleCount)
  }
}

extension RunRecord.Student {
  package init(_ packed: PackedStudent, model: PiecewiseLinearModel) {
    self.init(
      sha256: packed.sha256, identifier: packed.identifier, bytes: packed.bytes.count,
      regionCount: packed.header.regionCount, inputs: packed.header.inputCount,
      outputs: packed.header.outputCount, head: model.head.kind,
      macs: packed.header.shape.multiplyAccumulates, parameters: model.parameterCount,
      scratch: packed.layout.scratchByteCount)
  }
}

extension RunRecord.Student {
  /// Bytes of the float student in single precision.
  public var floatByteCount: Int { parameters.singlePrecisionByteCount }
}

extension RunRecord.Teacher {
  /// Bytes of its parameters in single precision; nil where the dumps do not state their number.
  public var byteCount: Int? { parameters?.singlePrecisionByteCount }
}

extension Int {
  /// Bytes of so many numbers in single precision, `Int.max` at most: a file may state any number.
  package var singlePrecisionByteCount: Int {
    let (bytes, isTooLarge) = multipliedReportingOverflow(by: 4)
    return isTooLarge ? .max : bytes
  }
}

extension PiecewiseLinearModel {
  /// Numbers that the student stores: projection, gate (k − 1 rows of d numbers and an offset),
  /// shared map, maps of regions and head.
  public var parameterCount: Int {
    let gate = (regionCount - 1) * (componentCount + 1)
    return ([projection, sharedMap, head.layer].compactMap(\.self) + maps)
      .reduce(gate) { $0 + $1.outputCount * ($1.featureCount + 1) }
  }
}
