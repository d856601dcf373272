import ActivationFormats
import Foundation
import Rows
import Testing

/// The dumps of real teachers beside the project, where they are.
@Suite("Real dumps")
struct RealDumpTests {
  static let names = [
    "ecg5000-train", "ecg5000-test", "ecg5000-transfer", "mitbih-train", "mitbih-test",
    "mitbih-transfer",
  ]

  @Test("reads with matching counts, labels and head", arguments: names)
  func reads(name: String) throws {
    guard let path = Places.realDump(name) else {
      print("skipped: no dump (\(name))")
      return
    }
    let dump = try ActivationDump.read(path, parallelism: .allCores)
    let isECG = name.hasPrefix("ecg")
    #expect(dump.featureCount == (isECG ? 140 : 144))
    #expect(dump.activationCount == (isECG ? 128 : 64))
    #expect(dump.outputCount == (isECG ? 5 : 4))
    #expect(dump.teacherParameters == (isECG ? 507_205 : 134_980))
    #expect(dump.head != nil)
    #expect((dump.parents != nil) == name.hasSuffix("transfer"))
    #expect((dump.labels != nil) == !name.hasSuffix("transfer"))
    #expect((dump.groups != nil) == (!isECG && !name.hasSuffix("transfer")))
    #expect(dump.digest.count == 64)
  }

  @Test("names parents within the training dump")
  func parents() throws {
    guard let train = Places.realDump("ecg5000-train"),
      let transfer = Places.realDump("ecg5000-transfer")
    else {
      print("skipped: no dump (ecg5000)")
      return
    }
    let count = try ActivationDump.read(train, parallelism: .allCores).sampleCount
    #expect(count == 500)
    let dump = try ActivationDump.read(transfer, parallelism: .allCores)
    try dump.validateParents(trainingSampleCount: count)
    #expect(throws: ActivationFormatsError.self) {
      try dump.validateParents(trainingSampleCount: 10)
    }
  }
}
