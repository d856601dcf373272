/// Where the waveforms lie in a row: windows of one length, one after the other, from the first
/// feature on.
package struct WindowLayout: Sendable, Equatable {
  /// At least 1.
  package let channelCount: Int
  /// The samples of each window, at least 1.
  package let length: Int

  package init(channelCount: Int = 1, length: Int) {
    precondition(channelCount >= 1 && length >= 1, "windows have samples")
    self.channelCount = channelCount
    self.length = length
  }

  /// The layout of a shape N × channels × length; dimensions of 1 do not count.
  package init(shape: [Int]) {
    let dimensions = shape.dropFirst().filter { $0 != 1 }
    self.init(
      channelCount: dimensions.dropLast().reduce(1, *), length: dimensions.last ?? 1)
  }

  /// The features in windows.
  package var featureCount: Int { channelCount * length }

  /// The features of each window.
  package var windows: [Range<Int>] {
    (0..<channelCount).map { $0 * length..<($0 + 1) * length }
  }
}
