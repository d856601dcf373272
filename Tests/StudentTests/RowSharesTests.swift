import Student
import TestSupport
import Testing

@Suite("The weights of rows") struct RowSharesTests {
  @Test("the training dump and the transfer sets weigh half each, whatever their numbers")
  func halves() {
    let weights = RowShares(primary: 4, own: 4, all: 6, copies: 0.3).weights
    #expect(
      zip(weights, [0.125, 0.125, 0.125, 0.125, 0.25, 0.25]).allSatisfy { isClose($0, $1, 1e-15) })
    #expect(RowShares(primary: 2, own: 2, all: 2, copies: 0).weights == [0.5, 0.5])
  }

  @Test("copies share the half of their rows", arguments: [0.1, 0.5, 1])
  func copies(share: Double) {
    let shares = RowShares(primary: 2, own: 6, all: 7, copies: share)
    #expect(shares.parts == [0..<2, 2..<6, 6..<7])
    let weights = shares.weights
    #expect(isClose(weights[0..<2].reduce(0, +), 0.5 * (1 - share), 1e-15))
    #expect(isClose(weights[2..<6].reduce(0, +), 0.5 * share, 1e-15))
    #expect(isClose(weights[6], 0.5, 1e-15))
  }
}
