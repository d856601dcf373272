internal import Rows

/// The recipe of one row of a transfer set: its parents and the changes of them.
package struct AugmentationRecipe: Sendable, Equatable {
  /// A second parent b.
  package struct Mix: Sendable, Equatable {
    /// A row of the training dump.
    package let partner: Int
    /// w of w·a + (1 − w)·b.
    package let weight: Double
  }

  /// A sinusoid over a window.
  package struct Wander: Sendable, Equatable {
    /// In deviations of the window.
    package let amplitude: Double
    /// Periods in the window.
    package let cycles: Double
    /// At the first sample, in periods.
    package let phase: Double
  }

  /// White Gaussian noise.
  package struct Noise: Sendable, Equatable {
    /// In deviations of the window.
    package let deviation: Double
    /// Fixes its samples.
    package let seed: UInt64
  }

  /// The row a of the training dump that it begins with.
  package let base: Int
  package var mix: Mix?
  /// Samples by which the waveform comes later.
  package var shift: Int?
  /// The factor.
  package var scale: Double?
  package var wander: Wander?
  package var noise: Noise?

  /// The rows of the training dump that it is made from: one or two.
  package var parents: [Int] { [base] + (mix.map { [$0.partner] } ?? []) }

  /// The methods of this row, in this order.
  package var methods: [Augmentation.Method] {
    let isDone: [Augmentation.Method: Bool] = [
      .mix: mix != nil, .shift: shift != nil, .scale: scale != nil, .wander: wander != nil,
      .noise: noise != nil,
    ]
    return Augmentation.Method.allCases.filter { isDone[$0] == true }
  }

  /// A recipe in which nothing is done yet.
  init(base: Int) { self.base = base }
}

/// Draws recipes: one stream of random numbers for each row.
struct RecipeDraw: Sendable {
  /// Strengths and the seed.
  let augmentation: Augmentation
  /// The possible methods, in order; not empty.
  let methods: [Augmentation.Method]
  /// The rows of the training dump.
  let sampleCount: Int
  /// The rows that mix; nil without `mix`.
  let partners: MixingPartners?
  /// The most samples of a shift.
  let shiftLimit: Int

  /// The recipe of row `row`.
  ///
  /// - Complexity: O(log N).
  func recipe(_ row: Int) -> AugmentationRecipe {
    // The bits above keep these streams apart from those of folds and clusters.
    var generator = SeededGenerator(
      seed: augmentation.seed, stream: 0x4155_474D << 32 ^ UInt64(row))
    // Where a row can only be mixed, it is one that has a partner.
    let alone = methods == [.mix] ? partners : nil
    let base =
      alone.map { $0.row(at: generator.index(below: $0.count)) }
      ?? generator.index(below: sampleCount)
    let available = methods.filter { $0 != .mix || partners?.hasPartner(base) == true }
    let subset = 1 + generator.index(below: 1 << available.count - 1)
    var recipe = AugmentationRecipe(base: base)
    for (place, method) in available.enumerated() where subset >> place & 1 == 1 {
      add(method, to: &recipe, using: &generator)
    }
    return recipe
  }

  private func add(
    _ method: Augmentation.Method, to recipe: inout AugmentationRecipe,
    using generator: inout SeededGenerator
  ) {
    switch method {
    case .mix:
      let isWithinGroup = generator.uniform() < augmentation.sameGroupShare
      let partner = partners?.partner(
        of: recipe.base, isWithinGroup: isWithinGroup, using: &generator)
      let weight = generator.uniform(in: Augmentation.mixWeights)
      recipe.mix = partner.map { AugmentationRecipe.Mix(partner: $0, weight: weight) }
    case .shift:
      // −s ... −1 and 1 ... s.
      let place = generator.index(below: 2 * shiftLimit)
      recipe.shift = place < shiftLimit ? place - shiftLimit : place - shiftLimit + 1
    case .scale:
      let range = augmentation.scaleRange
      recipe.scale = generator.uniform(in: 1 - range...1 + range)
    case .wander:
      recipe.wander = AugmentationRecipe.Wander(
        amplitude: generator.uniform(in: 0...augmentation.wanderRange),
        cycles: generator.uniform(in: Augmentation.wanderCycles), phase: generator.uniform())
    case .noise:
      recipe.noise = AugmentationRecipe.Noise(
        deviation: generator.uniform(in: 0...augmentation.noiseRange), seed: generator.next())
    }
  }
}

extension SeededGenerator {
  /// A uniform number in `range`.
  fileprivate mutating func uniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }
}
