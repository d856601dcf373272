package import Foundation
internal import Synchronization

/// Folders for other programs' files, which go away however the work ends.
package enum ScratchFolder {
  private static let open = Mutex<Set<URL>>([])

  /// Makes a folder, lets `body` work in it, and removes it.
  ///
  /// - Parameter purpose: the beginning of its name.
  /// - Returns: nil when it cannot be made, without `body`.
  package static func with<Result>(_ purpose: String, _ body: (URL) -> Result) -> Result? {
    let place = FileManager.default.temporaryDirectory
      .appendingPathComponent("tessera-\(purpose)-\(UUID().uuidString)")
    open.withLock { _ = $0.insert(place) }
    defer {
      try? FileManager.default.removeItem(at: place)
      open.withLock { _ = $0.remove(place) }
    }
    guard
      (try? FileManager.default.createDirectory(at: place, withIntermediateDirectories: true))
        != nil
    else { return nil }
    return body(place)
  }

  /// Removes those that are in use, for a process that is about to end.
  static func removeAll() {
    open.withLock { for place in $0 { try? FileManager.default.removeItem(at: place) } }
  }
}
