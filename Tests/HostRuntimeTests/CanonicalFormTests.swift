import Foundation
import HostRuntime
import PackedFormat
import StudentRuntime
import TestSupport
import Testing

/// A file of the oracle, and the status codes of a device and of a host.
private struct Listed: Decodable, CustomTestStringConvertible, Sendable {
  let file: String
  let error: Int32
  let hostStatus: Int32?
  let why: String

  var testDescription: String { "\(file): \(why)" }

  /// Those in a folder of golden files.
  static func all(in folder: String) -> [Listed] {
    let index = fixtureURL("Golden/\(folder)/index.json")
    guard let data = try? Data(contentsOf: index) else { return [] }
    return (try? JSONDecoder().decode([Listed].self, from: data)) ?? []
  }
}

@Suite("The canonical form")
struct CanonicalFormTests {
  private static let noncanonical = Listed.all(in: "noncanonical")
  private static let refused = Listed.all(in: "refused")

  @Test("is the only one that a host accepts", arguments: noncanonical)
  private func form(file: Listed) throws { try check(file, in: "noncanonical") }

  @Test("comes after everything that a device refuses", arguments: refused)
  private func refusal(file: Listed) throws { try check(file, in: "refused") }

  private func check(_ file: Listed, in folder: String) throws {
    let bytes = try [UInt8](Data(contentsOf: fixtureURL("Golden/\(folder)/\(file.file)")))
    var (device, host): (Int32, Int32) = (0, 0)
    do throws(PackedFormatError) { _ = try OpenStudent(bytes.span.bytes) } catch {
      device = error.rawValue
    }
    do throws(PackedFormatError) { _ = try PackedStudent(bytes: bytes) } catch {
      host = error.rawValue
    }
    #expect(device == file.error)
    #expect(host == file.hostStatus ?? file.error)
  }

  @Test("has files to be held to")
  func count() { #expect(min(Self.noncanonical.count, Self.refused.count) > 12) }
}
