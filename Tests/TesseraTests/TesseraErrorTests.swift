import Foundation
import Tessera
import Testing

@Suite("Errors")
struct TesseraErrorTests {
  /// An error that no list names.
  private struct Unlisted: Error, CustomStringConvertible {
    let description = "the moon is in the way"
  }

  private static let row = RowReadError(file: "x.npz", reason: "it is gone")

  @Test("an error that no list has is a message and no crash")
  func unlisted() {
    let own = TesseraError(Unlisted())
    #expect(own == .unforeseen(reason: "the moon is in the way"))
    #expect(own.kind == .badData)
    for words in ["the moon is in the way", "fault of Tessera", "report it"] {
      #expect(own.description.contains(words))
    }
    #expect(TesseraError(CocoaError(.fileNoSuchFile)).description.contains("fault of Tessera"))
  }

  @Test("errors of the modules below keep their words")
  func listed() {
    #expect(
      TesseraError(FirmwareError.invalidStudent(.checksum)) == .firmware(.invalidStudent(.checksum))
    )
    #expect(TesseraError(StudentError.noLogits(path: "x")) == .student(.noLogits(path: "x")))
    #expect(TesseraError(TesseraError.noLabels) == .noLabels)
  }

  @Test("a row that cannot be read is one, through whichever modules its error came")
  func unreadableRows() {
    let errors: [any Error] = [
      Self.row, StudentError.unreadable(Self.row), StudentError.clustering(.unreadable(Self.row)),
      ModelSelectionError.student(.unreadable(Self.row)),
      ModelSelectionError.student(.clustering(.unreadable(Self.row))),
    ]
    for error in errors { #expect(TesseraError(error) == .unreadableRows(Self.row)) }
    #expect(TesseraError(Self.row).kind == .inputOutput)
  }
}
