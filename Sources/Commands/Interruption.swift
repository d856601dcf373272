import Dispatch
import Glibc
import Synchronization
import Tessera

/// Ctrl-C: removes half-written temporary files and ends with the shell's code for the signal.
enum Interruption {
  private static let sources = Mutex<[any DispatchSourceSignal]>([])

  static func handle() {
    let registered = DispatchGroup()
    sources.withLock { sources in
      for number in [SIGINT, SIGTERM] {
        // Dispatch replaces the default action itself; until then the signal ends the process,
        // which is right as long as there is no file.
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
          Terminal.clearProgress()
          AtomicFile.endProcess(code: 128 + number)
        }
        registered.enter()
        source.setRegistrationHandler { registered.leave() }
        source.resume()
        sources.append(source)
      }
    }
    // On a busy machine that comes after the first files; where no thread can be had, never.
    _ = registered.wait(timeout: .now() + 5)
  }
}
