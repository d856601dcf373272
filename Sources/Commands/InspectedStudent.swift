import Tessera

/// What `inspect` prints of a student beyond its sections: how it takes its inputs, and the contents
/// of the sections of format version 2.
struct InspectedStudent {
  let student: StudentInspection

  /// The most kept inputs and scales that are listed.
  private static let longestList = 12

  /// How the device takes inputs.
  var frontEnd: [String] {
    var facts: [String] = []
    let features = student.window?.features ?? student.inputs
    if let perUnit = student.windowCountsPerUnit {
      let all = student.standardizedInputs == features
      facts.append(
        (all ? "all" : "the first \(student.standardizedInputs)") + " standardised on the device, "
          + "floats of them at \(Format.general(perUnit)) counts per unit and limited to "
          + "±\(Format.general(student.windowLimit))")
    }
    if let scale = student.inputScale, student.standardizedInputs < features {
      let largest = student.window?.largestQuantum ?? 127
      facts.append("floats limited to ±\(Format.general(Double(largest) * scale))")
    }
    if let scales = student.scales { facts.append("\(scales.count) with a scale each") }
    if let perUnit = student.countsPerUnit, let zero = student.countZero {
      facts.append("int16 counts at \(Format.general(perUnit)) per unit, \(zero) for 0")
    } else if student.scales != nil {
      facts.append(student.acceptsCounts ? "int16 counts" : "no int16 counts")
    } else {
      facts.append(student.acceptsCounts ? "int16 counts of any unit" : "no int16 counts")
    }
    if let window = student.window {
      if !window.acceptsFloats { facts.append("no floats") }
      if window.acceptsIntegers { facts.append("int32") }
    }
    return facts
  }

  /// The lines behind that of the inputs; none for format version 1.
  func show() {
    guard let window = student.window else { return }
    Terminal.print("window: " + Self.facts(of: window).joined(separator: "; "))
    if let kept = window.keptInputs {
      Terminal.print(
        "kept inputs: \(Format.integer(kept.count)) of \(Format.integer(window.features)) "
          + "features: \(Self.list(kept.map(name)))")
    }
    if let program = student.program { show(program) }
    if let limits = student.limits { show(limits) }
    if let adaptation = student.adaptation { show(adaptation) }
    if let beats = student.beats { show(beats) }
  }

  private static func facts(of window: StudentInspection.Window) -> [String] {
    var numbers = "\(Format.integer(window.numbers)) numbers"
    if window.channels > 1 {
      numbers += ", \(window.channels) channels of \(Format.integer(window.samplesPerChannel))"
    }
    var facts = [numbers]
    if let rate = window.sampleRate {
      facts.append("\(Format.general(rate)) samples of a channel per second")
    }
    if let hop = window.hop, let stream = window.stream {
      facts.append(
        "a stream gives one every \(Format.integer(hop)) samples and takes "
          + "\(Format.integer(stream)) bytes")
    }
    facts.append("\(Format.integer(window.features)) features")
    facts.append(
      "quantised inputs of \(window.featureBits) bits, \(Format.integer(window.inputBytes)) bytes")
    if window.componentBits != window.featureBits {
      facts.append("their projection has \(window.componentBits) bits")
    }
    if window.isBinary { facts.append("the label is 1 where the output is above 0") }
    return facts
  }

  private func show(_ program: StudentInspection.Program) {
    let units = Self.list(program.countsPerUnit.map { Format.general($0) })
    Terminal.print("program: floats at \(units) counts per unit, by channel; as a file,")
    Terminal.print(#"{"stages": ["#)
    let lines = program.lines ?? []
    for (index, line) in lines.enumerated() {
      Terminal.print("  \(line)\(index + 1 == lines.count ? "" : ",")")
    }
    Terminal.print("]}")
  }

  private func show(_ limits: StudentInspection.Limits) {
    var parts: [String] = []
    if let margin = limits.leastMargin { parts.append("margin \(Format.integer(margin))") }
    if let distances = limits.distances {
      parts.append("distances by region \(Self.list(distances.map { Format.general($0) }))")
    }
    if let energy = limits.energy { parts.append("energy \(energy)") }
    if let deviation = limits.leastDeviation {
      parts.append("deviation \(Format.general(deviation)) quanta")
    }
    Terminal.print("limits: " + parts.joined(separator: "; "))
  }

  private func show(_ adaptation: StudentInspection.Adaptation) {
    Terminal.print(
      "adaptation: constant \(adaptation.constant), at most \(adaptation.mostUpdates) updates, "
        + "prior \(adaptation.prior), margin \(adaptation.margin), limits of P and W "
        + "\(adaptation.covarianceLimit) and \(adaptation.weightLimit)")
  }

  private func show(_ beats: StudentInspection.Beats) {
    Terminal.print(
      "beats: \(beats.samplesBefore) samples before the peak and \(beats.samplesFrom) from it on"
        + (beats.hasIntervals ? ", and 4 features of the intervals" : "")
        + "; refractory \(beats.refractory), T wave \(beats.tWave), search back "
        + "\(beats.searchBack); box \(beats.box), lag \(beats.lag), integration "
        + "\(beats.integration); threshold \(beats.threshold), decays \(beats.signalDecay) and "
        + "\(beats.noiseDecay) of 256")
  }

  /// The first scales as a table; nothing without any.
  func showScales() {
    guard let scales = student.scales, let window = student.window else { return }
    let (floats, integers) = (scales[0].quantum != nil, scales[0].integerQuantum != nil)
    var titles = ["input", "feature"]
    if floats { titles += ["centre", "quantum", "limited to ±"] }
    if integers { titles += ["integer centre", "quantum", "limited to ±"] }
    Terminal.print("")
    var table = TextTable(titles)
    for scale in scales.prefix(Self.longestList) {
      var row = [Format.integer(scale.input), name(scale.feature)]
      for (centre, quantum) in [
        (scale.centre, scale.quantum), (scale.integerCentre, scale.integerQuantum),
      ] {
        guard let quantum else { continue }
        let reach = Double(window.largestQuantum) * quantum
        row += [Format.general(centre), Format.general(quantum), Format.general(reach)]
      }
      table.add(row)
    }
    table.show()
    if scales.count > Self.longestList {
      Terminal.print("and \(Format.integer(scales.count - Self.longestList)) more; --json has all")
    }
  }

  /// A feature by its number, and its name where it has one.
  private func name(_ feature: Int) -> String {
    student.featureNames?.title(feature) ?? Format.integer(feature)
  }

  /// The first of a list, and how many follow.
  private static func list(_ items: [String]) -> String {
    let more = items.count - longestList
    return items.prefix(longestList).joined(separator: ", ")
      + (more > 0 ? " and \(Format.integer(more)) more" : "")
  }
}
