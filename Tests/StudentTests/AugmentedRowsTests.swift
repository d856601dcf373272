import Disturbances
import Rows
import Student
import TestSupport
import Testing

/// The inputs of a transfer set against their recipes and their parents.
@Suite struct AugmentedRowsTests {
  static let sampleCount = 60
  static let length = 24
  static let classes = (0..<Int32(sampleCount)).map { $0 % 3 }
  static let groups = (0..<sampleCount).map { $0 / 12 }

  /// Rows of `length` samples and two further features; not standardised.
  private func inputs(_ count: Int = sampleCount) -> Matrix<Float> {
    var random = SeededGenerator(seed: 8)
    return random.matrix(count, Self.length + 2, mean: 3, deviation: 2).converted(to: Float.self)
  }

  private func standardizedInputs() -> Matrix<Float> {
    var inputs = inputs().converted(to: Double.self)
    for row in 0..<inputs.rowCount {
      let window = Self.standardized(Array(inputs[row: row].prefix(Self.length)))
      for column in window.indices { inputs[row, column] = window[column] }
    }
    return inputs.converted(to: Float.self)
  }

  private static func standardized(_ window: [Double]) -> [Double] {
    let (mean, deviation) = moments(window)
    return window.map { ($0 - mean) / deviation }
  }

