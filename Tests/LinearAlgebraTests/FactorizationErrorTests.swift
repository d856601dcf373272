import LinearAlgebra
import Testing

/// The codes of LAPACK, and the errors that they become.
@Suite("Errors of factorisations")
struct FactorizationErrorTests {
  @Test("no status is no error")
  func success() throws {
    try Eigendecomposition.check(info: 0, order: 3)
  }

  @Test("a status is passed on with its number", arguments: [1, 7, -5])
  func convergence(info: Int) {
    let error = LinearAlgebraError.noConvergence(operation: "dsyevd", info: info)
    #expect(throws: error) { try Eigendecomposition.check(info: info, order: 3) }
    #expect(error.description.contains("info \(info)"))
  }

  @Test("no memory to work in is said as such, and not as a matter of the data")
  func memory() {
    for info in [-1010, -1011] {
      let error = LinearAlgebraError.outOfMemory(operation: "dsyevd", order: 2_500, info: info)
      #expect(throws: error) { try Eigendecomposition.check(info: info, order: 2_500) }
      for word in ["memory", "order 2500", "\(info)"] {
        #expect(error.description.contains(word))
      }
    }
  }

  @Test("singular equations name the minor")
  func singular() {
    let error = LinearAlgebraError.notPositiveDefinite(minor: 2, order: 5)
    #expect(error.description.contains("info 2 of order 5"))
  }

  @Test("memory that no computer has is not there, and a little is")
  func addressSpace() {
    #expect(AddressSpace.holds(0) && AddressSpace.holds(1) && AddressSpace.holds(1 << 20))
    #expect(!AddressSpace.holds(.max) && !AddressSpace.holds(1 << 60))
  }
}
