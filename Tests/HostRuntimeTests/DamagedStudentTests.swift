import HostRuntime
import PackedFormat
import StudentRuntime
import Testing

/// Every single flipped bit, every shorter length and bytes too many, for students of both versions.
@Suite("A damaged student is refused by the device's runtime and by the host's reader")
struct DamagedStudentTests {
  /// One region; projected, with a shared map that regions correct; with a head; with scales, a window
  /// and inputs that are left out; with a program and every reserved section that goes with one.
  static let students = [
    "folded-n1-k1-c1", "projection-shared-n3-k8-d4-c4", "shared-head-n6-k2-q5-c2",
    "v2-kept-scales-standardized-n6-m9-k2-c2", "v2-everything-program-n13-k4-d5-q6-c1",
  ]

  /// The error of both for `bytes`; nil when they accept them.
  private func refusal(_ bytes: [UInt8]) -> PackedFormatError? {
    var (device, host): (PackedFormatError?, PackedFormatError?)
    do throws(PackedFormatError) { _ = try OpenStudent(bytes.span.bytes) } catch { device = error }
    do throws(PackedFormatError) { _ = try PackedStudent(bytes: bytes) } catch { host = error }
    #expect(device == host)
    return host
  }

  @Test("with any bit flipped", arguments: students)
  func flips(name: String) throws {
    let bytes = try Golden.bytes(name)
    #expect(refusal(bytes) == nil)
    for bit in 0..<8 * bytes.count {
      var damaged = bytes
      damaged[bit / 8] ^= 1 << (bit % 8)
      #expect(refusal(damaged) != nil, "bit \(bit)")
    }
  }

  @Test("at any length but its own", arguments: students)
  func lengths(name: String) throws {
    let bytes = try Golden.bytes(name)
    for count in bytes.indices {
      #expect(refusal(Array(bytes.prefix(count))) != nil, "\(count) bytes")
    }
    for count in 1...64 {
      for byte in [0, 0xFF] as [UInt8] {
        #expect(refusal(bytes + Array(repeating: byte, count: count)) == .length)
      }
    }
  }
}
