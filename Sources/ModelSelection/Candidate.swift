public import Student

/// How the maps of a student are fitted.
public enum MapFit: Sendable, Hashable {
  /// One ridge regression for each region, with λ in scikit-learn's unit: the published form.
  case ridge(lambda: Double)
  /// The closed form of `CorrectedRidge`, its corrections scaled by `correctionScale`. A row weighs
  /// (share of its class)^−`balance`.
  case penalized(Penalties, correctionScale: Double, balance: Double = 0)
  /// Distillation, its corrections scaled by `correctionScale`.
  case distilled(Penalties, correctionScale: Double)
}

/// One student that a search tried.
public struct Candidate: Sendable, Equatable {
  /// Its regions, and the parts of its maps.
  public let structure: StudentStructure
  /// How its maps are fitted.
  public let fit: MapFit
  /// Bytes of the packed student.
  public let byteCount: Int
  /// Multiply-accumulates of one inference.
  public let multiplyAccumulates: Int
  /// Its scores: of each fold, or of each group of rows where whole groups were held out. Where rows
  /// were dealt to folds repeatedly, fold i has the mean over the i-th folds.
  public let scores: FoldScores
  /// Its scores of each group where groups that are alike were held out together; nil where that was
  /// not tried.
  public let clusterScores: FoldScores?
  /// The means of its scores over the folds of each repeat; nil where rows were dealt to folds once.
  public let repeatScores: FoldScores?
  /// Its scores in folds that are fitted each on its own, where `scores` come from folds that share a
  /// partition; nil where that was not tried.
  public let refittedScores: FoldScores?

  /// A candidate with its size and its scores.
  public init(
    structure: StudentStructure, fit: MapFit, byteCount: Int, multiplyAccumulates: Int,
    scores: FoldScores, clusterScores: FoldScores? = nil, repeatScores: FoldScores? = nil,
    refittedScores: FoldScores? = nil
  ) {
    self.structure = structure
    self.fit = fit
    self.byteCount = byteCount
    self.multiplyAccumulates = multiplyAccumulates
    self.scores = scores
    self.clusterScores = clusterScores
    self.repeatScores = repeatScores
    self.refittedScores = refittedScores
  }

  /// The same candidate with its scores in refitted folds.
  func refitted(with scores: FoldScores) -> Candidate {
    Candidate(
      structure: structure, fit: fit, byteCount: byteCount,
      multiplyAccumulates: multiplyAccumulates, scores: self.scores, clusterScores: clusterScores,
      repeatScores: repeatScores, refittedScores: scores)
  }

  /// The number of regions, k.
  public var regionCount: Int { structure.regionCount }

  /// Both strengths, where there are two.
  var penalties: Penalties? {
    switch fit {
    case .ridge: nil
    case .penalized(let penalties, _, _), .distilled(let penalties, _): penalties
    }
  }

  /// λ of a ridge regression, λ₀ of the other fits.
  public var lambda: Double {
    switch fit {
    case .ridge(let lambda): lambda
    case .penalized(let penalties, _, _), .distilled(let penalties, _): penalties.shared
    }
  }

  /// λ₁ of the corrections, where there are any.
  public var correctionLambda: Double? {
    switch fit {
    case .ridge: nil
    case .penalized(let penalties, _, _), .distilled(let penalties, _): penalties.corrections
    }
  }

  /// The factor of the corrections, where there are any.
  public var correctionScale: Double? {
    switch fit {
    case .ridge: nil
    case .penalized(_, let scale, _), .distilled(_, let scale): scale
    }
  }

  /// ν of the maps that groups had while the others were fitted; nil for none.
  public var nuisance: Double? { penalties?.nuisance }

  /// The exponent of the weights of classes, 0 for rows alike.
  public var balance: Double {
    if case .penalized(_, _, let balance) = fit { balance } else { 0 }
  }

