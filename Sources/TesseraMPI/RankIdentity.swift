import Digests
import Glibc
import LinearAlgebra
import Records
import Rows

/// What must be the same on all ranks, or else they would not find the same bits.
enum RankIdentity {
  /// Compares the ranks.
  ///
  /// - Returns: in what a rank differs from rank 0, and what to do; nil where none does.
  static func difference(between ranks: some Ranks) -> String? {
    let parallelism = Parallelism(threadCount: 1).on(ranks)
    let found = parallelism.exchange(own)
    let machines = parallelism.exchange(machine)
    for (rank, traits) in found.enumerated() {
      for (name, (own, first)) in zip(names, zip(traits, found[0])) where own != first {
        return "rank \(rank) on \(machines[rank]) has \(name) \(own), rank 0 on \(machines[0]) has "
          + "\(first). All ranks need the same, or their sums would differ."
      }
    }
    return nil
  }

  private static let names = [
    "tessera", "the kernels of OpenBLAS for", "programs and libraries with the digest",
  ]

  private static var own: [String] {
    [TesseraVersion.current, OpenBLASDescription.core, digestOfPrograms]
  }

  /// The name of the machine.
  private static var machine: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "an unknown machine" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The SHA-256 of the program and of the libraries that numbers come from: those of mathematics,
  /// and OpenBLAS with what it needs.
  private static var digestOfPrograms: String {
    var digest = SHA256()
    for path in programs {
      guard let file = fopen(path, "r") else { continue }
      defer { fclose(file) }
      var block = [UInt8](repeating: 0, count: 1 << 20)
      while case let count = fread(&block, 1, block.count, file), count > 0 {
        digest.update(block.prefix(count))
      }
    }
    return String(Hexadecimal.text(of: digest.finalize()).prefix(16))
  }

  private static var programs: [String] {
    var paths: Set<String> = ["/proc/self/exe"]
    guard let maps = fopen("/proc/self/maps", "r") else { return paths.sorted() }
    defer { fclose(maps) }
    var line = [CChar](repeating: 0, count: 8_192)
    while fgets(&line, Int32(line.count), maps) != nil {
      let text = String(
        decoding: line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      guard let start = text.firstIndex(of: "/") else { continue }
      let path = String(text[start...])
      let name = path.split(separator: "/").last ?? ""
      let matters = ["libm.", "libm-", "libopenblas", "libgfortran", "liblapack", "libc.", "libc-"]
      if matters.contains(where: name.hasPrefix) { paths.insert(path) }
    }
    // In the order of their names: where they lie does not matter.
    return paths.sorted {
      ($0.split(separator: "/").last ?? "") < ($1.split(separator: "/").last ?? "")
    }
  }
}
