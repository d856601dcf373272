import ActivationFormats
import Foundation
import Rows
import Testing

@Suite("CSV")
struct CSVTests {
  let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  private var path: String { scratch.path("x.csv") }

  private func elements(_ text: String) throws -> [Double] {
    try ActivationDump.readInputs(try scratch.write("x.csv", text: text), parallelism: .allCores)
      .matrix().elements
  }

  @Test("numbers are rounded correctly, long and short")
  func numbers() throws {
    let texts = [
      "0.1", "-0.30000000000000004", "1e-5", "123456789012345", "9007199254740993", "-0", ".5",
      "3.4028234663852886e38", "4.9e-324", "12.", "000.25", "0.1234567890123456789",
    ]
    let values = try elements(texts.prefix(7).joined(separator: ",") + "\n")
    #expect(values == texts.prefix(7).compactMap { Double($0) })
    #expect(values[5].sign == .minus)
    for text in texts { #expect(try elements("1,2\n\(text),7\n")[2] == Double(text)) }
  }

  @Test(
    "lines may end in any way, start with a mark and hold blanks and quotes",
    arguments: ["1,2\n3,4", "1,2\r\n3,4\r\n", "\u{FEFF}1,2\n3,4\n", " 1 ,\"2\"\n3,\t4\n"])
  func lines(text: String) throws {
    #expect(try elements(text) == [1, 2, 3, 4])
  }

  @Test("a field is read to its end, also behind a NUL", arguments: ["5\0", "5\0999", "\u{0}5"])
  func zeroBytes(field: String) {
    expectFailure(
      .notANumber(file: path, array: "x", line: 2, column: 1, text: field)
    ) { try elements("1\n\(field)\n") }
  }

  @Test("a header is told from numbers, also one that only counts")
  func header() throws {
    #expect(try elements("a,b\n1,2\n") == [1, 2])
    #expect(try elements("0,1,2\n4,5,6\n") == [4, 5, 6])
    #expect(try elements("0,1\n4,5\n") == [0, 1, 4, 5])
  }

  @Test("numbered columns are put in their order")
  func order() throws {
    #expect(try elements("inputs.2,inputs.0,labels,inputs.1\n3,1,9,2\n") == [1, 2, 3])
    expectFailure(
      .missingColumn(file: path, array: "inputs", number: 1, count: 2), says: path,
      "'inputs.1' is missing", "0 to 1"
    ) { try elements("inputs.0,inputs.2\n1,2\n") }
    expectFailure(.duplicateArray(file: path, array: "inputs.0"), says: path, "'inputs.0'") {
      try elements("inputs.0,inputs.0\n1,2\n")
    }
    expectFailure(.duplicateArray(file: path, array: "inputs")) {
      try elements("inputs.0,inputs\n1,2\n")
    }
  }

  @Test("lines have as many fields as the first")
  func fieldCount() {
    expectFailure(
      .fieldCount(file: path, line: 3, expected: 2, found: 3), says: path, "line 3", "3 fields"
    ) { try elements("1,2\n3,4\n5,6,7\n") }
    expectFailure(.fieldCount(file: path, line: 2, expected: 2, found: 1)) {
      try elements("1,2\n5\n3,4\n")
    }
  }

  @Test(
    "fields are numbers or missing",
    arguments: ["x", "1 2", "0,5".replacingOccurrences(of: ",", with: ";"), "--1", "1.2.3"])
  func notANumber(text: String) {
    expectFailure(
      .notANumber(file: path, array: "x", line: 2, column: 2, text: text), says: path,
      "line 2, field 2", "'\(text)'", "is not a number"
    ) { try elements("1,2\n3,\(text)\n") }
  }

  @Test("values that are not finite are found like everywhere")
  func nonFinite() {
    expectFailure(
      .nonFinite(file: path, array: "x", count: 2, row: 1, column: 0), says: path, "row 1"
    ) { try elements("1,2\nnan,inf\n") }
  }

  @Test("a line without end is refused at the limit")
  func longLine() throws {
    try scratch.write("x.csv", text: "1,2\n" + String(repeating: "1", count: 200))
    var options = DumpOptions()
    options.limits.maximumLineBytes = 100
    expectFailure(
      .lineTooLong(file: path, line: 2, limit: 100), says: path, "line 2", "100 bytes"
    ) { try ActivationDump.readInputs(path, options: options, parallelism: .allCores) }
  }

  @Test("empty files, files of a header alone and open quotes are refused")
  func empty() {
    expectFailure(
      .malformedText(file: path, line: 1, reason: "the first line is empty"), says: path, "line 1"
    ) { try elements("") }
    expectFailure(.emptyArray(file: path, array: "x", shape: [0, 2])) { try elements("a,b\n") }
    expectFailure(
      .malformedText(file: path, line: 2, reason: "a quoted field does not end on its line")
    ) { try elements("1,2\n\"3,4\n5\",6\n") }
  }
}
