public import HostRuntime
internal import PackedFormat
internal import Rows
public import Student

/// Every number of a student by name, for a JSON document.
///
/// Matrices are lists of rows. The integers are those of the packed file, whose rules are in Docs/Format.md.
public struct StudentWeights: Sendable, Equatable, Encodable {
  /// SHA-256 of the packed student, in hexadecimal.
  public let sha256: String
  /// One name for each label; nil for none.
  public let classNames: [String]?
  /// The header.
  let header: Header
  let projection: Map?
  let gate: Map?
  let sharedMap: Map?
  let regionMaps: [Map]
  let head: Map?
  let scales: Scales?
  /// The feature of each input; nil for all.
  let keptInputs: [Int]?
  let program: Program?
  let limits: Limits?
  /// The student in real numbers; nil without a run record.
  let floatStudent: Real?

  /// The fields of the header that an inference needs.
  struct Header: Sendable, Equatable, Encodable {
    let version, inputCount, standardizedCount, componentCount, regionCount, mapCount: Int
    let outputCount, samplesPerChannel, channelCount, featureCount, featureBits: Int
    let componentBits: Int
    let logits, binary, rectified: Bool
    let inputMultiplier, outputScale, countsPerUnit: Float
    let windowGain: UInt32
    let countMultiplier: Int32
    let countZero: Int16
    let countShift: UInt8
  }

  /// An integer map, or a gate, which has no multipliers and shifts.
  struct Map: Sendable, Equatable, Encodable {
    let weights: [[Int8]]
    let biases: [Int32]
    let multipliers: [Int32]?
    let shifts: [UInt8]?
  }

  /// A scale for each input that is not standardised.
  struct Scales: Sendable, Equatable, Encodable {
    let integerCentres, integerMultipliers: [Int32]?
    let integerShifts: [UInt8]?
    let floatCentres, floatMultipliers: [Float]?
  }

  /// The program.
  struct Program: Sendable, Equatable, Encodable {
    struct Stage: Sendable, Equatable, Encodable {
      let operation: String
      let source, target: UInt8
      let channel: UInt8?
      let operands: [UInt16]
      let constants: [Int16]
    }
    let countsPerUnit: [Float]
    let stages: [Stage]
  }

  /// The limits.
  struct Limits: Sendable, Equatable, Encodable {
    let leastMargin: Int32?
    let leastDeviation: UInt32?
    let scoreMultiplier: Int32?
    let scoreShift, distanceUnit: UInt32?
    let centre: [Int16]?
    let distances: [UInt32]?
    let energyLimit: UInt64?
    let energyShift: UInt32?
    let energyMultipliers: [UInt32]?
  }

  /// The float student: y = head(B₀ x + b₀ + V_j z + e_j), z = Uᵀx + u, the offset last in each row.
  struct Real: Sendable, Equatable, Encodable {
    let projection: [[Double]]?
    let centroids: [[Double]]
    let sharedMap: [[Double]]?
    let maps: [[[Double]]]
    let head: String
    let headLayer: [[Double]]?
  }

  /// The numbers of a student.
  ///
  /// - Parameters:
  ///   - student: the packed student.
  ///   - model: the float student; nil for none.
  ///   - classNames: one for each label; nil for none.
  /// - Complexity: O(weights).
  public init(
    _ student: PackedStudent, model: PiecewiseLinearModel?, classNames: [String]? = nil
  ) {
    let integers = QuantizedStudent(student)
    sha256 = student.sha256
    self.classNames = classNames
    header = Header(student.header)
    projection = integers.projection.map { Map($0) }
    gate = integers.gate.map { Map($0) }
    sharedMap = integers.sharedMap.map { Map($0) }
    regionMaps = integers.regionMaps.map { Map($0) }
    head = integers.head.map { Map($0) }
    scales = integers.scales.map { Scales($0) }
    keptInputs = integers.keptInputs
    program = integers.program.map { Program($0) }
    limits = integers.limits.map { Limits($0) }
    floatStudent = model.map { Real($0) }
  }
}
