import Firmware
import RecordSupport
import Records
import Reports

/// The made-up student as a report takes it.
enum StudentFixture {
  /// - Parameters:
  ///   - violations: rows that break the bound on int8; nil for a student without one.
  ///   - verdict: that no student follows the teacher.
  ///   - stability: what the seed changes.
  ///   - radius: how far inputs may move.
  static func student(
    name: String = "fixture", hasGroups: Bool = true, isMeasured: Bool = true,
    violations: Int? = nil, verdict: Verdict? = nil, stability: Stability? = nil,
    radius: RadiusReport? = nil
  ) throws -> ReportedStudent {
    let fixture = try RecordFixture(hasGroups: hasGroups)
    var record = fixture.record
    record.dumps[0].name = "<train>.npz"
    record.dumps[1].name = "test.npz"
    record.student.parameters = 1_504
    record.verdict = verdict
    record.stability = stability
    record.test?.float?.accuracy = 0.92
    record.test?.radius = radius
    if let violations, var check = record.certificate?.calibration {
      check.rows = 1_500
      check.rowsOutside = 12
      check.violations = violations
      check.certifiedShare = 0.873
      check.largestError = 0.21
      record.test?.certificate = check
      record.certificate?.bounds = [[0.5, 0.25, 1], [2, 1, 0.125]]
    } else {
      record.certificate = nil
    }
    if !isMeasured {
      record.test = nil
      record.dumps.removeLast()
    }
    var inspection = StudentInspection(fixture.packed, at: name + ".tessera", record: record)
    inspection.bytes = 2_004
    inspection.macs = 1_308
    return ReportedStudent(
      name: name, inspection: inspection, isClassifier: true,
      detail: isMeasured ? fixture.detail : nil,
      costs: DeviceCore.allCases.filter { $0.rawValue == "cortex-m4" }
        .map { Profile.Core(estimating: $0, reason: "", of: fixture.packed) },
      windowFeatureCount: 6)
  }
}
