public import Firmware
package import HostRuntime
internal import PackedFormat
internal import Quantization

/// The cost of a student on a device.
public struct Profile: Sendable, Equatable, Codable {
  /// The packed student.
  public struct Student: Sendable, Equatable, Codable {
    /// SHA-256 of the whole file, in hexadecimal.
    public var sha256: String
    /// Bytes of the whole file.
    public var bytes: Int
    /// The number of regions, k.
    public var regionCount: Int
    /// The number of inputs, n.
    public var inputs: Int
    /// The number of outputs, C.
    public var outputs: Int
    /// Multiply-accumulates of one inference.
    public var macs: Int

    // The keys of files that exist.
    private enum CodingKeys: String, CodingKey {
      case regionCount = "k"
      case sha256, bytes, inputs, outputs, macs
    }
  }

  /// How the figures of a core came about.
  public enum Method: String, Sendable, Codable {
    /// A program with this student ran in an emulator.
    case measured
    /// Straight lines through measurements of other students.
    case estimated
  }

  /// The tools and flags of a measurement.
  public struct Toolchain: Sendable, Equatable, Codable {
    /// The first line of the compiler's `--version`.
    public var compiler: String
    /// The flags that code generation depends on.
    public var flags: String
    /// The first line of the emulator's `--version`.
    public var emulator: String
    /// The emulated board.
    public var machine: String

    package init(compiler: String, flags: String, emulator: String, machine: String) {
      self.compiler = compiler
      self.flags = flags
      self.emulator = emulator
      self.machine = machine
    }
  }

  /// Bytes of the C99 runtime: `tessera_open` and `tessera_infer`, linked.
  public struct Runtime: Sendable, Equatable, Codable {
    /// Code.
    public var text: Int
    /// Constants.
    public var rodata: Int
    /// Initialised variables; they take flash and RAM.
    public var data: Int
    /// Variables that begin as 0.
    public var bss: Int
  }

  /// Bytes of RAM of the caller.
  public struct Memory: Sendable, Equatable, Codable {
    /// The memory that `tessera_open` fills.
    public var model: Int
    /// The quantised input.
    public var input: Int
    /// The scratch memory of an inference.
    public var scratch: Int
    /// The state of a stream; nil without one.
    public var stream: Int?
    /// The deepest stack of `tessera_open` or `tessera_infer` below the caller's frame.
    public var stack: Int
  }

  /// The type of the numbers of a window.
  public typealias InputKind = WindowType

  /// The cost of quantising one input, beside the inference.
  public struct Quantization: Sendable, Equatable, Codable {
    /// The type of the input.
    public var input: InputKind
    /// Bytes of code and constants that it adds to `tessera_open` and `tessera_infer`.
    public var code: Int
    /// Bytes of stack below the caller's frame.
    public var stack: Int
    /// Instructions for one input. Not cycles.
    public var instructions: Int
  }

  /// The cost of a program that makes nodes, from a window of counts to the quantised input. It is not
  /// in the figures of the inference.
  public struct FrontEnd: Sendable, Equatable, Codable {
    /// Bytes of code and constants that it adds to `tessera_open` and `tessera_infer`; nil where it is
    /// estimated.
    public var code: Int?
    /// Bytes of memory of the program, which the scratch memory may share.
    public var memory: Int
    /// Bytes of stack below the caller's frame; nil where it is estimated.
    public var stack: Int?
    /// Instructions for one window. Not cycles.
    public var instructions: Int
    /// Element steps of the stages for one window (Docs/Format.md, Program).
    public var steps: Int
  }

  /// Time at a stated clock, as if an instruction took one cycle.
  public struct Clock: Sendable, Equatable, Codable {
    /// The clock.
    public var hertz: Double
    /// The time of one inference.
    public var milliseconds: Double
    /// That an instruction is not a cycle.
    public var note: String
  }

  /// The figures of one core.
  public struct Core: Sendable, Equatable, Codable {
    /// The core.
    public var core: DeviceCore
    /// Whether the figures were measured or estimated.
    public var method: Method
    /// Why nothing was measured.
    public var reason: String?
    /// The programs that measured them; nil for estimates.
    public var toolchain: Toolchain?
    /// Bytes of code and data of the runtime.
    public var runtime: Runtime
    /// RAM of the caller.
    public var memory: Memory
    /// Instructions of one inference, without the quantisation of the input. Not cycles.
    public var instructions: Int
    /// Instructions of opening the student once; nil where it is estimated.
    public var openInstructions: Int?
    /// The cost of quantising an input; empty where it is estimated.
    public var quantization: [Quantization]
    /// The cost of the program; nil where it makes no nodes.
    public var frontEnd: FrontEnd?
    /// Milliseconds at the requested clock; nil without one.
    public var clock: Clock?
    /// Modelled cycles of one inference; nil where they were not asked for.
    public var cycles: ProfiledCycles?
  }

