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
  ///   - request: modelled cycles; nil for none. They need a measurement.
  /// - Throws: `TesseraError` when a temporary folder cannot be written or the student cannot be
  ///   rendered, `noFigures` where no core has any, and `noCycles` where cycles were asked for and a core
  ///   has none. Else a tool that is missing or fails is no error: the figures are then estimates, or the
  ///   core is among the gaps.
  /// - Complexity: one build and one emulated run for each core, each with a timeout.
  public init(
    _ file: StudentFile, cores: [DeviceCore] = DeviceCore.counted, hertz: Double? = nil,
    measures: Bool = true, cycles request: CycleRequest? = nil
  ) throws(TesseraError) {
    if request != nil, let core = cores.first(where: { CycleCosts(of: $0) == nil }) {
      throw .noCycles(core: core.rawValue, reason: "there is no table of its cycles")
    }
    let inspection = file.inspection
    let bench = measures ? try DeviceBench(file, cycles: request) : nil
    var (figures, gaps): ([Core], [Gap]) = ([], [])
    for core in cores {
      let found = bench?.measure(core) ?? .failure(DeviceBench.Gap(reason: "not asked for"))
      switch found {
      case .success(let found):
        var measured = Core(
          core, found.figures, quantization: found.quantization, toolchain: found.toolchain,
          of: inspection, file.student)
        measured.cycles = try Self.cycles(of: core, found)
        figures.append(measured)
      case .failure(let gap) where request != nil:
        throw .noCycles(core: core.rawValue, reason: gap.reason)
      case .failure(let gap) where core.isEstimated:
        figures.append(Core(estimating: core, reason: gap.reason, of: file.student))
      case .failure(let gap):
        gaps.append(Gap(core: core, reason: gap.reason))
      }
    }
    if figures.isEmpty, let gap = gaps.first {
      throw .noFigures(core: gap.core.rawValue, reason: gap.reason)
    }
    self.init(of: inspection, cores: figures, gaps: gaps, hertz: hertz)
  }

  /// The modelled cycles of a core; nil where they were not asked for.
  private static func cycles(
    of core: DeviceCore, _ found: DeviceBench.Found
  ) throws(TesseraError) -> ProfiledCycles? {
    switch found.cycles {
    case .success(let cycles): return cycles
    case .failure(let gap): throw .noCycles(core: core.rawValue, reason: gap.reason)
    case nil: return nil
    }
  }
}