  /// Whether the maps were refined by distillation.
  public var isDistilled: Bool {
    if case .distilled = fit { true } else { false }
  }
}

extension Candidate: Codable {
  private enum CodingKeys: String, CodingKey {
    case form
    case regionCount = "k"
    case componentCount = "components"
    case lambda
    case correctionLambda
    case correctionScale
    case nuisance
    case balance
    case isDistilled = "distilled"
    case byteCount = "bytes"
    case multiplyAccumulates = "macs"
    case scores
    case clusterScores
    case repeatScores
    case refittedScores
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let lambda = try values.decode(Double.self, forKey: .lambda)
    let corrections = try values.decodeIfPresent(Double.self, forKey: .correctionLambda)
    let scale = try values.decodeIfPresent(Double.self, forKey: .correctionScale) ?? 1
    let isDistilled = try values.decodeIfPresent(Bool.self, forKey: .isDistilled) ?? false
    let fit: MapFit
    if let corrections {
      guard lambda > 0, corrections > 0 else {
        throw DecodingError.dataCorruptedError(
          forKey: .lambda, in: values, debugDescription: "penalties are positive")
      }
      let nuisance = try values.decodeIfPresent(Double.self, forKey: .nuisance)
      let balance = try values.decodeIfPresent(Double.self, forKey: .balance) ?? 0
      guard nuisance ?? 1 > 0, (0...1).contains(balance) else {
        throw DecodingError.dataCorruptedError(
          forKey: .balance, in: values, debugDescription: "a penalty is positive, a balance 0 ... 1"
        )
      }
      let penalties = Penalties(shared: lambda, corrections: corrections, nuisance: nuisance)
      fit =
        isDistilled
        ? .distilled(penalties, correctionScale: scale)
        : .penalized(penalties, correctionScale: scale, balance: balance)
    } else {
      fit = .ridge(lambda: lambda)
    }
    let structure = StudentStructure(
      form: try values.decodeIfPresent(StudentStructure.Form.self, forKey: .form) ?? .regional,
      regionCount: try values.decode(Int.self, forKey: .regionCount),
      componentCount: try values.decodeIfPresent(Int.self, forKey: .componentCount))
    guard let structure else {
      throw DecodingError.dataCorruptedError(
        forKey: .form, in: values, debugDescription: "no structure of a student")
    }
    self.init(
      structure: structure, fit: fit,
      byteCount: try values.decode(Int.self, forKey: .byteCount),
      multiplyAccumulates: try values.decode(Int.self, forKey: .multiplyAccumulates),
      scores: try values.decode(FoldScores.self, forKey: .scores),
      clusterScores: try values.decodeIfPresent(FoldScores.self, forKey: .clusterScores),
      repeatScores: try values.decodeIfPresent(FoldScores.self, forKey: .repeatScores),
      refittedScores: try values.decodeIfPresent(FoldScores.self, forKey: .refittedScores))
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(structure.form, forKey: .form)
    try values.encode(regionCount, forKey: .regionCount)
    try values.encodeIfPresent(structure.componentCount, forKey: .componentCount)
    try values.encode(lambda, forKey: .lambda)
    try values.encodeIfPresent(correctionLambda, forKey: .correctionLambda)
    try values.encodeIfPresent(correctionScale, forKey: .correctionScale)
    try values.encodeIfPresent(nuisance, forKey: .nuisance)
    if balance > 0 { try values.encode(balance, forKey: .balance) }
    try values.encode(isDistilled, forKey: .isDistilled)
    try values.encode(byteCount, forKey: .byteCount)
    try values.encode(multiplyAccumulates, forKey: .multiplyAccumulates)
    try values.encode(scores, forKey: .scores)
    try values.encodeIfPresent(clusterScores, forKey: .clusterScores)
    try values.encodeIfPresent(repeatScores, forKey: .repeatScores)
    try values.encodeIfPresent(refittedScores, forKey: .refittedScores)
  }
}
