/// Everything that a report says about one student. What is nil or empty is left out of the page,
/// with a line that says what would bring it in.
package struct StudentFacts: Sendable {
  /// The file's name without its extension; the page's title.
  package var name: String
  /// The packed student.
  package var student: Student
  package var teacher: Teacher
  /// C names.
  package var classNames: [String]
  /// Whether outputs are logits of classes.
  package var isClassifier: Bool
  /// How it was chosen; nil without the run record.
  package var selection: Selection?
  /// How good it is; nil when it was never measured.
  package var test: Test?
  package var quantization: Quantization?
  /// k regions; empty without the run record.
  package var regions: [Region]
  /// How features are drawn.
  package var window: Window
  package var memory: Memory
  package var provenance: Provenance

  /// The packed student in numbers.
  package struct Student: Sendable {
    package var bytes: Int
    /// What it is made of: `corrected, d = 4, k = 8, distilled`.
    package var structure: String
    package var inputCount: Int
    package var outputCount: Int
    package var multiplyAccumulates: Int
    /// Bytes of the float student, 4 for each parameter; nil without the run record.
    package var floatByteCount: Int?

    package init(
      bytes: Int, structure: String, inputCount: Int, outputCount: Int,
      multiplyAccumulates: Int, floatByteCount: Int?
    ) {
      self.bytes = bytes
      self.structure = structure
      self.inputCount = inputCount
      self.outputCount = outputCount
      self.multiplyAccumulates = multiplyAccumulates
      self.floatByteCount = floatByteCount
    }
  }

  /// The teacher, as far as the dumps tell.
  package struct Teacher: Sendable {
    /// Bytes, 4 for each parameter.
    package var byteCount: Int?
    package var multiplyAccumulates: Int?

    package init(byteCount: Int?, multiplyAccumulates: Int?) {
      self.byteCount = byteCount
      self.multiplyAccumulates = multiplyAccumulates
    }
  }

  package init(
    name: String, student: Student, teacher: Teacher, classNames: [String],
    isClassifier: Bool, selection: Selection?, test: Test?, quantization: Quantization?,
    regions: [Region],
    window: Window, memory: Memory, provenance: Provenance
  ) {
    self.name = name
    self.student = student
    self.teacher = teacher
    self.classNames = classNames
    self.isClassifier = isClassifier
    self.selection = selection
    self.test = test
    self.quantization = quantization
    self.regions = regions
    self.window = window
    self.memory = memory
    self.provenance = provenance
  }
}
