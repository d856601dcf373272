import ActivationFormats
import Foundation
import Rows
import Testing

@Suite("Element types")
struct ElementTypeTests {
  static let codes: [(code: String, type: ElementType)] = [
    ("f2", .float16), ("f4", .float32), ("f8", .float64), ("i1", .int8), ("i2", .int16),
    ("i4", .int32), ("i8", .int64), ("u1", .uint8), ("u2", .uint16), ("u4", .uint32),
    ("u8", .uint64), ("b1", .uint8), ("V2", .bfloat16),
  ]

  /// The values of the fixtures, 5 × 6.
  static func expected(_ code: String) -> Matrix<Double> {
    let values: [Double] = (0..<30).map { index in
      switch code.first {
      case "f", "V": Double(index - 7) / 4
      case "i": Double(index - 7)
      case "b": Double(index % 2)
      default: Double(index)
      }
    }
    return Matrix(rowCount: 5, columnCount: 6, elements: values)
  }

  @Test(
    "decodes every type in both orders and both byte orders", arguments: codes.map(\.code),
    ["little-C", "little-F", "big-C", "big-F"])
  func decodes(code: String, layout: String) throws {
    let array = try ActivationDump.readInputs(
      Places.fixture("types/\(code)-\(layout).npy"), parallelism: .allCores)
    let expected = Self.expected(code)
    #expect(array.elementType == Self.codes.first { $0.code == code }?.type)
    #expect(array.shape == [5, 2, 3])
    #expect(array.rowCount == 5 && array.columnCount == 6)
    #expect(try array.matrix(as: Double.self) == expected)
    #expect(try array.matrix(as: Float.self) == expected.converted(to: Float.self))
    #expect(try array.block(1..<3, as: Float.self) == expected.elements[6..<18].map(Float.init))
    let rows = [4, 0, 1, 2, 2]
    #expect(try array.gathering(rows: rows, as: Double.self) == expected.gathering(rows: rows))
  }

  @Test("decodes every safetensors type", arguments: codes)
  func safetensors(code: String, type: ElementType) throws {
    let options = DumpOptions(names: [.inputs: code])
    let array = try ActivationDump.readInputs(
      Places.fixture("types.safetensors"), options: options, parallelism: .allCores)
    #expect(array.elementType == type)
    #expect(try array.matrix(as: Double.self) == Self.expected(code))
  }

  @Test("crosses the tiles of a tall array in Fortran order")
  func tall() throws {
    let array = try ActivationDump.readInputs(Places.fixture("tall-F.npy"), parallelism: .allCores)
    #expect(try array.matrix(as: Float.self).elements == (0..<450).map(Float.init))
    #expect(try array.block(60..<140, as: Double.self) == (180..<420).map(Double.init))
    let rows = Array(stride(from: 149, through: 0, by: -7))
    #expect(
      try array.gathering(rows: rows, as: Float.self)
        == array.matrix(as: Float.self).gathering(rows: rows))
  }

  @Test("gives no rows for an empty range")
  func noRows() throws {
    let array = try ActivationDump.readInputs(Places.fixture("tall-F.npy"), parallelism: .allCores)
    #expect(try array.block(7..<7, as: Float.self) == [])
    #expect(try array.gathering(rows: [], as: Float.self) == Matrix(rowCount: 0, columnCount: 3))
  }

  #if !(os(macOS) && arch(x86_64))
    @Test("decodes every half-precision number")
    func half() throws {
      let scratch = try Scratch()
      let finite = (UInt16(0)...UInt16.max).filter { Float16(bitPattern: $0).isFinite }
      let path = try scratch.write(
        "half.npy",
        NPY.file(type: "<f2", shape: [finite.count, 1], bytes: finite.flatMap(NPY.bytes)))
      let decoded = try ActivationDump.readInputs(path, parallelism: .allCores).matrix(
        as: Float.self)
      let expected = finite.map { Float(Float16(bitPattern: $0)).bitPattern }
      #expect(decoded.elements.map(\.bitPattern) == expected)
    }

    @Test("counts the infinite and undefined half-precision numbers")
    func halfNonFinite() throws {
      let scratch = try Scratch()
      let all = (UInt16(0)...UInt16.max).map { $0 }
      let path = try scratch.write(
        "half.npy", NPY.file(type: "<f2", shape: [1024, 64], bytes: all.flatMap(NPY.bytes)))
      #expect(
        throws: ActivationFormatsError.nonFinite(
          file: path, array: "half", count: 2048, row: 0x7C00 / 64, column: 0)
      ) { try ActivationDump.readInputs(path, parallelism: .allCores) }
    }
  #endif

  @Test("keeps integers of 64 bits exact")
  func exactIntegers() throws {
    let dump = try ActivationDump.read(Places.fixture("dump.npz"), parallelism: .allCores)
    #expect(dump.groups == (0..<12).map { $0 / 4 + 1 << 60 })
  }

  @Test("holds matrices in memory")
  func memory() throws {
    let matrix = Matrix<Float>(rows: [[1, 2, 3], [4, 5, 6]])
    let array = NumericArray(name: "inputs", matrix: matrix)
    #expect(array.elementType == .float32 && array.shape == [2, 3])
    #expect(try array.matrix(as: Float.self) == matrix)
    let wide = NumericArray(name: "inputs", matrix: matrix.converted(to: Double.self))
    #expect(wide.elementType == .float64)
    #expect(try wide.gathering(rows: [1, 0], as: Float.self) == matrix.gathering(rows: [1, 0]))
  }
}
