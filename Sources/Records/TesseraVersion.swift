/// The version of the tool.
public enum TesseraVersion {
  /// Major, minor and patch, as `tessera --version` prints it.
  public static let current = "0.1.0"
}
