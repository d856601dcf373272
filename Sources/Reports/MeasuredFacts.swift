package import Evaluation

extension StudentFacts {
  /// Figures on a dump that the student was measured on.
  package struct Test: Sendable {
    /// Where rows come from: the name of the dump.
    package var source: String
    package var rowCount: Int
    /// Whether these rows also trained the student.
    package var isTrainingData: Bool
    package var agreement: Double?
    package var floatAgreement: Double?
    package var floatAccuracy: Double?
    package var floatMacroF1: Double?
    package var floatWeightedF1: Double?
    /// Root mean square of student − teacher, in units of the outputs.
    package var rmse: Double
    package var floatRMSE: Double?
    /// Of the int8 student; nil without labels.
    package var confusion: ConfusionMatrix?
    package var teacherConfusion: ConfusionMatrix?
    /// The same group by group; empty without groups, or when it was not measured for this page.
    package var groups: [Group]

    package init(
      source: String, rowCount: Int, isTrainingData: Bool, agreement: Double?,
      floatAgreement: Double?, floatAccuracy: Double?, floatMacroF1: Double?,
      floatWeightedF1: Double?, rmse: Double,
      floatRMSE: Double?, confusion: ConfusionMatrix?, teacherConfusion: ConfusionMatrix?,
      groups: [Group]
    ) {
      self.source = source
      self.rowCount = rowCount
      self.isTrainingData = isTrainingData
      self.agreement = agreement
      self.floatAgreement = floatAgreement
      self.floatAccuracy = floatAccuracy
      self.floatMacroF1 = floatMacroF1
      self.floatWeightedF1 = floatWeightedF1
      self.rmse = rmse
      self.floatRMSE = floatRMSE
      self.confusion = confusion
      self.teacherConfusion = teacherConfusion
      self.groups = groups
    }
  }

  /// The rows of one patient, recording or other unit.
  package struct Group: Sendable {
    package var identifier: Int
    /// Of the int8 student.
    package var student: LabelCounts
    package var teacher: LabelCounts
    /// Rows with the teacher's label.
    package var agreementCount: Int

    package init(
      identifier: Int, student: LabelCounts, teacher: LabelCounts, agreementCount: Int
    ) {
      self.identifier = identifier
      self.agreementCount = agreementCount
      self.student = student
      self.teacher = teacher
    }
  }
}

extension StudentFacts {
  /// The int8 student against the float student.
  package struct Quantization: Sendable {
    /// An output of both.
    package struct Pair: Sendable, Equatable {
      /// The class.
      package var output: Int
      /// Whether int8 takes another region than float, and with it another map.
      package var isElsewhere: Bool
      package var float: Double
      package var int8: Double

      package init(output: Int, float: Double, int8: Double, isElsewhere: Bool = false) {
        self.output = output
        self.float = float
        self.int8 = int8
        self.isElsewhere = isElsewhere
      }
    }

    /// How the range of the int8 inputs was chosen.
    package var calibration: String
    /// Real units per quantum of the inputs.
    package var inputScale: Double
    /// Share of calibration values that are clipped.
    package var clippedShare: Double
    /// A sample of outputs; empty when it was not measured for this page.
    package var pairs: [Pair]
    /// Rows whose label int8 changes; nil when unknown.
    package var disagreementCount: Int?
    package var certificate: Certificate?
    /// Rows where int8 takes another region; nil when it was not measured for this page.
    package var elsewhere: Elsewhere?

    package init(
      calibration: String, inputScale: Double, clippedShare: Double, pairs: [Pair],
      disagreementCount: Int?, certificate: Certificate?, elsewhere: Elsewhere?
    ) {
      self.calibration = calibration
      self.inputScale = inputScale
      self.clippedShare = clippedShare
      self.pairs = pairs
      self.disagreementCount = disagreementCount
      self.certificate = certificate
      self.elsewhere = elsewhere
    }
  }

  /// Rows near the border of two regions, where int8 takes the other one.
  package struct Elsewhere: Sendable, Equatable {
    package var rowCount: Int
    /// The largest difference of an output there.
    package var largestError: Double

    package init(rowCount: Int, largestError: Double) {
      self.rowCount = rowCount
      self.largestError = largestError
    }
  }

  /// What int8 can change at most, and what it did change.
  package struct Certificate: Sendable {
    /// k × C: the most that an int8 output can differ from the float one.
    package var bounds: [[Double]]
    /// What rows it was held against: `rows of the test dump`.
    package var rows: String
    package var rowCount: Int
    /// Of them, rows outside the calibrated range.
    package var outsideCount: Int
    /// Rows that break the bound: none in a sound student.
    package var violationCount: Int
    /// Share of rows whose label cannot change; nil where there are no labels.
    package var certifiedShare: Double?
    /// The largest difference that was seen on rows in the range.
    package var largestError: Double

    package init(
      bounds: [[Double]], rows: String, rowCount: Int, outsideCount: Int, violationCount: Int,
      certifiedShare: Double?, largestError: Double
    ) {
      self.bounds = bounds
      self.rows = rows
      self.rowCount = rowCount
      self.outsideCount = outsideCount
      self.violationCount = violationCount
      self.certifiedShare = certifiedShare
      self.largestError = largestError
    }
  }
}
