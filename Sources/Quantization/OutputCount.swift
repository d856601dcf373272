internal import HostRuntime
internal import PackedFormat
internal import Regression
public import Student

extension PiecewiseLinearModel {
  /// The shape of the packed student.
  ///
  /// - Parameters:
  ///   - featureCount: F, all features, of which this one reads n.
  ///   - bits: of an input, 8 or 16.
  ///   - sections: what is there beside maps and gate.
  func packedShape(of featureCount: Int, bits: Int, sections: SectionFacts) -> PackedShape {
    PackedShape(
      inputCount: self.featureCount, regionCount: regionCount, outputCount: outputCount,
      componentCount: projection?.outputCount, headInputCount: head.layer?.featureCount,
      hasSharedMap: sharedMap != nil, window: PackedWindow(samplesPerChannel: featureCount),
      featureBits: bits, isBinary: isBinary, sections: sections)
  }

  /// This student of two classes with one output or with two, whichever file is smaller; every other
  /// one as it is.
  ///
  /// - Parameters:
  ///   - form: how inputs become integers.
  ///   - featureCount: F, all features, of which this one reads n.
  /// - Complexity: O(parameters).
  package func withFewestBytes(as form: InputForm, of featureCount: Int) -> PiecewiseLinearModel {
    guard let difference else { return self }
    let sections =
      form.hasScales
      ? SectionFacts(scales: .floats, scaleCount: self.featureCount) : SectionFacts.none
    func shape(_ model: PiecewiseLinearModel) -> PackedShape {
      model.packedShape(of: featureCount, bits: form.bits, sections: sections)
    }
    return shape(difference).isNoLarger(than: shape(self)) ? difference : self
  }
}
