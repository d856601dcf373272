internal import PackedFormat
public import Rows

extension PackedStudent {
  /// For rows, the changes of their inputs that provably change no label of the packed student.
  public struct CertifiedRadii: Sendable, Equatable {
    /// Of each row, in the Euclidean norm; 0 where nothing is certified, and
    /// infinite where no change alters the label.
    public var euclidean: [Double]
    /// Of each row, of the largest change of an input; likewise.
    public var largest: [Double]

    /// Radii of rows in their order.
    public init(euclidean: [Double], largest: [Double]) {
      self.euclidean = euclidean
      self.largest = largest
    }
  }

  /// The radii of rows: every change of the inputs below them leaves the label as it is.
  ///
  /// The unit is that of an input before it is quantised: the deviation of its window where it is
  /// standardised, with mean and deviation of the window held, and that of the feature elsewhere. A
  /// region that is entered is one half-space, and a label that changes in it another: the radius is the
  /// distance to their intersection, less what every rounding may add (weak duality).
  ///
  /// - Parameters:
  ///   - features: N × F, of a student without a program or of what its program makes; no NaN.
  ///   - inputs: the inputs that may change, of 0 ..< n; nil for all.
  /// - Returns: N radii; nil with a head, whose limits bend the maps, with more than 100 outputs, and
  ///   where outputs are no logits.
  /// - Complexity: O(N · k² · C · n).
  public func certifiedRadii(
    of features: Matrix<Float>, changing inputs: Range<Int>? = nil
  ) -> CertifiedRadii? {
    guard let certifier = RadiusCertifier(self, changing: inputs) else { return nil }
    var memory = host.workspace()
    var radii = CertifiedRadii(euclidean: [], largest: [])
    let width = features.columnCount
    for row in 0..<features.rowCount {
      let values = features.elements.span.extracting(row * width..<(row + 1) * width)
      guard host.quantize(values, into: &memory) else {
        preconditionFailure("features have no NaN")
      }
      let region = host.infer(&memory)
      let (quanta, z) = host.vectors(in: memory)
      let radius = certifier.radii(
        of: RadiusCertifier.Row(
          positions: certifier.positions.positions(of: values), quanta: quanta, z: z,
          region: region, outputs: memory.sums))
      radii.euclidean.append(radius.euclidean)
      radii.largest.append(radius.largest)
    }
    return radii
  }
}