  /// Mean and deviation of the population.
  private static func moments(
    _ values: some Collection<Double>
  ) -> (mean: Double, deviation: Double) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / count).squareRoot())
  }

  private func rows(
    _ methods: Set<Augmentation.Method>, of inputs: Matrix<Float>? = nil,
    sameGroupShare: Double = 0.5, standardizes: Bool? = nil, window: Int? = length,
    classes: [Int32]? = classes, groups: [Int]? = groups, seed: UInt64 = 4
  ) throws -> AugmentedRows {
    try AugmentedRows(
      Augmentation(
        methods: methods, windowLength: window, standardizes: standardizes,
        sameGroupShare: sameGroupShare, seed: seed),
      of: inputs ?? self.inputs(), layout: WindowLayout(length: Self.length + 2),
      classes: classes, groups: groups, parallelism: .allCores)
  }

  private func recipes(_ rows: AugmentedRows, _ count: Int = 400) -> [AugmentationRecipe] {
    (0..<count).map { rows.recipe($0) }
  }

  @Test("with mixing alone, a row is w·a + (1 − w)·b of two rows of one class, w in 0.5...1.5")
  func mixing() throws {
    let inputs = inputs()
    let rows = try rows([.mix])
    let recipes = recipes(rows)
    let made = try rows.rows(recipes)
    var weights: [Double] = []
    for (index, recipe) in recipes.enumerated() {
      let mix = try #require(recipe.mix)
      #expect(recipe.methods == [.mix] && recipe.parents == [recipe.base, mix.partner])
      #expect(recipe.base != mix.partner)
      #expect(Self.classes[recipe.base] == Self.classes[mix.partner])
      weights.append(mix.weight)
      for column in 0..<inputs.columnCount {
        let a = Double(inputs[recipe.base, column])
        let b = Double(inputs[mix.partner, column])
        #expect(made[index, column] == Float(mix.weight * a + (1 - mix.weight) * b))
      }
    }
    #expect(weights.allSatisfy { (0.5...1.5).contains($0) })
    #expect((weights.min() ?? 1) < 0.51 && (weights.max() ?? 1) > 1.49)
    #expect(Set(recipes.map(\.base)).count == Self.sampleCount)
  }

  @Test("without classes, any two rows are mixed")
  func withoutClasses() throws {
    let recipes = recipes(try rows([.mix], classes: nil, groups: nil))
    let crossing = recipes.filter { Self.classes[$0.base] != Self.classes[$0.mix?.partner ?? 0] }
    // 40 of the 59 other rows are of other classes.
    #expect(abs(Double(crossing.count) / 400 - 40.0 / 59) < 0.1)
  }

  @Test("as many mixed rows as asked for take both parents from one group", arguments: [0, 0.5, 1])
  func groups(share: Double) throws {
    let recipes = recipes(try rows([.mix], sameGroupShare: share), 2_000)
    let within = recipes.filter { recipe in
      recipe.mix.map { Self.groups[$0.partner] == Self.groups[recipe.base] } ?? false
    }
    // By chance 3 of the 19 other rows of a class are of the same group.
    let expected = share + (1 - share) * 3 / 19
    #expect(abs(Double(within.count) / 2_000 - expected) < 0.04)
    #expect(
      recipes.allSatisfy {
        Self.classes[$0.base] == Self.classes[$0.mix?.partner ?? -1]
      })
  }

  @Test("a row alone in its group mixes with others of its class, one alone in its class never")
  func loneRows() throws {
    let alone: [Int32] = [0, 0, 0, 1, 2, 2]
    let inputs = inputs(6)
    let mixed = try rows(
      [.mix], of: inputs, sameGroupShare: 1, classes: alone, groups: [0, 1, 2, 3, 4, 4])
    for recipe in recipes(mixed) {
      #expect(recipe.base != 3)
      #expect(alone[recipe.base] == alone[recipe.mix?.partner ?? 3])
    }
    let shifted = try rows([.mix, .shift], of: inputs, classes: alone, groups: nil)
    let own = recipes(shifted).filter { $0.base == 3 }
    #expect(!own.isEmpty && own.allSatisfy { $0.methods == [.shift] })
  }

  @Test("each row undergoes a non-empty subset of the methods, all subsets alike")
  func subsets() throws {
    let methods: Set<Augmentation.Method> = [.mix, .scale, .noise]
    var counts: [Set<Augmentation.Method>: Int] = [:]
    for recipe in recipes(try rows(methods), 7_000) { counts[Set(recipe.methods), default: 0] += 1 }
    #expect(counts.count == 7 && counts[[]] == nil)
    #expect(counts.keys.allSatisfy { $0.isSubset(of: methods) })
    #expect(counts.values.allSatisfy { abs($0 - 1_000) < 150 })
  }

  @Test("a shift holds the edge, moves the window only, and goes both ways")
  func shift() throws {
    let inputs = inputs()
    let rows = try rows([.shift])
    let recipes = recipes(rows)
    let made = try rows.rows(recipes)
    for (index, recipe) in recipes.enumerated() {
      let shift = try #require(recipe.shift)
      for column in 0..<inputs.columnCount {
        let source =
          column < Self.length ? min(max(column - shift, 0), Self.length - 1) : column
        #expect(made[index, column] == inputs[recipe.base, source])
      }
    }
    #expect(Set(recipes.compactMap(\.shift)) == [-1, 1])
    let farther = try AugmentedRows(
      Augmentation(methods: [.shift], windowLength: Self.length, shiftLimit: 3), of: inputs,
      layout: WindowLayout(length: Self.length), parallelism: .allCores)
    #expect(Set(self.recipes(farther).compactMap(\.shift)) == [-3, -2, -1, 1, 2, 3])
  }

  @Test("a factor scales the window and nothing else")
  func scale() throws {
    let inputs = inputs()
    let rows = try rows([.scale])
    let recipes = recipes(rows)
    let made = try rows.rows(recipes)
    for (index, recipe) in recipes.enumerated() {
      let factor = try #require(recipe.scale)
      #expect((0.8...1.2).contains(factor))
      for column in 0..<inputs.columnCount {
        let value = Double(inputs[recipe.base, column])
        #expect(made[index, column] == Float(column < Self.length ? factor * value : value))
      }
    }
  }

  @Test("the wander is a sinusoid of at most 0.6 periods and 0.3 deviations")
  func wander() throws {
    let inputs = inputs()
    let rows = try rows([.wander])
    let recipes = recipes(rows)
    let made = try rows.rows(recipes)
    for (index, recipe) in recipes.enumerated() {
      let wander = try #require(recipe.wander)
      #expect((0...0.3).contains(wander.amplitude) && (0.1...0.6).contains(wander.cycles))
      let added = (0..<Self.length).map {
        Double(made[index, $0]) - Double(inputs[recipe.base, $0])
      }
      #expect(added.allSatisfy { abs($0) <= wander.amplitude * rows.deviations[0] + 1e-5 })
      // s(t − 1) + s(t + 1) = 2 cos(ω) s(t) for a sinusoid of frequency ω.
      let rounding = 1e-5
      for t in 1..<Self.length - 1 {
        let sum = added[t - 1] + added[t + 1]
        // 2 − ω² < 2 cos ω < 2 with ω = 2π · cycles / T.
        let frequency = 2 * Double.pi * wander.cycles / Double(Self.length)
        let defect = 2 * added[t] - sum
        #expect(abs(defect) <= frequency * frequency * abs(added[t]) + rounding)
      }
      #expect(made[index, Self.length] == inputs[recipe.base, Self.length])
    }
  }

  @Test("the noise is white, normal and as strong as its recipe says")
  func noise() throws {
    let inputs = inputs()
    let rows = try rows([.noise])
    let recipes = recipes(rows, 2_000)
    let made = try rows.rows(recipes)
    var values: [Double] = []
    var neighbours = 0.0
    for (index, recipe) in recipes.enumerated() {
      let noise = try #require(recipe.noise)
      #expect((0...0.1).contains(noise.deviation))
      guard noise.deviation > 0.01 else { continue }
      let added = (0..<Self.length).map { column in
        (Double(made[index, column]) - Double(inputs[recipe.base, column]))
          / (noise.deviation * rows.deviations[0])
      }
      values += added
      neighbours += zip(added, added.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(made[index, Self.length + 1] == inputs[recipe.base, Self.length + 1])
    }
    let (mean, deviation) = Self.moments(values)
    #expect(abs(mean) < 0.02 && abs(deviation - 1) < 0.02)
    #expect(abs(neighbours / Double(values.count)) < 0.02)
    // 68.27 % of normal numbers are within one deviation, 0.27 % beyond three.
    let inner = values.count { abs($0) < 1 }
    let outer = values.count { abs($0) > 3 }
    #expect(abs(Double(inner) / Double(values.count) - 0.6827) < 0.01)
    #expect(abs(Double(outer) / Double(values.count) - 0.0027) < 0.001)
  }

  @Test("windows that are standardised in the dump are found and stay so")
  func standardized() throws {
    let inputs = standardizedInputs()
    let rows = try rows(Set(Augmentation.Method.allCases), of: inputs)
    #expect(rows.standardizes)
    #expect(rows.omissions.map(\.method) == [.scale])
    #expect(rows.methods == [.mix, .shift, .wander, .noise])
    let made = try rows.rows(recipes(rows)).converted(to: Double.self)
    for row in 0..<made.rowCount {
      let (mean, deviation) = Self.moments(made[row: row].prefix(Self.length))
      #expect(abs(mean) < 1e-6 && abs(deviation - 1) < 1e-6)
    }
    #expect(try !self.rows([.mix], of: inputs, standardizes: false).standardizes)
    #expect(try !self.rows([.mix], of: inputs, window: nil).standardizes)
    #expect(try !self.rows([.mix]).standardizes)
  }

  @Test("windows standardised by the sample deviation keep that")
  func sampleDeviation() throws {
    let length = 40
    var random = SeededGenerator(seed: 8)
    let factor = (Double(length - 1) / Double(length)).squareRoot()
    let values = (0..<30).flatMap { _ in
      Self.standardized(random.matrix(1, length).elements).map { Float(factor * $0) }
    }
    let rows = try AugmentedRows(
      Augmentation(), of: Matrix(rowCount: 30, columnCount: length, elements: values),
      layout: WindowLayout(length: length), parallelism: .allCores)
    #expect(rows.standardizes)
    let made = try rows.rows(recipes(rows)).converted(to: Double.self)
    for row in 0..<made.rowCount {
      #expect(abs(Self.moments(made[row: row]).deviation - factor) < 1e-6)
    }
  }

  @Test("constant windows among standardised ones do no harm")
  func constantWindows() throws {
    var inputs = standardizedInputs()
    for column in 0..<Self.length { inputs[7, column] = 0 }
    let rows = try rows([.shift, .mix], of: inputs)
    #expect(rows.standardizes)
    let made = try rows.rows(recipes(rows))
    #expect(made.elements.allSatisfy { $0.isFinite })
  }

  @Test("each channel is a window of its own")
  func channels() throws {
    let inputs = inputs()
    let layout = WindowLayout(shape: [Self.sampleCount, 1, 2, 13])
    #expect(layout == WindowLayout(channelCount: 2, length: 13))
    #expect(WindowLayout(shape: [9, 140, 1]) == WindowLayout(length: 140))
    let rows = try AugmentedRows(
      Augmentation(methods: [.shift]), of: inputs, layout: layout, parallelism: .allCores)
    let recipes = recipes(rows, 50)
    let made = try rows.rows(recipes)
    for (index, recipe) in recipes.enumerated() {
      let shift = try #require(recipe.shift)
      for column in 0..<26 {
        let source = column / 13 * 13 + min(max(column % 13 - shift, 0), 12)
        #expect(made[index, column] == inputs[recipe.base, source])
      }
    }
  }

  @Test("a row depends on the seed and its number alone")
  func streams() throws {
    let rows = try rows(Set(Augmentation.Method.allCases))
    let recipes = recipes(rows)
    let all = try rows.rows(recipes)
    #expect(Set(recipes.map { "\($0)" }).count == recipes.count)
    for row in [0, 1, 57, 399] {
      #expect(try rows.rows([rows.recipe(row)]).elements == Array(all[row: row]))
    }
    let same = try self.rows(Set(Augmentation.Method.allCases))
    #expect(self.recipes(same) == recipes)
    let other = try self.rows(Set(Augmentation.Method.allCases), seed: 5)
    #expect(zip(self.recipes(other), recipes).allSatisfy { $0 != $1 })
  }

  @Test("a strength changes its own method and no other draw")
  func strengths() throws {
    let augmentation = Augmentation(windowLength: Self.length)
    var louder = augmentation
    louder.noiseRange = 0.7
    func recipes(_ augmentation: Augmentation) throws -> [AugmentationRecipe] {
      self.recipes(
        try AugmentedRows(
          augmentation, of: inputs(), layout: WindowLayout(length: Self.length),
          parallelism: .allCores), 100)
    }
    for (quiet, loud) in zip(try recipes(augmentation), try recipes(louder)) {
      var loud = loud
      loud.noise = quiet.noise
      #expect(quiet == loud)
    }
  }

  @Test("what does not suit the dump is a typed error")
  func refusals() throws {
    #expect(throws: StudentError.windowTooLong(length: 27, featureCount: 26)) {
      _ = try rows([.mix], window: 27)
    }
    #expect(throws: StudentError.shiftTooLong(shift: 24, length: 24)) {
      _ = try AugmentedRows(
        Augmentation(methods: [.shift], shiftLimit: 24), of: inputs(),
        layout: WindowLayout(length: 24), parallelism: .allCores)
    }
    let reasons = ["mix: no class has two rows"]
    #expect(throws: StudentError.nothingToAugment(reasons: reasons)) {
      _ = try rows([.mix], classes: (0..<Int32(Self.sampleCount)).map { $0 })
    }
    #expect(throws: StudentError.nothingToAugment(reasons: ["shift: a window has one sample"])) {
      _ = try rows([.shift], window: 1)
    }
    #expect(
      throws: StudentError.nothingToAugment(reasons: ["scale: standardised windows have no scale"])
    ) {
      _ = try rows([.scale], of: standardizedInputs())
    }
    let constant = Matrix<Float>(rowCount: 5, columnCount: 26, repeating: 2)
    #expect(
      throws: StudentError.nothingToAugment(
        reasons: ["wander: the windows are constant", "noise: the windows are constant"])
    ) {
      _ = try rows([.wander, .noise], of: constant, classes: nil, groups: nil)
    }
  }

  @Test(
    "five rows are made for each of the dump, at least 6,000 and at most 24,000",
    arguments: [(1, 6_000), (500, 6_000), (2_000, 10_000), (4_800, 24_000), (.max, 24_000)])
  func count(samples: Int, expected: Int) {
    #expect(Augmentation.defaultCount(sampleCount: samples) == expected)
  }
}
