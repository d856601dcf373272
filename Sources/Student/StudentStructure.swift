/// The structure of a student: the inputs of its regions and the parts of their maps.
public struct StudentStructure: Sendable, Hashable, Codable {
  /// The parts of the maps.
  public enum Form: String, Sendable, CaseIterable, Codable {
    /// Regions of the inputs, a map of the inputs for each: the published form.
    case regional
    /// Regions of d principal components, one shared map of the inputs, and a correction from the
    /// components for each region.
    case corrected
    /// Regions of d principal components, a map of the components for each.
    case projected
  }

  /// The parts of the maps.
  public let form: Form
  /// The number of regions, k ≥ 1.
  public let regionCount: Int
  /// The number of components, d ≥ 1; nil in the regional form.
  public let componentCount: Int?

  // The keys of files that exist.
  private enum CodingKeys: String, CodingKey {
    case form
    case regionCount = "clusterCount"
    case componentCount
  }

  /// A structure from its parts; nil when they contradict each other.
  public init?(form: Form, regionCount: Int, componentCount: Int?) {
    guard regionCount >= 1, componentCount ?? 1 >= 1,
      (form == .regional) == (componentCount == nil)
    else { return nil }
    self.init(form, regionCount, componentCount)
  }

  private init(_ form: Form, _ regionCount: Int, _ componentCount: Int?) {
    precondition(regionCount >= 1, "a student has a region")
    precondition(componentCount ?? 1 >= 1, "a projection has a component")
    self.form = form
    self.regionCount = regionCount
    self.componentCount = componentCount
  }

  /// k = `regionCount` maps of the inputs.
  public static func regional(regionCount: Int) -> StudentStructure {
    StudentStructure(.regional, regionCount, nil)
  }

  /// One map of the inputs, and k = `regionCount` corrections from d = `componentCount` components.
  public static func corrected(regionCount: Int, componentCount: Int) -> StudentStructure {
    StudentStructure(.corrected, regionCount, componentCount)
  }

  /// k = `regionCount` maps of d = `componentCount` components.
  public static func projected(regionCount: Int, componentCount: Int) -> StudentStructure {
    StudentStructure(.projected, regionCount, componentCount)
  }

  /// Whether the maps are fitted as one map of the inputs and corrections of it. One region needs
  /// no correction, and a map of components has nothing to correct.
  public var hasSharedTerm: Bool { form == .corrected || (form == .regional && regionCount > 1) }
}
