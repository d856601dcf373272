internal import Dispatch
internal import Glibc

enum ProcessorCount {
  /// The processors that are online now.
  static var active: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
