/// The result of `body`, whose error becomes one of the caller's own.
///
/// ```swift
/// origin = try rethrowing(set.origin(), as: StudentError.unreadable)
/// ```
///
/// - Parameters:
///   - body: a call of a lower floor.
///   - own: the caller's error for one of that floor, such as a case that holds it.
/// - Throws: the error of `body`, converted by `own`.
@discardableResult
package func rethrowing<Result, Lower: Error, Own: Error>(
  _ body: @autoclosure () throws(Lower) -> Result, as own: (Lower) -> Own
) throws(Own) -> Result {
  do throws(Lower) { return try body() } catch { throw own(error) }
}