  /// A core without figures: nothing was measured, and there are no estimates.
  public struct Gap: Sendable, Equatable, Codable {
    /// The core.
    public var core: DeviceCore
    /// Why nothing was measured.
    public var reason: String

    package init(core: DeviceCore, reason: String) {
      self.core = core
      self.reason = reason
    }
  }

  /// The packed student.
  public var student: Student
  /// The pieces of the packed student.
  public var sections: [StudentInspection.Section]
  /// The figures, core by core, in the requested order.
  public var cores: [Core]
  /// The requested cores without figures.
  public var gaps: [Gap]

  /// The unit of the figures, and the one that they do not have.
  public static let note = "instructions, not cycles"

  /// The figures of some cores.
  ///
  /// - Parameters:
  ///   - student: the profiled student.
  ///   - cores: in the order of the answer.
  ///   - gaps: the cores without figures.
  ///   - hertz: the clock at which milliseconds are stated; nil for none.
  package init(of student: StudentInspection, cores: [Core], gaps: [Gap], hertz: Double?) {
    self.student = Student(
      sha256: student.sha256, bytes: student.bytes, regionCount: student.regionCount,
      inputs: student.inputs,
      outputs: student.outputs, macs: student.macs)
    sections = student.sections
    self.cores = cores
    self.gaps = gaps
    guard let hertz else { return }
    for index in cores.indices { self.cores[index].state(clock: hertz) }
  }
}

extension Profile.Core {
  /// The figures of a program with the student.
  ///
  /// - Parameters:
  ///   - core: the core that it ran on.
  ///   - figures: of opening and inference.
  ///   - quantization: of each kind of inputs.
  ///   - toolchain: the programs that built and ran it.
  ///   - student: the measured student.
  ///   - file: the same, packed. Where its program makes nodes, the quantisation of counts is the
  ///     front-end.
  package init(
    _ core: DeviceCore, _ figures: DeviceMeasurement,
    quantization: [(kind: Profile.InputKind, figures: QuantizationMeasurement)],
    toolchain: Profile.Toolchain, of student: StudentInspection, _ file: PackedStudent
  ) {
    let frontEnd = Profile.FrontEnd(estimating: core, of: file)
    let costs = quantization.map { kind, found in
      Profile.Quantization(
        input: kind, code: found.code - figures.text - figures.rodata, stack: found.stack,
        instructions: found.instructions)
    }
    self.init(
      core: core, method: .measured, reason: nil, toolchain: toolchain,
      runtime: Profile.Runtime(
        text: figures.text, rodata: figures.rodata, data: figures.data, bss: figures.bss),
      memory: Profile.Memory(
        model: FirmwareSource.modelByteCount,
        input: student.window?.inputBytes ?? student.inputs, scratch: student.scratch,
        stream: student.window?.stream, stack: max(figures.openStack, figures.inferenceStack)),
      instructions: figures.inferenceInstructions, openInstructions: figures.openInstructions,
      quantization: frontEnd == nil ? costs : [],
      frontEnd: frontEnd.flatMap { frontEnd in
        costs.first.map {
          Profile.FrontEnd(
            code: $0.code, memory: frontEnd.memory, stack: $0.stack,
            instructions: $0.instructions, steps: frontEnd.steps)
        }
      }, clock: nil)
  }

  /// The estimate of a core.
  ///
  /// - Precondition: `core.isEstimated`.
  package init(estimating core: DeviceCore, reason: String, of student: PackedStudent) {
    let estimate = DeviceEstimate(core: core, shape: student.header.shape)
    self.init(
      core: core, method: .estimated, reason: reason, toolchain: nil,
      runtime: Profile.Runtime(text: estimate.text, rodata: estimate.rodata, data: 0, bss: 0),
      memory: Profile.Memory(
        model: FirmwareSource.modelByteCount, input: student.layout.inputByteCount,
        scratch: student.layout.scratchByteCount,
        stream: student.header.hop == 0 ? nil : student.layout.streamByteCount,
        stack: estimate.stack),
      instructions: estimate.instructions, openInstructions: nil, quantization: [],
      frontEnd: Profile.FrontEnd(estimating: core, of: student), clock: nil)
  }

  fileprivate mutating func state(clock hertz: Double) {
    clock = Profile.Clock(
      hertz: hertz, milliseconds: 1_000 * Double(instructions) / hertz, note: Profile.note)
  }
}

extension Profile.FrontEnd {
  /// The estimate of the program of a student; nil where it makes no nodes.
  fileprivate init?(estimating core: DeviceCore, of student: PackedStudent) {
    guard let program = student.program, !program.isPlain else { return nil }
    let header = student.header
    let cost = program.cost(on: header.source)
    let estimate = FrontEndEstimate(
      core: core, program: program, window: header.source, inputCount: header.inputCount)
    self.init(
      code: nil, memory: cost.byteCount, stack: nil,
      instructions: estimate.instructions, steps: estimate.steps)
  }
}
