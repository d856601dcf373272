import ModelSelection
import Student

extension MapFit {
  /// Distillation, or the closed form, with both strengths alike.
  static func fit(isDistilled: Bool, _ lambda: Double = 0.1, scale: Double = 1) -> MapFit {
    let penalties = Penalties(shared: lambda, corrections: lambda)
    return isDistilled
      ? .distilled(penalties, correctionScale: scale)
      : .penalized(penalties, correctionScale: scale)
  }
}
