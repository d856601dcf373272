/// Numbers as people read them.
package enum NumberText {
  /// Between a number and its unit no line ends.
  package static let space = "\u{A0}"

  /// `2.5 KB` with KB = 1,024 bytes.
  package static func bytes(_ count: Int, space: String = space) -> String {
    let value = Double(count)
    if value < 1_024 { return "\(count)\(space)B" }
    if value < 1_048_576 { return "\(fixed(value / 1_024, 1))\(space)KB" }
    return "\(fixed(value / 1_048_576, 2))\(space)MB"
  }

  /// `12,345`.
  package static func integer(_ value: Int) -> String {
    var digits = String(value.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (value < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
  }

  /// `12,345` of 12,344.7; a number beyond all integers as it is.
  package static func rounded(_ value: Double) -> String {
    Int(exactly: value.rounded()).map(integer) ?? "\(value)"
  }

  /// A number with so many decimals, rounded half away from zero; `nan` and `inf` as they are.
  package static func fixed(_ value: Double, _ decimals: Int) -> String {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (value.magnitude * scale).rounded()
    guard scaled.isFinite, scaled < 0x1p53 else { return "\(value)" }
    let whole = Int(scaled)
    let sign = value < 0 && whole > 0 ? "-" : ""
    guard decimals > 0 else { return sign + "\(whole)" }
    let digits = String(whole)
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }

  /// A number with so many significant digits, without exponent.
  package static func significant(_ value: Double, _ digits: Int) -> String {
    var (bound, decimals) = (1.0, digits)
    while decimals > 0, value.magnitude >= bound { (bound, decimals) = (10 * bound, decimals - 1) }
    var least = 0.1
    while value.magnitude > 0, value.magnitude < least, decimals < 12 {
      (least, decimals) = (least / 10, decimals + 1)
    }
    return fixed(value, decimals)
  }

  /// `92.5 %`.
  package static func percent(_ share: Double, _ decimals: Int = 1) -> String {
    fixed(100 * share, decimals) + space + "%"
  }

  /// A positive number in few digits: `0.01`, `1`, `1000`, `3e-05`.
  package static func short(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return value == 0 ? "0" : "\(value)" }
    if value.magnitude >= 1e-4, value.magnitude < 1e6 {
      var text = fixed(value, 6)
      while text.hasSuffix("0") { text.removeLast() }
      if text.hasSuffix(".") { text.removeLast() }
      return text
    }
    return "\(Float(value))"
  }
}
