import ActivationFormats
import Foundation
import Rows
import Testing

/// One dump of two rows in the dialects of spreadsheets and data frames.
@Suite("Dialects of CSV")
struct CSVDialectTests {
  let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  private func read(_ bytes: [UInt8], _ options: DumpOptions = DumpOptions()) throws
    -> ActivationDump
  {
    try ActivationDump.read(
      try scratch.write("x.csv", bytes), options: options, parallelism: .allCores)
  }

  private func expectRight(
    _ dump: ActivationDump, sourceLocation: SourceLocation = #_sourceLocation
  )
    throws
  {
    #expect(
      try dump.inputs.matrix(as: Double.self).elements == [0.5, 1, -2.5, 3],
      sourceLocation: sourceLocation)
    #expect(
      try dump.logits?.matrix(as: Double.self).elements == [1, 0, 0, 1.5],
      sourceLocation: sourceLocation)
    #expect(
      dump.labels == [0, 1] && dump.classNames == ["N", "V"], sourceLocation: sourceLocation)
  }

  @Test(
    "every dialect gives the same dump",
    arguments: [
      "inputs.0,inputs.1,logits.N,logits.V,labels\n0.5,1,1,0,0\n-2.5,3,0,1.5,1\n",
      "inputs.0;inputs.1;logits.N;logits.V;labels\n0.5;1;1;0;0\n-2.5;3;0;1.5;1\n",
      "inputs.0;inputs.1;logits.N;logits.V;labels\n0,5;1;1;0;0\n-2,5;3;0;1,5;1\n",
      "inputs.0;inputs.1;logits.N;logits.V;labels\n\"0,5\";\"1\";1;0;0\n\"-2,5\";3;0;\"1,5\";1\n",
      "\"inputs.0\";\"inputs.1\";\"logits.N\";\"logits.V\";\"labels\"\n0,5;1;1;0;0\n\"-2,5\";3;0;1,5;1\n",
      "inputs.0\tinputs.1\tlogits.N\tlogits.V\tlabels\n0,5\t1\t1\t0\t0\n-2,5\t3\t0\t1,5\t1\n",
      "sep=;\r\ninputs.0;inputs.1;logits.N;logits.V;labels\r\n0.5;1;1;0;0\r\n-2.5;3;0;1.5;1\r\n",
      "\ninputs.0,inputs.1,logits.N,logits.V,labels\n\n0.5,1,1,0,0\n \n-2.5,3,0,1.5,1\n\n\n",
      "inputs.0,inputs.1,logits.N,logits.V,labels\r0.5,1,1,0,0\r-2.5,3,0,1.5,1\r",
      "inputs_0,inputs_1,logits.N,logits.V,labels\n0.5,1,1,0,0\n-2.5,3,0,1.5,1\n",
      "inputs[0],inputs[1],logits[N],logits[V],labels\n0.5,1,1,0,0\n-2.5,3,0,1.5,1\n",
      "inputs.1,inputs.2,logits.N,logits.V,labels\n0.5,1,1,0,0\n-2.5,3,0,1.5,1\n",
      "inputs0,inputs1,logits.N,logits.V,labels\n0.5,1,1,0,0\n-2.5,3,0,1.5,1\n",
      ",inputs.0,inputs.1,logits.N,logits.V,labels\n0,0.5,1,1,0,0\n1,-2.5,3,0,1.5,1\n",
      "inputs.0;inputs.1;logits.N;logits.V;labels;\n0.5;1;1;0;0;\n-2.5;3;0;1.5;1;\n",
      "inputs.0,inputs.1,logits.N,logits.V,labels\n0.5,1,1,0,N\n-2.5,3,0,1.5,V\n",
      "inputs.0,inputs.1,logits.N,logits.V,labels\n0.5,1,1,0,False\n-2.5,3,0,1.5,True\n",
      "# inputs.0,inputs.1,logits.N,logits.V,labels\n0.5,1,1,0,0\n-2.5,3,0,1.5,1\n",
      "#inputs.0;inputs.1;logits.N;logits.V;labels\r\n0,5;1;1;0;N\r\n-2,5;3;0;1,5;V\r\n",
      "# a, b; c\n#\n# inputs.0\tinputs.1\tlogits.N\tlogits.V\tlabels\n0.5\t1\t1\t0\t0\n-2.5\t3\t0\t1.5\t1\n",
      "# made, by; a | tool\n\ninputs.0,inputs.1,logits.N,logits.V,labels\n0.5,1,1,0,0\n-2.5,3,0,1.5,1\n",
      "inputs.0, inputs.1, logits.N, logits.V, labels\n0.5, 1, 1, 0, 0\n-2.5, 3, 0, 1.5, 1\n",
      "inputs.0 ;\tinputs.1; logits.N; logits.V; labels\n 0,5; 1; 1; 0; 0\n -2,5 ; 3; 0; 1,5; 1 \n",
      "inputs.0 inputs.1 logits.N logits.V labels\n0.5 1 1 0 0\n-2.5 3 0 1.5 1\n",
      "# inputs.0 inputs.1 logits.N logits.V labels\n  0.5  1  1 0 0 \n\n   \n-2.5 3  0 1.5 1\n",
      "\"inputs.0\", \"inputs.1\", \"logits.N\", \"logits.V\", \"labels\"\n\" 0.5\", \"1 \", 1, 0, 0\n-2.5, 3, 0, 1.5, 1\n",
    ])
  func same(text: String) throws {
    try expectRight(try read(Array(text.utf8)))
    try expectRight(try read([0xEF, 0xBB, 0xBF] + Array(text.utf8)))
    for mark in ["\u{FEFF}", ""] {
      let marked = mark + text
      for isBig in [false, true] {
        try expectRight(try read(Self.bytes(marked.utf16, isBig)))
        try expectRight(try read(Self.bytes(marked.unicodeScalars.map(\.value), isBig)))
      }
    }
  }

  private static func bytes(
    _ units: some Sequence<some FixedWidthInteger>, _ isBig: Bool
  ) -> [UInt8] {
    units.flatMap { NPY.bytes(isBig ? $0.byteSwapped : $0) }
  }

  @Test("blanks in words do not separate fields")
  func words() throws {
    let dump = scratch.path("dump")
    try FileManager.default.createDirectory(atPath: dump, withIntermediateDirectories: false)
    try scratch.write("dump/inputs.csv", text: "  0.5 1\n-2.5   3\n")
    try scratch.write("dump/logits.csv", text: "1,0\n0,1.5\n")
    try scratch.write("dump/labels.csv", text: "labels\nleft block\nright block\n")
    let read = try ActivationDump.read(dump, parallelism: .serial)
    #expect(try read.inputs.matrix(as: Double.self).elements == [0.5, 1, -2.5, 3])
    #expect(read.classNames == ["left block", "right block"])
  }

  @Test("lines before the first count where a message names one")
  func lineNumbers() throws {
    for text in ["sep=;\ninputs.0;logits.0\n1;x\n", "# a\n# inputs.0,logits.0\n1,x\n"] {
      expectFailure(
        .notANumber(
          file: scratch.path("x.csv"), array: "logits", line: 3, column: 2, text: "x")
      ) { try read(Array(text.utf8)) }
    }
  }

  @Test("what was taken for granted is said")
  func notes() throws {
    let text = "sep=;\n;inputs.1;inputs.2;logits.N;logits.V\n0;0,5;1;1;0\n1;-2,5;3;0;1,5\n"
    #expect(
      try read(Array(text.utf8)).notes == [
        .dialect(
          array: "",
          dialect: "semicolons between fields, decimal commas, its first column as the index of "
            + "the rows, columns of inputs from 1")
      ])
  }

  @Test("missing cells are counted", arguments: ["", "NA", "nan", "NULL", "#N/A"])
  func missing(cell: String) throws {
    let text = "inputs.0,inputs.1,logits.N,logits.V\n0,\(cell),1,0\n\(cell),3,0,1\n"
    expectFailure(
      .nonFinite(file: scratch.path("x.csv"), array: "inputs", count: 2, row: 0, column: 1),
      says: "2 of its values are NaN"
    ) { try read(Array(text.utf8)) }
    // A missing label is no fault.
    let labels = "inputs.0,logits.N,logits.V,labels\n0,1,0,\(cell)\n2,0,1,1\n"
    #expect(try read(Array(labels.utf8)).labels == [-1, 1])
  }

  @Test("columns of inputs that words name give the names of the inputs")
  func featureNames() throws {
    let text = "inputs.age,inputs.sex,logits.N,logits.V\n0,1,1,0\n2,3,0,1\n"
    #expect(try read(Array(text.utf8)).featureNames == ["age", "sex"])
  }

  @Test("a plain table gets the options that name its columns, and they work")
  func plainTable() throws {
    let text = "id,age,sex,logit_N,logit_V,patient,diagnosis\n1,0.5,1,1,0,p,N\n2,-2.5,3,0,1.5,q,V\n"
    expectFailure(
      .plainTable(
        file: scratch.path("x.csv"),
        columns: ["id", "age", "sex", "logit_N", "logit_V", "patient", "diagnosis"],
        mapping: "--array inputs=id..sex --array logits=logit_N..logit_V "
          + "--array labels=diagnosis --array groups=patient", hasOutputs: true),
      says: "--array inputs=id..sex"
    ) { try read(Array(text.utf8)) }
    let options = DumpOptions(names: [
      .inputs: "age,sex", .logits: "logit_N..logit_V", .labels: "diagnosis", .groups: "patient",
    ])
    let dump = try read(Array(text.utf8), options)
    try expectRight(dump)
    #expect(dump.featureNames == ["age", "sex"] && dump.groups == [0, 1])
  }

  @Test("a table without outputs of the teacher says what is missing")
  func features() throws {
    let thrown = #expect(throws: ActivationFormatsError.self) {
      try read(Array("age,sex,diagnosis\n1,0.5,N\n2,-2.5,V\n".utf8))
    }
    #expect(thrown?.description.contains("No column is named as an output") == true)
    #expect(
      thrown?.description.hasSuffix("--array inputs=age..sex --array labels=diagnosis") == true)
  }
}
