// The functions of tessera.h for learning on a device.

// The names are those of the C header.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CTesseraRuntime
import PackedFormat

/// Bytes of the state of learning that keeps `kept` answers, of `model` (tessera.h); 0 for a student that does
/// not learn, or without an open model.
@c @implementation
public func tessera_adapt_size(
  _ model: UnsafePointer<tessera_model>?, _ kept: UInt16
) -> Int {
  guard let blob = model?.pointee.blob, let student = model?.pointee.student else { return 0 }
  return 4 &* student.adaptWordCount(keeping: Int(kept), Bytes(start: blob))
}

/// Bytes of what is saved of learning, of `model` (tessera.h); 0 for a student that does not learn, or without
/// an open model.
@c @implementation
public func tessera_adapt_delta_size(_ model: UnsafePointer<tessera_model>?) -> Int {
  guard let blob = model?.pointee.blob, let student = model?.pointee.student,
    student.adaptWordCount(keeping: 0, Bytes(start: blob)) != 0
  else { return 0 }
  return 44 &+ 4 &* (student.header.componentCount &+ 1) &* student.header.outputCount
}

/// Begins to learn (tessera.h).
///
/// - Parameters:
///   - model: an open model with a section of adaptation.
///   - state: aligned to 4.
///   - stateSize: bytes, at least `tessera_adapt_size`.
///   - kept: answers that are kept to ask about.
/// - Returns: `TESSERA_OK`, or why nothing has begun.
/// - Complexity: O(d² + d C).
@c @implementation
public func tessera_adapt_begin(
  _ model: UnsafePointer<tessera_model>?, _ state: UnsafeMutableRawPointer?, _ stateSize: Int,
  _ kept: UInt16
) -> tessera_status {
  guard let blob = model?.pointee.blob, let student = model?.pointee.student, let state else {
    return TESSERA_ERROR_NULL
  }
  guard UInt(bitPattern: state) & 3 == 0 else { return TESSERA_ERROR_MISALIGNED }
  return tessera_status(
    student.beginAdapting(
      state.assumingMemoryBound(to: Int32.self), stateSize, keeping: Int(kept), Bytes(start: blob)))
}

/// Keeps an answer when its margin is among the smallest (tessera.h).
///
/// - Parameters:
///   - model: an open model.
///   - state: of this model.
///   - input: the quantised input.
///   - number: by which a person is asked.
///   - result: the answer of the student, its memory untouched.
/// - Returns: `TESSERA_OK`, or why it is not looked at.
/// - Complexity: O(d + C), and that of moving the kept answers.
@c @implementation
public func tessera_adapt_keep(
  _ model: UnsafePointer<tessera_model>?, _ state: UnsafeMutableRawPointer?,
  _ input: UnsafeRawPointer?, _ number: UInt32, _ result: UnsafePointer<tessera_result>?
) -> tessera_status {
  guard let input, let result, let outputs = result.pointee.outputs else {
    return TESSERA_ERROR_NULL
  }
  return withAdaptState(model, state) { student, state in
    student.keep(number, margin: result.pointee.margin, Bytes(start: input), outputs, in: state)
    return TESSERA_OK
  }
}

/// Replaces an answer by the adapted one, where the last commit chose that (tessera.h).
///
/// - Parameters:
///   - model: an open model.
///   - state: of this model; the logits then lie in it.
///   - input: the quantised input.
///   - result: the answer of the student, its memory untouched; afterwards the one to use.
/// - Returns: `TESSERA_OK`, or why the answer stays.
/// - Complexity: O(d C).
@c @implementation
public func tessera_adapt_apply(
  _ model: UnsafePointer<tessera_model>?, _ state: UnsafeMutableRawPointer?,
  _ input: UnsafeRawPointer?, _ result: UnsafeMutablePointer<tessera_result>?
) -> tessera_status {
  guard let input, let result, let outputs = result.pointee.outputs else {
    return TESSERA_ERROR_NULL
  }
  return withAdaptState(model, state) { student, state in
    guard let adapted = student.adapt(Bytes(start: input), outputs, state) else {
      return TESSERA_OK
    }
    let top = largest(adapted[0], adapted &+ 1, count: state.outputCount &- 1)
    result.pointee.logits = UnsafePointer(adapted.start)
    result.pointee.label = UInt16(truncatingIfNeeded: top.index)
    result.pointee.margin = top.margin
    let foreign = UInt16(truncatingIfNeeded: AnswerVerdict.foreign.rawValue)
    guard let blob = model?.pointee.blob, result.pointee.verdict != foreign else {
      return TESSERA_OK
    }
    result.pointee.verdict = UInt16(
      truncatingIfNeeded: student.verdict(Bytes(start: blob), margin: top.margin).rawValue)
    return TESSERA_OK
  }
}

