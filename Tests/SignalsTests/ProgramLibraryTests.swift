import HostRuntime
import PackedFormat
import Signals
import Testing

@Suite("The programs of the library")
struct ProgramLibraryTests {
  /// Windows of counts.
  private static func windows(_ channelCount: Int, _ length: Int) -> SignalWindows {
    SignalWindows(
      shape: PackedWindow(samplesPerChannel: length, channelCount: channelCount),
      countsPerUnit: Array(repeating: 1, count: channelCount))
  }

  @Test("are valid for windows of any shape", arguments: [8, 20, 64, 128, 140, 1_250, 4_096])
  func validity(length: Int) throws {
    for channelCount in [1, 2, 6] where channelCount * length <= 16_384 {
      let windows = Self.windows(channelCount, length)
      let programs = ProgramLibrary(for: windows).programs
      #expect(
        programs.contains { $0.name == "moments" } && programs.contains { $0.name == "events" })
      for program in programs {
        let features = try program.features(of: windows)
        #expect(features.featureCount <= ProgramLibrary.largestFeatureCount)
        #expect(features.featureCount.isMultiple(of: channelCount))
      }
    }
  }

  @Test("have names that differ")
  func names() throws {
    let names = ProgramLibrary(for: Self.windows(1, 1_250)).programs.map(\.name)
    #expect(Set(names).count == names.count && names.count > 10)
  }

  @Test("are told by name, with those that there are")
  func unknown() throws {
    let library = ProgramLibrary(for: Self.windows(1, 128))
    #expect(try library.program(named: "events").name == "events")
    #expect(throws: SignalsError.unknownProgram(name: "evnts", known: library.programs.map(\.name)))
    {
      try library.program(named: "evnts")
    }
  }
}
