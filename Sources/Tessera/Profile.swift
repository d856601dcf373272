public import Firmware
internal import HostRuntime
internal import PackedFormat
public import Records

extension Profile {
  /// Profiles a student: the verb `profile`.
  ///
  /// - Parameters:
  ///   - file: the student.
  ///   - cores: in the order of the answer.
  ///   - hertz: the clock at which milliseconds are stated; nil for none.
  ///   - measures: false for estimates even where the tools are there.
  /// - Throws: `TesseraError` when a temporary folder cannot be written or the student cannot be
  ///   rendered. A tool that is missing or fails is no error: the figures are then estimates.
  /// - Complexity: one build and one emulated run for each core, each with a timeout.
  public init(
    _ file: StudentFile, cores: [DeviceCore] = DeviceCore.allCases, hertz: Double? = nil,
    measures: Bool = true
  ) throws(TesseraError) {
    let inspection = file.inspection
    let bench = measures ? try DeviceBench(file) : nil
    let figures = cores.map { core in
      guard let bench else {
        return Core(estimating: core, reason: "not asked for", of: file.student)
      }
      switch bench.measure(core) {
      case .success(let found):
        return Core(
          core, found.figures, quantization: found.quantization, toolchain: found.toolchain,
          of: inspection, file.student)
      case .failure(let gap):
        return Core(estimating: core, reason: gap.reason, of: file.student)
      }
    }
    self.init(of: inspection, cores: figures, hertz: hertz)
  }
}
