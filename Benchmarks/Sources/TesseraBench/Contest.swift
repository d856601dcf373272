import Foundation

/// The answers of several sides to the same requests, in turns.
struct Contest {
  /// Seconds that a side may take for one case before it sits the other rounds out.
  static let patience = 240.0

  /// The answers of one side.
  struct Entry {
    let name: String
    var answers: [Answer] = []
    var failure: String?

    var median: Double? { Measurement.median(of: answers.compactMap(\.seconds).sorted()) }
    var inertia: Double? { mean(answers.compactMap(\.inertia)) }
    var iterations: Double? { mean(answers.compactMap { $0.iterations.map(Double.init) }) }
    /// The most memory that the process ever had, up to the last answer.
    var peakBytes: Int? { answers.last?.peakBytes }

    private func mean(_ values: [Double]) -> Double? {
      values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
  }

  private(set) var entries: [Entry]

  /// Asks every side in each round, after one untimed answer to the first request when `warmUp`.
  ///
  /// - Parameter request: the request of a round.
  init(_ sides: [Side], rounds: Int, warmUp: Bool = true, _ request: (_ round: Int) -> Request) {
    entries = sides.map { Entry(name: $0.name) }
    for round in (warmUp ? -1 : 0)..<rounds {
      for (index, side) in sides.enumerated() where entries[index].failure == nil {
        let spent = entries[index].answers.compactMap(\.seconds).reduce(0, +)
        guard spent < Self.patience else { continue }
        // Threads of the side before may still spin for work.
        usleep(50_000)
        do {
          let answer = try side.ask(request(max(0, round)))
          if round >= 0 { entries[index].answers.append(answer) }
        } catch {
          entries[index].failure = "\(error)"
        }
      }
    }
  }

  /// Ours comes first.
  var ours: Entry { entries[0] }

  /// The lowest mean inertia.
  var bestInertia: Double? { entries.compactMap(\.inertia).min() }
}
