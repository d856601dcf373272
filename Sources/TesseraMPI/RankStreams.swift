import Glibc

/// The standard streams of a rank. Rank 0 talks. The others keep what they say to themselves, and
/// show it where they end the run.
struct RankStreams {
  private let index: Int
  /// The standard error that the process began with.
  private let original: Int32
  /// What a silent rank said.
  private let kept: UnsafeMutablePointer<FILE>?

  /// Silences every rank but rank 0.
  init(index: Int) {
    self.index = index
    original = dup(STDERR_FILENO)
    kept = index == 0 ? nil : tmpfile()
    guard index > 0 else { return }
    let nothing = open("/dev/null", O_WRONLY)
    dup2(nothing, STDOUT_FILENO)
    dup2(kept.map { fileno($0) } ?? nothing, STDERR_FILENO)
  }

  /// Shows what a silent rank said last, with its number.
  func revealFailure() {
    guard let kept else { return }
    rewind(kept)
    var text = [UInt8](repeating: 0, count: 1 << 16)
    let count = fread(&text, 1, text.count, kept)
    let lines = text.prefix(count).split(separator: UInt8(ascii: "\n"))
    let last = lines.last { $0.starts(with: Array("error:".utf8)) } ?? lines.last
    guard let last else { return }
    let message = Array("rank \(index): ".utf8) + last + [UInt8(ascii: "\n")]
    _ = write(original, message, message.count)
  }

  /// Says one line on the standard error.
  static func tell(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
  }
}
