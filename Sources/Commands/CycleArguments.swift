import ArgumentParser
import Foundation
import Tessera

/// The options of modelled cycles.
struct CycleArguments: ParsableArguments {
  @Flag(help: "Model the cycles of an inference from a trace. Modelled, not measured.")
  var cycles = false

  @Option(
    help: ArgumentHelp(
      """
      State microseconds and nanojoules of an inference on a part: \
      \(DevicePart.allCases.map(\.rawValue).joined(separator: ", ")).
      """, valueName: "name"), transform: CycleArguments.part)
  var part: DevicePart?

  @Option(help: "Wait states of a flash without a cache, 0 to 15; the part's, or 0.")
  var waitStates: WaitStates?

  @Option(help: "Bits of a line of that flash, 32, 64 or 128; the part's, or 32.")
  var flashWidth: FlashWidth?

  @Option(help: "Cycles of a multiplication of a Cortex-M0+, 1 or 32.")
  var multiplier: MultiplierCycles?

  mutating func validate() throws {
    guard request == nil else { return }
    if waitStates != nil || flashWidth != nil || multiplier != nil {
      throw ValidationError(
        "--wait-states, --flash-width and --multiplier are for modelled cycles. Add --cycles.")
    }
  }

  /// A part by its name.
  private static func part(_ name: String) throws -> DevicePart {
    if let part = DevicePart(rawValue: name) { return part }
    let names = DevicePart.allCases.map(\.rawValue)
    let proposal =
      UsageCheck.nearest(to: name.uppercased(), in: names).map { " Did you mean \($0)?" } ?? ""
    throw ValidationError("the parts are \(names.joined(separator: ", ")).\(proposal)")
  }

  /// What was asked for; nil for no cycles.
  var request: CycleRequest? {
    guard cycles || part != nil else { return nil }
    return CycleRequest(
      part: part, waitStates: waitStates?.count, lineBits: flashWidth?.bits,
      multiplierCycles: multiplier?.count ?? 1)
  }
}

/// Wait states of a flash.
struct WaitStates: ExpressibleByArgument {
  let count: Int

  init?(argument: String) {
    guard let count = Int(argument), FlashTiming.possibleWaitStates.contains(count) else {
      return nil
    }
    self.count = count
  }
}

/// Bits of a line of a flash.
struct FlashWidth: ExpressibleByArgument {
  let bits: Int

  init?(argument: String) {
    guard let bits = Int(argument), FlashTiming.possibleLineBits.contains(bits) else { return nil }
    self.bits = bits
  }
}

/// Cycles of a multiplication.
struct MultiplierCycles: ExpressibleByArgument {
  let count: Int

  init?(argument: String) {
    guard let count = Int(argument), count == 1 || count == 32 else { return nil }
    self.count = count
  }
}

/// Modelled cycles, core by core.
struct CycleTable {
  let profile: Profile

  init(_ profile: Profile) { self.profile = profile }

  func show() {
    let found = profile.cores.compactMap { core in core.cycles.map { (core.core.rawValue, $0) } }
    guard !found.isEmpty else { return }
    var table = TextTable(
      ["inference", "", "figure", "least", "most", "error bar", ""], leading: 2)
    for (core, cycles) in found {
      table.add(row(core, "cycles", cycles.cycles, cycles))
      guard let part = cycles.part else { continue }
      table.add(row(part.name, "microseconds", part.microseconds, cycles))
      table.add(row(part.name, "nanojoules", part.nanojoules, cycles))
    }
    Terminal.print("")
    table.show()
    for (core, cycles) in found { showSource(core, cycles) }
  }

  private func row(
    _ name: String, _ unit: String, _ range: CycleRange, _ cycles: ProfiledCycles
  ) -> [String] {
    let numbers = [range.middle, range.least, range.most].map {
      $0 < 1_000 ? Format.general($0) : Format.integer(Int($0.rounded()))
    }
    return [name, unit] + numbers
      + ["\u{B1}\(Format.integer(Int((100 * cycles.errorBar).rounded()))) %", cycles.note]
  }

  private func showSource(_ core: String, _ cycles: ProfiledCycles) {
    let flash = cycles.flash
    let multiplier = cycles.multiplierCycles.map { ", a multiplication in \($0)" } ?? ""
    Terminal.print(
      "\(core): \(Format.integer(Int(cycles.instructions.rounded()))) instructions traced, costs of "
        + "\(cycles.source)\(multiplier); \(flash.waitStates) wait state\(flash.waitStates == 1 ? "" : "s") of lines of "
        + "\(flash.lineBits) bits without a cache; the error bar is a judgement")
    guard let part = cycles.part else { return }
    let hits = part.hasCache && flash.waitStates == 0 ? "; its cache is taken to hit always" : ""
    Terminal.print(
      "\(part.name): \(Format.general(part.hertz / 1e6)) MHz, "
        + "\(Format.general(part.milliamperes)) mA at \(Format.general(part.volts)) V (\(part.source)); "
        + "of the part alone while it runs\(hits)")
  }
}
