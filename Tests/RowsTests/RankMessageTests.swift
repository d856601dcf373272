import Rows
import Testing

@Suite("Messages between ranks")
struct RankMessageTests {
  @Test("bring numbers, texts, matrices and nothing as they were")
  func values() {
    let matrix = Matrix<Float>(rows: [[1, -0.0], [.infinity, 4]])
    let rows: [[Int32]] = [[1], [], [-2, 3]]
    var message = RankMessage()
    message.append(
      values: 7, "no ä", matrix, rows, Double?.none, Optional([0.5]), [true, false], UInt64.max)
    var copy = RankMessage(message.bytes)
    let found: (Int, String, Matrix<Float>, [[Int32]], Double?, [Double]?, [Bool], UInt64) =
      copy.values()
    #expect(found.0 == 7 && found.1 == "no ä" && found.2 == matrix && found.3 == rows)
    #expect(found.2.elements[1].sign == .minus)
    #expect(found.4 == nil && found.5 == [0.5] && found.6 == [true, false] && found.7 == .max)
  }
}
