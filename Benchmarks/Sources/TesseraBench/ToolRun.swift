import Foundation
import Glibc

/// One run of a program in a process of its own, from its launch to its end.
struct ToolRun {
  let seconds: Double
  /// The largest resident set, from `wait4`. Not below that of this process at the launch, which
  /// is why this process holds no data.
  let peakBytes: Int

  /// - Throws: `BenchError.tool` when the program does not start or ends with another code than 0.
  init(_ program: String, _ arguments: [String]) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    var strings = ([program] + arguments).map { strdup($0) }
    defer { for string in strings { free(string) } }
    strings.append(nil)
    var child: pid_t = 0
    let start = ContinuousClock.now
    guard posix_spawn(&child, program, &actions, nil, strings, environ) == 0 else {
      throw BenchError.tool(program, arguments, "does not start")
    }
    var status: Int32 = 0
    var usage = rusage()
    while wait4(child, &status, 0, &usage) < 0, errno == EINTR {}
    seconds = (ContinuousClock.now - start) / .seconds(1)
    peakBytes = usage.ru_maxrss * 1_024
    guard status == 0 else {
      throw BenchError.tool(program, arguments, "ended with status \(status)")
    }
  }
}
