import Glibc
import Synchronization

/// What goes to the terminal: results to the standard output, everything else to the standard error.
enum Terminal {
  private static let hasProgress = Mutex(false)

  /// Prints a line of results.
  static func print(_ line: String) {
    write(line + "\n", to: STDOUT_FILENO)
  }

  static func error(_ message: String) {
    clearProgress()
    write("error: \(message)\n", to: STDERR_FILENO)
  }

  static func warning(_ message: String) {
    clearProgress()
    write("warning: \(message)\n", to: STDERR_FILENO)
  }

  /// Whether someone watches the standard error.
  static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

  /// Replaces the progress line; only where someone watches.
  static func progress(_ line: String) {
    guard showsProgress else { return }
    hasProgress.withLock { $0 = true }
    write("\r\u{1B}[K\(line)", to: STDERR_FILENO)
  }

  static func clearProgress() {
    let shown = hasProgress.withLock { shown in
      defer { shown = false }
      return shown
    }
    if shown { write("\r\u{1B}[K", to: STDERR_FILENO) }
  }

  /// A closed pipe ends the output quietly, as for other filters.
  private static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 {
        if errno == EINTR { continue }
        return
      }
      bytes = bytes.dropFirst(count)
    }
  }
}
