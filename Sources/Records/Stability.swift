internal import ModelSelection
public import Student

/// What the seed changes: the choices of one search with several seeds, side by side.
public struct Stability: Sendable, Equatable, Codable {
  /// The choice with one seed.
  public struct Seed: Sendable, Equatable, Codable {
    /// The seed of folds and k-means.
    public var seed: UInt64
    /// The candidate that the rule chooses.
    public var selection: SweepRecord.Row

    package init(seed: UInt64, selection: SweepRecord.Row) {
      self.seed = seed
      self.selection = selection
    }
  }

  /// A figure over the seeds that have it.
  public struct Spread: Sendable, Equatable, Codable {
    /// The least.
    public var least: Double
    /// The median; of an even number the mean of the two in the middle.
    public var median: Double
    /// The most.
    public var most: Double

    /// nil where there is no figure.
    init?(_ figures: [Double]) {
      let sorted = figures.sorted()
      guard let first = sorted.first, let last = sorted.last else { return nil }
      (least, most) = (first, last)
      median = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
  }

  /// A structure, and how many seeds choose it, however it is fitted.
  public struct Structure: Sendable, Equatable, Codable {
    /// The form of the student.
    public var form: StudentStructure.Form
    /// The number of regions, k.
    public var regionCount: Int
    /// The number of principal components that the regions see; nil for the inputs themselves.
    public var componentCount: Int?
    /// Bytes of the packed student.
    public var bytes: Int
    /// The number of seeds that choose it.
    public var seeds: Int

    private enum CodingKeys: String, CodingKey {
      case regionCount = "k"
      case componentCount = "components"
      case form, bytes, seeds
    }

    fileprivate func isSame(as row: SweepRecord.Row) -> Bool {
      form == row.form && regionCount == row.regionCount && componentCount == row.componentCount
    }
  }

  /// Rows of the training dump that the float students of all seeds label.
  public struct SameLabels: Sendable, Equatable, Codable {
    /// The number of rows.
    public var rows: Int
    /// The share of them that two students label alike, 0 ... 1: the least of all pairs of seeds.
    public var share: Double

    package init(rows: Int, share: Double) {
      self.rows = rows
      self.share = share
    }
  }

  /// The numbers of seeds that can be compared.
  public static let seedCounts = 2...20

  /// The choices, by seed: the first is the one that the student is made of.
  public var seeds: [Seed]
  /// What is chosen, the most frequent first: of equals the smallest, then that of the first seed.
  public var structures: [Structure]
  /// Bytes of the packed students.
  public var bytes: Spread?
  /// The mean squared errors, in squared units of the outputs.
  public var mse: Spread?
  /// The shares of rows with the teacher's label; nil where outputs are no logits.
  public var agreement: Spread?
  /// The shares of rows with the true label; nil without labels.
  public var accuracy: Spread?
  /// The means of F1 over the classes; nil without labels.
  public var macroF1: Spread?
  /// How far the students differ; nil where outputs are no logits of classes.
  public var sameLabels: SameLabels?

  /// Compares the choices of some seeds.
  ///
  /// - Parameters:
  ///   - seeds: the choices, at least one.
  ///   - sameLabels: how far the students differ.
  /// - Complexity: O(seeds²).
  package init(_ seeds: [Seed], sameLabels: SameLabels?) {
    self.seeds = seeds
    self.sameLabels = sameLabels
    let rows = seeds.map(\.selection)
    bytes = Spread(rows.map { Double($0.bytes) })
    mse = Spread(rows.map(\.mse))
    agreement = Spread(rows.compactMap(\.agreement))
    accuracy = Spread(rows.compactMap(\.accuracy))
    macroF1 = Spread(rows.compactMap(\.macroF1))
    var found: [Structure] = []
    for row in rows {
      if let index = found.firstIndex(where: { $0.isSame(as: row) }) {
        found[index].seeds += 1
      } else {
        found.append(
          Structure(
            form: row.form, regionCount: row.regionCount, componentCount: row.componentCount,
            bytes: row.bytes, seeds: 1))
      }
    }
    structures = found.indices
      .sorted {
        (-found[$0].seeds, found[$0].bytes, $0) < (-found[$1].seeds, found[$1].bytes, $1)
      }
      .map { found[$0] }
  }
}
