internal import Dispatch
internal import Glibc

enum ProcessorCount {
  /// The processors that are online. Read once, because the system looks it up in a file.
  static let active = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
}
