import RecordSupport
import Records
import Student
import Testing

@Suite("A student in a few words") struct StructureTitleTests {
  @Test("names form, components, regions and distillation, as far as there are any")
  func selection() throws {
    var selection = try RecordFixture().record.selection
    selection.form = .regional
    selection.regionCount = 3
    selection.componentCount = nil
    selection.distilled = false
    #expect(selection.title == "k = 3")
    selection.distilled = true
    #expect(selection.title == "k = 3, distilled")
    selection.form = .corrected
    selection.componentCount = 8
    #expect(selection.title == "corrected, d = 8, k = 3, distilled")
    selection.form = .projected
    selection.distilled = false
    #expect(selection.title == "projected, d = 8, k = 3")
  }

  @Test("follows from the bytes alone where there is no record")
  func inspection() throws {
    var inspection = StudentInspection(try RecordFixture().packed, at: "s.tessera")
    #expect(inspection.title == "corrected, d = 4, k = 2")
    inspection.hasSharedMap = false
    #expect(inspection.title == "projected, d = 4, k = 2")
    inspection.hasProjection = false
    #expect(inspection.title == "k = 2")
  }
}
