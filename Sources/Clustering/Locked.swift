internal import Synchronization

/// A value that whichever thread takes it works on.
final class Locked<Value: Sendable>: Sendable {
  let value: Mutex<Value>

  init(_ value: Value) { self.value = Mutex(value) }
}
