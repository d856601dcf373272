public import HostRuntime
public import PackedFormat
package import SignalFrontEnd

/// The stages of a front-end under a name, for windows of any counts.
public struct FrontEndProgram: Sendable, Equatable {
  /// The name: of the library, or of a file.
  public let name: String
  /// 1 ... 64 stages.
  public private(set) var stages: [ProgramStage]
  /// The constants of all stages, in order of use.
  public private(set) var constants: [Int16]

  /// A program; whether it is valid depends on the windows.
  public init(name: String, stages: [ProgramStage], constants: [Int16] = []) {
    self.name = name
    self.stages = stages
    self.constants = constants
  }

  /// The program for windows, with what their counts are worth.
  ///
  /// - Parameter windows: What counts are worth, and the shape.
  /// - Throws: `SignalsError.programRefused`.
  /// - Complexity: O(stages + constants).
  public func features(of windows: SignalWindows) throws(SignalsError) -> ProgramFeatures {
    let program = StudentProgram(
      countsPerUnit: windows.countsPerUnit, stages: stages, constants: constants)
    do throws(PackedFormatError) {
      return try ProgramFeatures(program, of: windows.shape)
    } catch {
      throw .programRefused(
        name: name, channels: windows.shape.channelCount,
        length: windows.shape.samplesPerChannel)
    }
  }

  /// Adds a stage that makes features only.
  package mutating func add(
    _ operation: StageOperation, of source: UInt8, _ operands: [UInt16] = [],
    constants own: [Int16] = []
  ) {
    add(operation, from: source, to: 0, operands, constants: own)
  }

  /// Adds a stage that writes the node `target`.
  package mutating func add(
    _ operation: StageOperation, from source: UInt8, to target: UInt8, _ operands: [UInt16] = [],
    constants own: [Int16] = []
  ) {
    precondition(operands.count <= 4, "a stage has four operands")
    stages.append(
      ProgramStage(
        operation, source: source, target: target,
        constantStart: own.isEmpty ? 0 : UInt16(constants.count), constantCount: UInt16(own.count),
        operands: SIMD4(operands + repeatElement(0, count: 4 - operands.count))))
    constants += own
  }
}
