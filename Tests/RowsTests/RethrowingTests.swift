import Rows
import Testing

@Suite("Rethrowing")
struct RethrowingTests {
  private struct Lower: Error, Equatable {
    var code: Int
  }

  private enum Own: Error, Equatable {
    case lower(Lower)
  }

  private func half(of number: Int) throws(Lower) -> Int {
    guard number.isMultiple(of: 2) else { throw Lower(code: number) }
    return number / 2
  }

  @Test("a result comes through")
  func result() throws {
    #expect(try rethrowing(half(of: 8), as: Own.lower) == 4)
  }

  @Test("an error of a lower floor becomes one's own")
  func error() {
    #expect(throws: Own.lower(Lower(code: 7))) { try rethrowing(half(of: 7), as: Own.lower) }
  }
}