/// The answer that is kept at `rank` (tessera.h).
///
/// - Parameters:
///   - model: an open model.
///   - state: of this model.
///   - rank: the smallest margin first.
///   - question: the number and the margin of the answer.
/// - Returns: `TESSERA_OK`, or `TESSERA_ERROR_INPUT_COUNT` where there are no more.
@c @implementation
public func tessera_adapt_ask(
  _ model: UnsafePointer<tessera_model>?, _ state: UnsafeMutableRawPointer?, _ rank: UInt16,
  _ question: UnsafeMutablePointer<tessera_question>?
) -> tessera_status {
  guard let question else { return TESSERA_ERROR_NULL }
  return withAdaptState(model, state) { _, state in
    guard Int(rank) < state.count(.kept) else { return TESSERA_ERROR_INPUT_COUNT }
    let answer = state.kept(Int(rank))
    question.pointee.number = UInt32(bitPattern: answer[0])
    question.pointee.margin = answer[1]
    return TESSERA_OK
  }
}

/// Learns the label of the answer that is kept at `rank`, and forgets the answer (tessera.h).
///
/// - Parameters:
///   - model: an open model.
///   - state: of this model.
///   - rank: the smallest margin first.
///   - label: 0 ..< C, or `TESSERA_NO_LABEL` to forget alone.
/// - Returns: `TESSERA_OK`, or why nothing is learnt.
/// - Complexity: O(d² + d C), and that of moving the kept answers.
@c @implementation
public func tessera_adapt_learn(
  _ model: UnsafePointer<tessera_model>?, _ state: UnsafeMutableRawPointer?, _ rank: UInt16,
  _ label: UInt16
) -> tessera_status {
  withAdaptState(model, state) { _, state in
    tessera_status(state.learn(rank: Int(rank), label: Int(label)))
  }
}

/// Uses what was learnt when it would have made fewer errors than the student (tessera.h).
///
/// - Parameters:
///   - model: an open model.
///   - state: of this model.
///   - inUse: 1 when it is used, otherwise 0.
/// - Returns: `TESSERA_OK`, or why nothing is decided.
@c @implementation
public func tessera_adapt_commit(
  _ model: UnsafePointer<tessera_model>?, _ state: UnsafeMutableRawPointer?,
  _ inUse: UnsafeMutablePointer<Int32>?
) -> tessera_status {
  guard let inUse else { return TESSERA_ERROR_NULL }
  return withAdaptState(model, state) { _, state in
    inUse.pointee = state.commit() ? 1 : 0
    return TESSERA_OK
  }
}

/// Writes what was learnt (tessera.h).
///
/// - Parameters:
///   - model: an open model.
///   - state: of this model.
///   - delta: of any alignment.
///   - size: bytes of it, at least `tessera_adapt_delta_size`.
/// - Returns: `TESSERA_OK`, or why nothing is written.
/// - Complexity: O(d C).
@c @implementation
public func tessera_adapt_save(
  _ model: UnsafePointer<tessera_model>?, _ state: UnsafeMutableRawPointer?,
  _ delta: UnsafeMutableRawPointer?, _ size: Int
) -> tessera_status {
  guard let delta else { return TESSERA_ERROR_NULL }
  return withAdaptState(model, state) { _, state in
    guard UInt(bitPattern: size) >= UInt(bitPattern: state.deltaByteCount) else {
      return TESSERA_ERROR_SCRATCH
    }
    state.save(to: delta)
    return TESSERA_OK
  }
}

/// Begins with what was saved (tessera.h).
///
/// - Parameters:
///   - model: an open model with a section of adaptation.
///   - state: aligned to 4.
///   - stateSize: bytes, at least `tessera_adapt_size`.
///   - kept: answers that are kept to ask about.
///   - delta: as it was saved, of any alignment.
///   - size: bytes of it.
/// - Returns: `TESSERA_OK`; `TESSERA_ERROR_DELTA` for bytes that are damaged or of another student.
/// - Complexity: O(d² + d C).
@c @implementation
public func tessera_adapt_load(
  _ model: UnsafePointer<tessera_model>?, _ state: UnsafeMutableRawPointer?, _ stateSize: Int,
  _ kept: UInt16, _ delta: UnsafeRawPointer?, _ size: Int
) -> tessera_status {
  guard let blob = model?.pointee.blob, let student = model?.pointee.student, let state, let delta
  else { return TESSERA_ERROR_NULL }
  guard UInt(bitPattern: state) & 3 == 0 else { return TESSERA_ERROR_MISALIGNED }
  return tessera_status(
    student.load(
      delta, size, state.assumingMemoryBound(to: Int32.self), stateSize, keeping: Int(kept),
      Bytes(start: blob)))
}

/// Calls `body` with an open student and a state of it.
@inline(__always)
private func withAdaptState(
  _ model: UnsafePointer<tessera_model>?, _ state: UnsafeMutableRawPointer?,
  _ body: (OpenStudent, AdaptState) -> tessera_status
) -> tessera_status {
  guard let blob = model?.pointee.blob, let student = model?.pointee.student, let state else {
    return TESSERA_ERROR_NULL
  }
  guard
    let own = student.adaptState(
      state.assumingMemoryBound(to: Int32.self), Bytes(start: blob))
  else { return TESSERA_ERROR_STATE }
  return body(student, own)
}

extension tessera_result {
  /// The outputs, which lie in memory of the caller.
  fileprivate var outputs: Words? {
    logits.map { Words(start: UnsafeMutablePointer(mutating: $0)) }
  }
}
