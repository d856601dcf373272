/// The arrays of an activation dump, by their names unless `DumpOptions.names` gives others.
public enum DumpArrayName: String, Sendable, Hashable, CaseIterable {
  /// The inputs, N × n.
  case inputs
  /// The inputs of the final dense layer, N × p.
  case activations
  /// The outputs of that layer, before the softmax, N × C; N × 1 or N of two classes.
  case logits
  /// The true classes: N integers in 0 ..< C, or words.
  case labels
  /// The patient or recording of each row: N integers or words.
  case groups
  /// The weight of the final dense layer, p × C or C × p; p numbers of two classes.
  case headWeight = "head_weight"
  /// Its bias, C values.
  case headBias = "head_bias"
  /// In a transfer dump, the training rows that each row was made from: N × 1 or N × 2, −1 for
  /// none.
  case parents
  /// The teacher's number of parameters: one number.
  case teacherParameters = "teacher_parameters"
  /// The teacher's multiply-accumulates for one sample: one number.
  case teacherMultiplyAccumulates = "teacher_macs"
  /// The names of the classes: C strings.
  case classNames = "class_names"
  /// The names of the inputs: n strings.
  case featureNames = "feature_names"
}

/// Which way round a square `head_weight` is stored.
public enum HeadLayout: String, Sendable, Hashable, CaseIterable {
  /// p × C: logits = activations · weight + bias (Keras, scikit-learn's `coef_.T`).
  case activationsByOutputs = "activations-by-outputs"
  /// C × p: the transpose (PyTorch's `nn.Linear.weight`).
  case outputsByActivations = "outputs-by-activations"
}

/// How to read an activation dump.
public struct DumpOptions: Sendable, Equatable {
  /// The names that arrays have in the dump, where they differ from `DumpArrayName`'s.
  public var names: [DumpArrayName: String]
  /// Whether every array that `names` maps must be there under that name, also where it is
  /// optional. Otherwise a dump without the name may have the usual one, or go without.
  public var requiresNamedArrays: Bool
  /// The layout of `head_weight`; needed only when it is square (p = C).
  public var headLayout: HeadLayout?
  /// The names of the C classes; they take precedence over those in the dump.
  public var classNames: [String]?
  /// What the teacher learnt.
  public var task: LearningTask
  /// The form of the classifier's outputs; nil for the one that is recognised.
  public var outputForm: OutputForm?
  /// The form that the outputs of the training dump have, for a dump beside it: taken where it fits,
  /// and nothing else shows. `outputForm` stands above it.
  public var expectedForm: OutputForm?
  /// The names of the classes from elsewhere, for labels that are words: used where neither
  /// `classNames` nor the dump has names.
  public var knownClassNames: [String]?
  /// The value of `labels` in rows without a label; nil recognises −100, −1 beside classes, 255 in
  /// bytes, NaN and missing words.
  public var noLabel: String?
  /// What `labels` hold for each of the C classes, in the order of the outputs; nil for the numbers
  /// from 0 or the names of the classes.
  public var labelValues: [String]?
  /// The resources that a dump may use on this machine.
  public var limits: DumpLimits

  /// Options; the defaults read a dump whose arrays have their usual names.
  public init(
    names: [DumpArrayName: String] = [:], requiresNamedArrays: Bool = true,
    headLayout: HeadLayout? = nil, classNames: [String]? = nil,
    task: LearningTask = .classification, outputForm: OutputForm? = nil,
    noLabel: String? = nil, labelValues: [String]? = nil, limits: DumpLimits = DumpLimits()
  ) {
    self.names = names
    self.requiresNamedArrays = requiresNamedArrays
    self.headLayout = headLayout
    self.classNames = classNames
    self.task = task
    self.outputForm = outputForm
    self.noLabel = noLabel
    self.labelValues = labelValues
    self.limits = limits
  }

  /// The same options without the mappings that a dump with the arrays `available` does not need.
  func resolved(for available: [String]) -> DumpOptions {
    guard !requiresNamedArrays else { return self }
    var options = self
    options.names = names.filter { array, stored in
      available.contains(stored) || !available.contains(array.rawValue)
    }
    return options
  }

  /// The name that `array` has in the dump.
  ///
  /// - Parameter array: one of the arrays of a dump.
  public func name(of array: DumpArrayName) -> String { names[array] ?? array.rawValue }
}

/// The resources that a dump may use on this machine. Everything is checked before memory is
/// allocated.
public struct DumpLimits: Sendable, Equatable {
  /// The longest `.npy` header, in bytes (64 KiB).
  public var maximumHeaderBytes = 1 << 16
  /// The longest `.safetensors` header, in bytes (100 MB, as in the reference reader).
  public var maximumSafetensorsHeaderBytes = 100_000_000
  /// The largest array, in bytes (1 TiB: arrays are read in place, block by block).
  public var maximumArrayBytes = 1 << 40
  /// The largest sum of the deflated entries of a `.npz`, inflated, in bytes (16 GiB: they take
  /// memory, or room for temporary files).
  public var maximumInflatedBytes = 1 << 34
  /// The largest compression ratio of a `.npz` entry and of the whole file. Deflate can reach
  /// 1,032; real dumps stay below 20.
  public var maximumCompressionRatio = 200
  /// Entries that inflate to no more bytes than this may have any ratio (16 MiB: a constant
  /// `labels` array compresses extremely well).
  public var unratedInflatedBytes = 1 << 24
  /// The largest number of files in a directory, of entries in an archive or of tensors.
  public var maximumEntries = 100_000
  /// The largest number of dimensions of an array.
  public var maximumRank = 32
  /// The longest line of a `.csv` file, in bytes (16 MiB).
  public var maximumLineBytes = 1 << 24

  /// About how much memory reading may take, in bytes (512 MiB). Arrays of `.csv` files and
  /// deflated entries of a `.npz` go to a temporary file when they take more than a quarter of it.
  public var memoryBudget = 1 << 29
  /// The least memory budget that the tool takes, in bytes (64 MiB).
  public static let smallestMemoryBudget = 1 << 26

  /// The default limits.
  public init() {}
}
