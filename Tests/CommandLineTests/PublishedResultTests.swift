import Foundation
import Testing

/// The floors that the students of real teachers must reach, on the dumps beside the project.
@Suite("Published results")
struct PublishedResultTests {
  /// `../shared/data` from the root, or the directory that TESSERA_DATA names.
  static let data: URL = {
    let named = ProcessInfo.processInfo.environment["TESSERA_DATA"].map { URL(fileURLWithPath: $0) }
    return (named ?? Tool.root.appendingPathComponent("../shared/data")).standardizedFileURL
  }()

  static func has(_ dump: String) -> Bool {
    FileManager.default.fileExists(atPath: path("\(dump)-train"))
      && FileManager.default.fileExists(atPath: path("\(dump)-test"))
  }

  static func path(_ name: String) -> String {
    data.appendingPathComponent("\(name).npz").path
  }

  private func compress(_ dump: String, _ options: [String] = []) throws -> JSON {
    let tool = try Tool()
    defer { tool.remove() }
    let outcome = try tool.run(
      [
        "compress", Self.path("\(dump)-train"), "--test", Self.path("\(dump)-test"), "--output",
        "s.tessera",
      ] + options)
    try #require(outcome.code == 0, "\(outcome.error)")
    let record = try tool.json("s.json")
    #expect(record["student.bytes"].number == Double(try tool.bytes("s.tessera").count))
    return record
  }

  @Test(
    "ECG5000: accuracy 0.915 within 5 KB, int8 and float apart on at most 0.5 % of the beats",
    .enabled(if: has("ecg5000"), "skipped: no dump"))
  func ecg5000() throws {
    let record = try compress("ecg5000", ["--k", "1...5", "--lambda", "0.01...1000"])
    #expect(try #require(record["test.accuracy"].number) >= 0.915)
    #expect(try #require(record["student.bytes"].number) <= 5_120)
    let rows = try #require(record["test.rows"].number)
    #expect(rows == 1_500)
    #expect(try #require(record["test.int8_disagreements"].number) <= 0.005 * rows)
    #expect(abs(try #require(record["teacher.accuracy"].number) - 0.9193) < 1e-4)
  }

  @Test(
    "ECG5000: the published structure of three regions takes at most 62.3 KB",
    .enabled(if: has("ecg5000"), "skipped: no dump"))
  func ecg5000Linear() throws {
    let record = try compress("ecg5000", ["--head", "linear", "--k", "3"])
    #expect(record["student.head"].text == "linear")
    #expect(record["student.k"].number == 3)
    #expect(try #require(record["student.bytes"].number) <= 63_795)
    #expect(try #require(record["test.accuracy"].number) >= 0.91)
  }

  @Test(
    "MIT-BIH, grouped by record: agreement 0.953 with the teacher on new patients",
    .enabled(if: has("mitbih"), "skipped: no dump"))
  func mitbih() throws {
    let record = try compress("mitbih")
    #expect(record["selection.grouped"].value as? Bool == true)
    #expect(try #require(record["test.agreement"].number) >= 0.953)
    #expect(abs(try #require(record["teacher.accuracy"].number) - 0.9503) < 1e-4)
  }
}
