// The functions of tessera.h for streams: windows and beats.

// The names are those of the C header.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CTesseraRuntime
import PackedFormat
import SignalFrontEnd

/// Begins a stream of `model` in `state` (tessera.h).
///
/// - Parameters:
///   - model: an open model with a hop.
///   - state: aligned to 4.
///   - stateSize: bytes, at least `tessera_stream_size`.
/// - Returns: `TESSERA_OK`, or why nothing has begun.
@c @implementation
public func tessera_stream_start(
  _ model: UnsafePointer<tessera_model>?, _ state: UnsafeMutableRawPointer?, _ stateSize: Int
) -> tessera_status {
  guard let blob = model?.pointee.blob, let student = model?.pointee.student, let state else {
    return TESSERA_ERROR_NULL
  }
  guard UInt(bitPattern: state) & 3 == 0 else { return TESSERA_ERROR_MISALIGNED }
  guard student.header.hop != 0 else { return TESSERA_ERROR_HEADER }
  guard UInt(bitPattern: stateSize) >= UInt(bitPattern: student.layout.streamByteCount) else {
    return TESSERA_ERROR_SCRATCH
  }
  student.startStream(state, Bytes(start: blob))
  return TESSERA_OK
}

/// Takes frames until a window is complete, and classifies that (tessera.h).
///
/// - Parameters:
///   - model: an open model with a hop.
///   - state: that of a stream of this model.
///   - frames: samples of all channels in turn.
///   - count: frames; afterwards those that were taken.
///   - memory: aligned to 4, as for `tessera_classify`.
///   - memorySize: bytes, at least `tessera_classify_size`.
///   - result: the answer; its logits are null where no window is complete.
/// - Returns: `TESSERA_OK`, or why there is no answer.
/// - Complexity: O(samples), and that of `tessera_classify` for a window.
@c @implementation
public func tessera_stream_push(
  _ model: UnsafePointer<tessera_model>?, _ state: UnsafeMutableRawPointer?,
  _ frames: UnsafePointer<Int16>?, _ count: UnsafeMutablePointer<Int>?,
  _ memory: UnsafeMutableRawPointer?, _ memorySize: Int,
  _ result: UnsafeMutablePointer<tessera_result>?
) -> tessera_status {
  guard let blob = model?.pointee.blob, let student = model?.pointee.student, let state,
    let frames, let count, let result
  else { return TESSERA_ERROR_NULL }
  guard student.owns(state, Bytes(start: blob)) else { return TESSERA_ERROR_STATE }
  result.pointee.logits = nil
  var taken = 0
  let window = student.take(Bytes(start: frames), count: count.pointee, state, taken: &taken)
  count.pointee = taken
  guard let window else { return TESSERA_OK }
  return tessera_classify(
    model, window.start.assumingMemoryBound(to: Int16.self), student.header.windowCount, memory,
    memorySize, result)
}

/// Bytes of the state of a search for beats, of `model` (tessera.h); 0 without a section of beats, or
/// without an open model.
@c @implementation
public func tessera_beat_size(_ model: UnsafePointer<tessera_model>?) -> Int {
  guard let blob = model?.pointee.blob, let student = model?.pointee.student else { return 0 }
  return student.beatSettings(Bytes(start: blob))?.byteCount ?? 0
}

/// Begins a search for beats of `model` in `state` (tessera.h).
///
/// - Parameters:
///   - model: an open model with a section of beats.
///   - state: aligned to 4.
///   - stateSize: bytes, at least `tessera_beat_size`.
///   - first: the number of the first sample.
/// - Returns: `TESSERA_OK`, or why nothing has begun.
/// - Complexity: O(bytes of the state).
@c @implementation
public func tessera_beat_start(
  _ model: UnsafePointer<tessera_model>?, _ state: UnsafeMutableRawPointer?, _ stateSize: Int,
  _ first: UInt32
) -> tessera_status {
  guard let blob = model?.pointee.blob, let student = model?.pointee.student, let state else {
    return TESSERA_ERROR_NULL
  }
  guard UInt(bitPattern: state) & 3 == 0 else { return TESSERA_ERROR_MISALIGNED }
  return tessera_status(
    student.startBeats(state, stateSize, first: first, Bytes(start: blob)))
}

/// Takes samples until a beat is complete, and classifies its window (tessera.h).
///
/// - Parameters:
///   - model: an open model with a section of beats.
///   - state: that of a search of this model.
///   - samples: samples of the stream.
///   - count: samples; afterwards those that were taken.
///   - memory: aligned to 4, as for `tessera_classify`.
///   - memorySize: bytes, at least `tessera_classify_size`.
///   - beat: the beat and the answer; its logits are null where none is complete.
/// - Returns: `TESSERA_OK`, or why there is no answer.
/// - Complexity: O(samples), and that of `tessera_classify` for a beat.
@c @implementation
public func tessera_beat_push(
  _ model: UnsafePointer<tessera_model>?, _ state: UnsafeMutableRawPointer?,
  _ samples: UnsafePointer<Int16>?, _ count: UnsafeMutablePointer<Int>?,
  _ memory: UnsafeMutableRawPointer?, _ memorySize: Int, _ beat: UnsafeMutablePointer<tessera_beat>?
) -> tessera_status {
  guard let blob = model?.pointee.blob, let student = model?.pointee.student, let state,
    let samples, let count, let beat
  else { return TESSERA_ERROR_NULL }
  guard student.beatState(state).pointee.owner == student.owner(Bytes(start: blob)) else {
    return TESSERA_ERROR_STATE
  }
  beat.pointee.result.logits = nil
  beat.pointee.window = nil
  var taken = 0
  let found = student.take(
    samples: Bytes(start: samples), count: count.pointee, state, taken: &taken)
  count.pointee = taken
  guard let (place, window) = found else { return TESSERA_OK }
  let counts = window.start.assumingMemoryBound(to: Int16.self)
  beat.pointee.place = place
  beat.pointee.window = counts
  return withUnsafeMutablePointer(to: &beat.pointee.result) { result in
    tessera_classify(
      model, counts, student.header.windowCount, memory, memorySize, result)
  }
}
