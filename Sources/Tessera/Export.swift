public import Exports
public import Files
internal import Firmware
internal import HostRuntime
internal import PackedFormat
internal import Quantization
internal import Records
internal import Rows
internal import Student

/// A student in files for other runtimes: the verb `export`.
public struct StudentExport: Sendable, Equatable {
  /// Which files, and where they go; nil for one that is not wanted.
  public struct Request: Sendable, Equatable {
    /// A graph of ONNX operators.
    public var onnx: String?
    /// Whether the graph is the float student; otherwise it is the one of integers.
    public var isFloat = false
    /// The type of the graph's windows; nil for the usual one. A float student takes float32.
    public var window: WindowElementType?
    /// Whether the graph has the verdict of a student with limits.
    public var hasVerdict = true
    /// All weights as JSON.
    public var weights: String?
    /// The student and its C99 runtime in one header.
    public var header: String?

    /// A request of no file.
    public init() {}

    /// The paths of the files that are wanted.
    public var paths: [String] { [onnx, weights, header].compactMap(\.self) }
  }

  /// The files, complete.
  public let drafts: [AtomicFile.Draft]

  /// Makes the files.
  ///
  /// - Parameters:
  ///   - file: the student, with its record where there is one.
  ///   - request: which files.
  /// - Throws: `TesseraError.export` for what ONNX has no operators for, `.noFloatStudent`, `.headerName`,
  ///   `.firmware` and `.records`.
  /// - Complexity: O(bytes of the files).
  public init(_ file: StudentFile, _ request: Request) throws(TesseraError) {
    var drafts: [AtomicFile.Draft] = []
    if let path = request.onnx {
      let model = try Self.graph(file, request)
      drafts.append(AtomicFile.Draft(path: path, bytes: model.bytes))
    }
    if let path = request.weights {
      let weights = StudentWeights(
        file.student, model: file.model, classNames: file.record?.classNames)
      drafts.append(
        AtomicFile.Draft(
          path: path,
          bytes: try rethrowing(JSONDocument.encode(weights), as: TesseraError.records)))
    }
    if let path = request.header {
      let folder = try FirmwareFolder(file, name: try Self.name(ofHeader: path))
      drafts.append(AtomicFile.Draft(path: path, bytes: folder.source.headerOnly))
    }
    self.drafts = drafts
  }

  /// Writes the files: all or none.
  ///
  /// - Throws: `TesseraError.files`.
  /// - Complexity: O(bytes).
  public func write() throws(TesseraError) {
    try rethrowing(AtomicFile.write(drafts), as: TesseraError.files)
  }

  private static func graph(
    _ file: StudentFile, _ request: Request
  ) throws(TesseraError) -> OnnxModel {
    let notes = notes(file, request)
    guard request.isFloat else {
      return try rethrowing(
        OnnxModel(
          file.student, window: request.window, hasVerdict: request.hasVerdict, notes: notes,
          version: TesseraVersion.current), as: TesseraError.export)
    }
    guard let model = file.model else { throw .noFloatStudent(path: file.path) }
    return try rethrowing(
      OnnxModel(
        float: model, of: file.student, notes: notes, version: TesseraVersion.current),
      as: TesseraError.export)
  }

  private static func notes(_ file: StudentFile, _ request: Request) -> [OnnxModel.Note] {
    let names = file.record?.classNames ?? []
    return [
      OnnxModel.Note("student_sha256", file.student.sha256),
      OnnxModel.Note("arithmetic", request.isFloat ? "float64" : "int8"),
      OnnxModel.Note("format_version", "\(file.student.header.version)"),
    ] + names.enumerated().map { OnnxModel.Note("class_\($0.offset)", $0.element) }
  }

  /// The student's name in C, which is that of the header without its extension.
  private static func name(ofHeader path: String) throws(TesseraError) -> FirmwareName {
    let file = FilePath.stem(of: path).split(separator: "/").last.map(String.init) ?? ""
    do throws(FirmwareName.Objection) {
      guard path.hasSuffix(".h") else { throw .notAnIdentifier }
      return try FirmwareName(file)
    } catch {
      throw .headerName(path: path, error, like: FirmwareName(like: file))
    }
  }
}
