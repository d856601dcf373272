/// What a search tries in closed form where folds hold out whole groups (patients, recordings).
public struct GroupTrials: Sendable, Equatable, Codable {
  /// The penalties ν of the maps that groups have while the others are fitted, tried beside none.
  public var nuisances: [Double]
  /// The exponents of the weights of classes, 0 ... 1; see `StudentSearch.balance`.
  public var balances: [Double]

  /// - Precondition: penalties are above 0, and there is an exponent, each in 0 ... 1.
  public init(nuisances: [Double] = [0.01, 0.1, 1], balances: [Double] = [0, 0.5]) {
    precondition(nuisances.allSatisfy { $0 > 0 }, "penalties are positive")
    precondition(
      !balances.isEmpty && balances.allSatisfy { (0...1).contains($0) },
      "a balance lies in 0 ... 1")
    self.nuisances = nuisances
    self.balances = balances
  }
}
