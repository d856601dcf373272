package import Disturbances
package import Rows

/// The inputs of a transfer set, made from those of a training dump when they are read.
package struct AugmentedRows: Sendable {
  /// A method that would change nothing.
  package struct Omission: Sendable, Equatable {
    package let method: Augmentation.Method
    /// Why it would not, in a few words.
    package let reason: String
  }

  /// Where the waveforms lie.
  package let layout: WindowLayout
  /// The methods, in order.
  package let methods: [Augmentation.Method]
  /// The requested methods that are left out.
  package let omissions: [Omission]
  /// Whether windows are standardised after the change.
  package let standardizes: Bool
  /// For each channel, the deviation within a window that strengths refer to.
  package let deviations: [Double]
  /// The most samples of a shift.
  package let shiftLimit: Int
  private let inputs: any RowSource
  private let draw: RecipeDraw
  /// For each channel, the deviation that windows are standardised to.
  private let targets: [Double]

  /// Looks at the dump.
  ///
  /// - Parameters:
  ///   - inputs: N × n, finite; at least one row.
  ///   - layout: where the waveforms lie, within n features.
  ///   - classes: the class of each row; nil makes all rows one class.
  ///   - groups: the group of each row, where there are groups.
  /// - Throws: `StudentError.windowTooLong`, `.shiftTooLong` and `.nothingToAugment` when the
  ///   parameters do not suit the dump, and `.unreadable`.
  /// - Complexity: O(N · n + N log N).
  package init(
    _ augmentation: Augmentation, of inputs: any RowSource, layout: WindowLayout,
    classes: [Int32]? = nil, groups: [Int]? = nil, parallelism: Parallelism
  ) throws(StudentError) {
    let layout = augmentation.windowLength.map { WindowLayout(length: $0) } ?? layout
    guard layout.featureCount <= inputs.columnCount else {
      throw .windowTooLong(length: layout.featureCount, featureCount: inputs.columnCount)
    }
    let shiftLimit = augmentation.shiftLimit ?? max(1, 3 * layout.length / 100)
    guard shiftLimit < layout.length || augmentation.shiftLimit == nil else {
      throw .shiftTooLong(shift: shiftLimit, length: layout.length)
    }
    let statistics = try Self.statistics(of: inputs, layout: layout, parallelism: parallelism)
    let partners =
      augmentation.methods.contains(.mix)
      ? MixingPartners(sampleCount: inputs.rowCount, classes: classes, groups: groups) : nil
    let standardizes = augmentation.standardizes ?? statistics.isStandardized
    let wanted = Augmentation.Method.allCases.filter { augmentation.methods.contains($0) }
    let omissions = wanted.compactMap { method in
      Self.objection(
        to: method, partners: partners, layout: layout, standardizes: standardizes,
        isConstant: statistics.deviations.allSatisfy { $0 == 0 }
      ).map { Omission(method: method, reason: $0) }
    }
    methods = wanted.filter { method in !omissions.contains { $0.method == method } }
    guard !methods.isEmpty else {
      throw .nothingToAugment(reasons: omissions.map { "\($0.method.rawValue): \($0.reason)" })
    }
    self.omissions = omissions
    self.layout = layout
    self.standardizes = standardizes
    self.shiftLimit = shiftLimit
    self.inputs = inputs
    deviations = statistics.deviations
    targets = statistics.isStandardized ? statistics.meanDeviations : deviations.map { _ in 1 }
    draw = RecipeDraw(
      augmentation: augmentation, methods: methods, sampleCount: inputs.rowCount,
      partners: methods.contains(.mix) ? partners : nil, shiftLimit: shiftLimit)
  }

  private static func statistics(
    of inputs: any RowSource, layout: WindowLayout, parallelism: Parallelism
  ) throws(StudentError) -> WindowStatistics {
    try rethrowing(
      WindowStatistics(inputs, layout: layout, parallelism: parallelism),
      as: StudentError.unreadable)
  }

  /// Why a method would change nothing; nil where it changes something.
  private static func objection(
    to method: Augmentation.Method, partners: MixingPartners?, layout: WindowLayout,
    standardizes: Bool, isConstant: Bool
  ) -> String? {
    switch method {
    case .mix: partners?.count ?? 0 > 0 ? nil : "no class has two rows"
    case .scale: standardizes ? "standardised windows have no scale" : nil
    case .shift where layout.length == 1: "a window has one sample"
    case .shift, .wander, .noise: isConstant ? "the windows are constant" : nil
    }
  }

  /// The recipe of row `row`, the same for any number of rows.
  ///
  /// - Complexity: O(log N).
  package func recipe(_ row: Int) -> AugmentationRecipe { draw.recipe(row) }

  /// The rows that some recipes make, as many × n.
  ///
  /// - Throws: the error of the inputs.
  /// - Complexity: O(`recipes.count` · n).
  package func rows(
    _ recipes: [AugmentationRecipe]
  ) throws(RowReadError) -> Matrix<Float> {
    let wanted = Set(recipes.flatMap(\.parents)).sorted()
    let parents = try inputs.gathering(rows: wanted, as: Double.self)
    let places = Dictionary(uniqueKeysWithValues: zip(wanted, wanted.indices))
    func parent(_ row: Int) -> ArraySlice<Double> { parents[row: places[row, default: 0]] }
    var elements: [Float] = []
    elements.reserveCapacity(recipes.count * inputs.columnCount)
    for recipe in recipes {
      var row = Array(parent(recipe.base))
      if let mix = recipe.mix {
        row = zip(row, parent(mix.partner)).map { mix.weight * $0 + (1 - mix.weight) * $1 }
      }
      for (channel, window) in layout.windows.enumerated() {
        row.replaceSubrange(window, with: changed(row[window], channel: channel, by: recipe))
      }
      elements += row.map { Float($0) }
    }
    return Matrix(
      rowCount: recipes.count, columnCount: inputs.columnCount, elements: elements)
  }

  /// The samples of a window after everything but mixing.
  private func changed(
    _ samples: ArraySlice<Double>, channel: Int, by recipe: AugmentationRecipe
  ) -> [Double] {
    let deviation = deviations[channel]
    var waveform = Waveform(Array(samples))
    if let shift = recipe.shift { waveform.shift(by: shift) }
    if let factor = recipe.scale { waveform.scale(by: factor) }
    if let wander = recipe.wander {
      waveform.addSinusoid(
        amplitude: wander.amplitude * deviation, cycles: wander.cycles, phase: wander.phase)
    }
    if let noise = recipe.noise {
      // Channels do not share their noise.
      waveform.addNoise(
        deviation: noise.deviation * deviation, seed: noise.seed &+ UInt64(channel))
    }
    if standardizes { waveform.standardize(to: targets[channel]) }
    return waveform.samples
  }
}
