/// Where a stage puts its features, in their order.
///
/// A device quantises each one as it comes. A trainer keeps them as they are.
public protocol FeatureSink {
  /// Takes the next feature.
  ///
  /// - Parameter feature: An int32, within the bound that its stage states.
  mutating func put(_ feature: Int32)
}
