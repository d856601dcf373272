import Dispatch
import Synchronization
import Tessera

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Ctrl-C: removes half-written temporary files and ends with the shell's code for the signal.
enum Interruption {
  private static let sources = Mutex<[any DispatchSourceSignal]>([])

  static func handle() {
    sources.withLock { sources in
      for number in [SIGINT, SIGTERM] {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
          AtomicFile.removeTemporaries()
          Terminal.clearProgress()
          _exit(128 + number)
        }
        source.resume()
        sources.append(source)
      }
    }
  }
}
