/// The version of the tool.
public enum TesseraVersion {
  public static let current = "0.1.0"
}
