import Dispatch
import Glibc
import Synchronization
import Tessera

/// Ctrl-C: removes half-written temporary files and ends with the shell's code for the signal.
enum Interruption {
  private static let sources = Mutex<[any DispatchSourceSignal]>([])

  static func handle() {
    sources.withLock { sources in
      for number in [SIGINT, SIGTERM] {
        // Dispatch replaces the default action itself; until then the signal ends the process,
        // which is right too.
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
          Terminal.clearProgress()
          AtomicFile.endProcess(code: 128 + number)
        }
        source.resume()
        sources.append(source)
      }
    }
  }
}
