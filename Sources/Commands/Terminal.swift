import Glibc
import Reports
import Synchronization
import Tessera

/// Writes to the terminal: results to the standard output, everything else to the standard error.
///
/// Lines hold names from dumps and paths. Signs that do not show are made visible, and colours come
/// after.
enum Terminal {
  /// How words stand out, where someone watches.
  enum Style: String {
    case bold = "1"
    case red = "1;31"
    case green = "32"
    case yellow = "1;33"
  }

  private struct State {
    var hasProgress = false
    var isQuiet = false
    var holdsResults = false
  }

  private static let state = Mutex(State())

  /// Sets what this run shows. Call it before any output.
  ///
  /// - Parameters:
  ///   - isQuiet: whether there is no progress.
  ///   - holdsResults: whether the standard output belongs to a document.
  static func configure(isQuiet: Bool, holdsResults: Bool) {
    state.withLock { ($0.isQuiet, $0.holdsResults) = (isQuiet, holdsResults) }
  }

  /// Prints a line of results.
  static func print(_ line: String, _ style: Style? = nil) {
    guard !state.withLock({ $0.holdsResults }) else { return }
    write(
      Array((styled(VisibleText.line(line), style, on: STDOUT_FILENO) + "\n").utf8),
      to: STDOUT_FILENO)
  }

  /// Prints a whole document, to which the standard output belongs.
  static func print(document: [UInt8]) {
    let newline = UInt8(ascii: "\n")
    write(document.last == newline ? document : document + [newline], to: STDOUT_FILENO)
  }

  static func error(_ message: String) { tell("error:", .red, message) }

  static func warning(_ message: String) { tell("warning:", .yellow, message) }

  /// States what was taken for granted; not an objection.
  static func note(_ message: String) { tell("note:", .bold, message) }

  private static func tell(_ word: String, _ style: Style, _ message: String) {
    clearProgress()
    let line = "\(styled(word, style, on: STDERR_FILENO)) \(VisibleText.line(message))\n"
    write(Array(line.utf8), to: STDERR_FILENO)
  }

  /// Whether someone watches the standard error and wants to know.
  static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 && !state.withLock { $0.isQuiet } }

  /// Replaces the progress line; only where someone watches.
  static func progress(_ line: String) {
    guard showsProgress else { return }
    state.withLock { $0.hasProgress = true }
    write(Array("\r\u{1B}[K\(VisibleText.line(line))".utf8), to: STDERR_FILENO)
  }

  static func clearProgress() {
    let shown = state.withLock { state in
      defer { state.hasProgress = false }
      return state.hasProgress
    }
    if shown { write(Array("\r\u{1B}[K".utf8), to: STDERR_FILENO) }
  }

  /// Whether text may have letters beyond ASCII, by the locale.
  static var isUnicode: Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.map(variable).first { !$0.isEmpty } ?? ""
    let name = locale.lowercased()
    return name.contains("utf-8") || name.contains("utf8")
  }

  /// Colours are for terminals that have them and people who want them (no-color.org).
  private static func styled(_ text: String, _ style: Style?, on descriptor: Int32) -> String {
    guard let style, isatty(descriptor) == 1, variable("NO_COLOR").isEmpty,
      !["", "dumb"].contains(variable("TERM"))
    else { return text }
    return "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m"
  }

  /// A variable of the environment; empty where it is not set.
  private static func variable(_ name: String) -> String {
    getenv(name).map { String(cString: $0) } ?? ""
  }

  /// Opens those of the standard streams that are closed: a file that is opened later would take
  /// the place of one, and be written to as if it were that.
  static func openStandardStreams() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      _ = open("/dev/null", O_RDWR)
    }
  }

  /// A closed pipe ends the output quietly, as for other filters. Results that get lost otherwise,
  /// as on a full disk, end the run.
  private static func write(_ bytes: [UInt8], to descriptor: Int32) {
    var bytes = bytes[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 {
        if errno == EINTR { continue }
        guard descriptor == STDOUT_FILENO, errno != EPIPE else { return }
        let reason = String(cString: strerror(errno))
        error("the standard output cannot be written: \(reason).")
        AtomicFile.endProcess(code: TesseraError.Kind.inputOutput.exitCode)
      }
      bytes = bytes.dropFirst(count)
    }
  }
}
