import PackedFormat
import Testing

@Suite("Sums of wide rows")
struct WideRowTests {
  /// A student of one map of `weights`, r × c, over a vector of 16 bits, packed by hand.
  private func student(biases: [Int32], weights: [[Int8]]) throws -> [UInt8] {
    let (rows, columns) = (biases.count, weights[0].count)
    let header = try PackedHeader(
      shape: PackedShape(
        inputCount: columns, regionCount: 1, outputCount: rows, featureBits: 16),
      hasLogits: true, inputMultiplier: 1, outputScale: 1)
    let layout = PackedLayout(trusting: header)
    var bytes = [UInt8](repeating: 0, count: layout.byteCount)
    let map = layout.regionMap(0)
    write(header, &bytes)
    for row in 0..<rows {
      store(UInt32(bitPattern: biases[row]), at: map.biases + 4 * row, &bytes)
      bytes[map.shifts + row] = 40
      for column in 0..<columns {
        let place = TileOrder.index(
          row: row, column: column, rowCount: rows, columnCount: columns)
        bytes[map.weights + place] = UInt8(bitPattern: weights[row][column])
      }
    }
    let checksum = CRC32.checksum(of: bytes.span.bytes.extracting(0..<layout.checksumOffset))
    store(checksum, at: layout.checksumOffset, &bytes)
    return bytes
  }

  private func write(_ header: PackedHeader, _ bytes: inout [UInt8]) {
    var span = bytes.mutableSpan
    var raw = span.mutableBytes
    header.write(into: &raw)
  }

  private func store(_ word: UInt32, at offset: Int, _ bytes: inout [UInt8]) {
    for byte in 0..<4 { bytes[offset + byte] = UInt8(truncatingIfNeeded: word >> (8 * byte)) }
  }

  private func refusal(_ bytes: [UInt8]) -> PackedFormatError? {
    do throws(PackedFormatError) {
      let file = bytes.span.bytes
      _ = try SectionStarts(validating: try PackedHeader(parsing: file), in: file)
      return nil
    } catch {
      return error
    }
  }

  @Test("of every shape are refused from the first one that could overflow on")
  func bound() throws {
    for rows in 1...9 {
      for columns in [258, 259, 261, 270, 519] {
        for row in 0..<rows {
          // |bias| + 32,768 Σ |w| = 2³¹ − 2 in one row, and then one more.
          var left = 32_767 + 32_767
          var weights = [[Int8]](
            repeating: [Int8](repeating: 1, count: columns), count: rows)
          weights[row] = (0..<columns).map { column in
            let weight = min(left, column.isMultiple(of: 2) ? 128 : 127)
            left -= weight
            return column.isMultiple(of: 2) ? Int8(-weight) : Int8(weight)
          }
          let sum = weights[row].reduce(0) { $0 + abs(Int($1)) }
          let rest = Int(Int32.max) - 1 - 32_768 * sum
          guard rest >= 0, rest < 1 << 30 else { continue }
          var biases = [Int32](repeating: 0, count: rows)
          biases[row] = row.isMultiple(of: 2) ? Int32(rest) : Int32(-rest)
          #expect(refusal(try student(biases: biases, weights: weights)) == nil)
          biases[row] += row.isMultiple(of: 2) ? 1 : -1
          #expect(refusal(try student(biases: biases, weights: weights)) == .parameter)
        }
      }
    }
  }
}
