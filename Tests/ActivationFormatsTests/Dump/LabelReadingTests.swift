import ActivationFormats
import Foundation
import Rows
import Testing

/// Labels as people save them, in a dump of four rows and three classes.
@Suite("Labels")
struct LabelReadingTests {
  let scratch: Scratch

  init() throws {
    scratch = try .holdingDump()
  }

  private func read(_ options: DumpOptions = DumpOptions()) throws -> ActivationDump {
    try ActivationDump.read(scratch.path, options: options, parallelism: .allCores)
  }

  /// Keeps the first outputs of the dump alone.
  private func keepOutputs(_ count: Int) throws {
    for name in ["activations", "head_weight", "head_bias"] { try? scratch.remove("\(name).npy") }
    let logits = [[1, 3, 3], [-1, 1, 4], [0, 3, 7], [2, 5, 6]].flatMap { $0.prefix(count) }
    try scratch.write("logits", shape: [4, count], logits.map { Double($0) })
  }

  @Test("-100 and -1 beside classes are no labels, and so is NaN", arguments: [-100, -1])
  func recognised(value: Int) throws {
    try scratch.write("labels", shape: [4], integers: [1, value, 2, 0])
    #expect(try read().labels == [1, ActivationDump.noLabel, 2, 0])
    #expect(
      try read().notes == [.unlabelled(array: "labels", count: 1, values: ["\(value)"])])
    try scratch.write("labels", shape: [4], [1, .nan, 2, 0])
    #expect(try read().labels == [1, ActivationDump.noLabel, 2, 0])
    #expect(
      try read().notes == [.unlabelled(array: "labels", count: 1, values: ["missing"])])
  }

  @Test("255 is no label among bytes, and refused among other integers")
  func bytes() throws {
    try scratch.write("labels.npy", NPY.file(type: "|u1", shape: [4], bytes: [1, 255, 2, 0]))
    #expect(try read().labels == [1, ActivationDump.noLabel, 2, 0])
    try scratch.write("labels", shape: [4], integers: [1, 255, 2, 0])
    expectFailure(
      .labelOutOfRange(file: scratch.path, array: "labels", row: 1, label: 255, classCount: 3),
      says: "--no-label 255"
    ) { try read() }
    #expect(
      try read(DumpOptions(noLabel: "255")).labels == [1, ActivationDump.noLabel, 2, 0])
  }

  @Test("a dump without any label has no labels")
  func none() throws {
    try scratch.write("labels", shape: [4], integers: [-1, -1, -1, -1])
    #expect(try read().labels == nil)
    #expect(try read().notes == [.unlabelled(array: "labels", count: 4, values: ["-1"])])
  }

  @Test("-1 and 1 of two outputs are ambiguous, and each remedy decides")
  func signs() throws {
    try keepOutputs(2)
    try scratch.write("labels", shape: [4], integers: [1, -1, -1, 1])
    expectFailure(
      .ambiguousLabels(file: scratch.path, array: "labels", value: -1, values: [-1, 1]),
      says: "--label-values -1,1", "--no-label -1"
    ) { try read() }
    #expect(try read(DumpOptions(labelValues: ["-1", "1"])).labels == [1, 0, 0, 1])
    #expect(try read(DumpOptions(noLabel: "-1")).labels == [1, -1, -1, 1])
    try scratch.write("labels", shape: [4], integers: [1, -1, 0, 1])
    #expect(try read().labels == [1, -1, 0, 1])
  }

  @Test("-1 and 1 of one output are the two classes, and words and Booleans are, too")
  func oneOutput() throws {
    try keepOutputs(1)
    try scratch.write("labels", shape: [4], integers: [1, -1, -1, 1])
    #expect(try read().labels == [1, 0, 0, 1])
    #expect(try read().notes.contains(.pairOfLabels(array: "labels", low: -1, high: 1)))
    #expect(try read(DumpOptions(noLabel: "-1")).labels == [1, -1, -1, 1])
    try scratch.write("labels", shape: [4], words: ["sick", "healthy", "healthy", "sick"])
    #expect(try read().labels == [1, 0, 0, 1])
    try scratch.write("labels.npy", NPY.file(type: "|b1", shape: [4, 1], bytes: [1, 0, 0, 1]))
    #expect(try read().labels == [1, 0, 0, 1])
  }

  @Test("labels from 1, or with gaps, are refused with the option that reads them")
  func renumbered() throws {
    for values in [[1, 2, 3], [0, 2, 5], [7, 3, 12]] {
      let sorted = values.sorted()
      try scratch.write("labels", shape: [4], integers: [1, 2, 2, 0].map { sorted[$0] })
      let texts = sorted.map(String.init)
      let thrown = #expect(throws: ActivationFormatsError.self) { try read() }
      #expect(
        thrown?.description.hasSuffix("--label-values \(texts.joined(separator: ",")).") == true,
        "\(thrown as Any)")
      #expect(try read(DumpOptions(labelValues: texts)).labels == [1, 2, 2, 0])
    }
    expectFailure(
      .labelValueCount(file: scratch.path, array: "labels", count: 2, classCount: 3),
      says: "2 values for 3 classes"
    ) { try read(DumpOptions(labelValues: ["1", "2"])) }
  }

  @Test("words are the names of the classes, in the order of the names")
  func names() throws {
    try scratch.write("labels", shape: [4], words: ["S", "N", "N", "V"])
    try scratch.write("class_names.txt", text: "V\nS\nN\n")
    #expect(try read().labels == [1, 2, 2, 0])
    #expect(try read().notes == [.labelsByName(array: "labels", names: ["V", "S", "N"])])
    try scratch.write("labels", shape: [4], words: ["S", "N", "", "V"])
    #expect(try read().labels == [1, 2, ActivationDump.noLabel, 0])
    try scratch.write("labels", shape: [4], words: ["S", "N", "Q", "V"])
    expectFailure(
      .unknownLabel(
        file: scratch.path, array: "labels", row: 2, label: "Q", values: ["N", "Q", "S", "V"],
        classCount: 3), says: "'Q'", "--label-values"
    ) { try read() }
    #expect(try read(DumpOptions(noLabel: "Q")).labels == [1, 2, ActivationDump.noLabel, 0])
  }

  @Test("words without names are the classes in the order of numpy.unique, where they are as many")
  func sorted() throws {
    try scratch.write("labels", shape: [4], words: ["a", "b", "b", "Z"])
    let dump = try read()
    #expect(dump.labels == [1, 2, 2, 0] && dump.classNames == ["Z", "a", "b"])
    #expect(dump.notes == [.sortedLabels(array: "labels", names: ["Z", "a", "b"])])
    try scratch.write("labels", shape: [4], words: ["a", "b", "b", "a"])
    expectFailure(
      .unknownLabel(
        file: scratch.path, array: "labels", row: 0, label: "a", values: ["a", "b"],
        classCount: 3), says: "2 labels for 3 classes", "--label-values A,B,C"
    ) { try read() }
    #expect(try read(DumpOptions(labelValues: ["Z", "a", "b"])).labels == [1, 2, 2, 1])
    var options = DumpOptions()
    options.knownClassNames = ["Z", "a", "b"]
    #expect(try read(options).labels == [1, 2, 2, 1])
  }

  @Test("numbers as words are numbers, and True and False are 1 and 0")
  func numbersAsWords() throws {
    try scratch.write("labels", shape: [4], words: ["1", "2", "2.0", "0"])
    #expect(try read().labels == [1, 2, 2, 0])
    #expect(try read().notes == [])
    try keepOutputs(2)
    try scratch.write("labels", shape: [4], words: ["True", "False", "False", "True"])
    #expect(try read().labels == [1, 0, 0, 1])
  }

  @Test("0 and 255 in bytes are the two classes of one output, and ambiguous of two")
  func mask() throws {
    try scratch.write("labels.npy", NPY.file(type: "|u1", shape: [4], bytes: [255, 0, 0, 255]))
    try keepOutputs(2)
    expectFailure(
      .ambiguousLabels(file: scratch.path, array: "labels", value: 255, values: [0, 255]),
      says: "--label-values 0,255", "--no-label 255"
    ) { try read() }
    #expect(try read(DumpOptions(labelValues: ["0", "255"])).labels == [1, 0, 0, 1])
    #expect(try read(DumpOptions(noLabel: "255")).labels == [-1, 0, 0, -1])
    try keepOutputs(1)
    #expect(try read().labels == [1, 0, 0, 1])
    #expect(try read().notes.contains(.pairOfLabels(array: "labels", low: 0, high: 255)))
    try scratch.write("labels.npy", NPY.file(type: "|u1", shape: [4], bytes: [255, 0, 1, 255]))
    #expect(try read().labels == [-1, 0, 1, -1])
  }

  @Test("-1 among as many values as classes is a class or no label, and each remedy decides")
  func signedClasses() throws {
    try scratch.write("labels", shape: [4], integers: [0, 1, 1, -1])
    expectFailure(
      .ambiguousLabels(file: scratch.path, array: "labels", value: -1, values: [-1, 0, 1]),
      says: "--label-values -1,0,1", "--no-label -1"
    ) { try read() }
    #expect(try read(DumpOptions(labelValues: ["-1", "0", "1"])).labels == [1, 2, 2, 0])
    #expect(try read(DumpOptions(noLabel: "-1")).labels == [0, 1, 1, -1])
  }

  @Test("0 for no label beside 1 to C is refused with the options that read it")
  func zeroForNone() throws {
    try scratch.write("labels", shape: [4], integers: [1, 0, 3, 2])
    let thrown = #expect(throws: ActivationFormatsError.self) { try read() }
    #expect(
      thrown?.description.contains(
        "--no-label 0 --label-values 1,2,3. Where '3' does, give --no-label 3.")
        == true, "\(thrown as Any)")
    #expect(try read(DumpOptions(noLabel: "3")).labels == [1, 0, -1, 2])
    let options = DumpOptions(noLabel: "0", labelValues: ["1", "2", "3"])
    #expect(try read(options).labels == [0, -1, 2, 1])
  }

  @Test("a word for no label is named as an option", arguments: ["unknown", "?"])
  func unknownWord(word: String) throws {
    try scratch.write("labels", shape: [4], words: ["N", word, "V", "S"])
    let thrown = #expect(throws: ActivationFormatsError.self) { try read() }
    let argument = word == "?" ? "'?'" : word
    #expect(
      thrown?.description.hasSuffix("give --no-label \(argument).") == true, "\(thrown as Any)")
    #expect(try read(DumpOptions(noLabel: word)).labels == [0, -1, 2, 1])
  }

  @Test("blanks at the ends of words do not count, unless that makes two words one")
  func blanks() throws {
    try scratch.write("class_names.txt", text: "N\nS\nV\n")
    try scratch.write("labels", shape: [4], words: ["S ", "V ", "V ", "N "])
    #expect(try read().labels == [1, 2, 2, 0])
    #expect(try read().notes.first == .trimmedLabels(array: "labels"))
    #expect(try read(DumpOptions(labelValues: ["N", "S", "V"])).labels == [1, 2, 2, 0])
    try scratch.write("labels", shape: [4], words: ["S ", "V", "V ", "N"])
    #expect(throws: ActivationFormatsError.self) { try read() }
  }

  @Test("advice keeps the order of named outputs")
  func namedOrder() throws {
    try scratch.write("class_names.txt", text: "V\nS\nN\n")
    for (words, advice) in [(["Q", "N", "N", "V"], "V,Q,N"), (["s", "n", "n", "v"], "v,s,n")] {
      try scratch.write("labels", shape: [4], words: words)
      let thrown = #expect(throws: ActivationFormatsError.self) { try read() }
      #expect(
        thrown?.description.hasSuffix("--label-values \(advice).") == true, "\(thrown as Any)")
      let values = advice.split(separator: ",").map(String.init)
      #expect(try read(DumpOptions(labelValues: values)).labels == [1, 2, 2, 0])
    }
  }

  @Test("rows of zeros and ones are one-hot, and several ones are multi-label")
  func shares() throws {
    try scratch.write("labels", shape: [4, 3], [0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0])
    #expect(try read().labels == [1, -1, 2, 0])
    try scratch.write("labels", shape: [4, 3], [0, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0])
    expectFailure(
      .multilabelLabels(file: scratch.path, array: "labels", row: 1), says: "multi-label"
    ) { try read() }
    try scratch.write("labels", shape: [4, 3], [0, 1, 0, 0.1, 0.8, 0.1, 0, 0, 1, 1, 0, 0])
    expectFailure(
      .softLabels(file: scratch.path, array: "labels", row: 1), says: "numpy.argmax(array, axis=1)"
    ) { try read() }
  }

  @Test("numbers of a regression are refused with its option")
  func regression() throws {
    try keepOutputs(1)
    try scratch.write("labels", shape: [4], [1.5, 2, 3, 4])
    expectFailure(
      .realLabel(file: scratch.path("labels.npy"), array: "labels", row: 0, value: "1.5"),
      says: "--task regression"
    ) { try read() }
    #expect(try read(DumpOptions(task: .regression)).activations?.columnCount == 1)
  }

  @Test("words of groups are numbered in their order, and numbers are the groups")
  func groups() throws {
    try scratch.write("groups", shape: [4], words: ["p2", "p1", "p2", "p3"])
    #expect(try read().groups == [1, 0, 1, 2])
    #expect(try read().notes == [.numberedGroups(array: "groups", count: 3)])
    try scratch.write("groups", shape: [4], words: ["101", "7", "101", "7"])
    #expect(try read().groups == [101, 7, 101, 7])
  }

  @Test("every note is one line for a person")
  func notes() {
    let notes: [DumpNote] = [
      .unlabelled(array: "labels", count: 2, values: ["-1"]),
      .pairOfLabels(array: "labels", low: 0, high: 255), .trimmedLabels(array: "labels"),
      .oneHotLabels(array: "labels"), .labelsByName(array: "labels", names: ["N", "S"]),
      .sortedLabels(array: "labels", names: (0..<9).map { "c\($0)" }),
      .numberedGroups(array: "groups", count: 3), .dialect(array: "", dialect: "tabs"),
    ]
    #expect(notes.allSatisfy { !$0.description.isEmpty && !$0.description.contains("\n") })
    #expect(notes[5].description.hasSuffix("7 = c7, …"))
  }
}
