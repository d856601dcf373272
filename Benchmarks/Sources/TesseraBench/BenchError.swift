/// Why a measurement could not be made.
enum BenchError: Error, CustomStringConvertible {
  case failed(BenchCase)
  case noStudent
  case side(String, String)
  case tool(String, [String], String)

  var description: String {
    switch self {
    case .failed(let benchCase): "the process that measures '\(benchCase.rawValue)' failed"
    case .noStudent: "the case needs --student"
    case .side(let name, let reason): "\(name): \(reason)"
    case .tool(let program, let arguments, let reason):
      "'\(([program] + arguments).joined(separator: " "))' \(reason)"
    }
  }
}
