internal import Glibc

extension SeededGenerator {
  /// Two independent standard normal numbers, by the polar method (Marsaglia and Bray 1964, SIAM
  /// Review 6(3)).
  package mutating func normalPair() -> (Double, Double) {
    while true {
      let (x, y) = (2 * uniform() - 1, 2 * uniform() - 1)
      let square = x * x + y * y
      guard square > 0, square < 1 else { continue }
      let factor = (-2 * log(square) / square).squareRoot()
      return (x * factor, y * factor)
    }
  }
}
