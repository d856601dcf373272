/// Why a file was not written.
public enum FilesError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A file cannot be created.
  case cannotCreate(path: String, reason: String)
  /// Writing failed on the way.
  case inputOutput(path: String, reason: String)

  public var description: String {
    switch self {
    case .cannotCreate(let path, let reason):
      "\(path): cannot be created: \(reason). Choose another place."
    case .inputOutput(let path, let reason):
      "\(path): \(reason)."
    }
  }

  /// The conversion for a caller that has no error of its own.
  package static let itself: @Sendable (FilesError) -> FilesError = { $0 }

  /// Does `body`; its error becomes `failure` of it, the caller's own. The closure form of
  /// `rethrowing(_:as:)`, which lies in a module that this one does not need.
  static func becoming<Result, Failure: Error>(
    _ failure: (FilesError) -> Failure, _ body: () throws(FilesError) -> Result
  ) throws(Failure) -> Result {
    do throws(FilesError) {
      return try body()
    } catch {
      throw failure(error)
    }
  }
}
