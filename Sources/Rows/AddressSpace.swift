// The one file of this module that asks the system for memory itself.

internal import Glibc

/// The memory that the system would give this process.
public enum AddressSpace {
  /// The memory of the machine.
  public static var installedBytes: Int {
    let (count, size) = (sysconf(Int32(_SC_PHYS_PAGES)), sysconf(Int32(_SC_PAGESIZE)))
    return count > 0 && size > 0 ? count * size : .max
  }

  /// Whether `byteCount` bytes could be had now: under a limit (`ulimit -v`), or where the system
  /// grants no more than it has.
  ///
  /// - Complexity: O(1): nothing is written to them.
  public static func holds(_ byteCount: Int) -> Bool {
    guard byteCount > 0 else { return true }
    let flags = MAP_PRIVATE | MAP_ANONYMOUS
    guard let place = mmap(nil, byteCount, PROT_READ | PROT_WRITE, flags, -1, 0),
      place != MAP_FAILED
    else { return false }
    munmap(place, byteCount)
    return true
  }
}
