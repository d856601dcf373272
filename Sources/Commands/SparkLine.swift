/// A row of small bars: the shape of a curve in the width of a word.
struct SparkLine {
  /// From the lowest to the highest, or digits 1 to 8 where the locale has no bars.
  let text: String

  /// - Parameters:
  ///   - values: finite; the least has the lowest bar, the largest the highest.
  ///   - isUnicode: whether there are bars.
  init(_ values: [Double], isUnicode: Bool = Terminal.isUnicode) {
    let levels = Array(isUnicode ? "▁▂▃▄▅▆▇█" : "12345678")
    guard let least = values.min(), let largest = values.max() else {
      text = ""
      return
    }
    let range = largest - least
    text = String(
      values.map { value in
        guard range > 0 else { return levels[levels.count / 2] }
        return levels[Int(((value - least) / range * Double(levels.count - 1)).rounded())]
      })
  }
}
