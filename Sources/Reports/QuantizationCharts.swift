internal import Records

extension Chart {
  /// int8 outputs against float outputs.
  static func outputs(of student: ReportedStudent, identifier: String) -> Chart? {
    let (pairs, classNames) = (student.detail?.outputs ?? [], student.classNames)
    guard !pairs.isEmpty else { return nil }
    let values = pairs.flatMap { [$0.float, $0.int8] }
    let axis = Axis.covering(values, label: "output of the float student")
    var y = axis
    y.label = "output of the \(student.integers) student"
    let diagonal = [axis.range.lowerBound, axis.range.upperBound].map { Point($0, $0) }
    return Chart(
      identifier: identifier,
      description: "Outputs of the \(student.integers) student against those of the float student, "
        + "\(pairs.count) of them: they lie on the diagonal.",
      x: axis, y: y,
      series: [Series(tone: .faint, style: .line(.solid, width: 1), points: diagonal)]
        + classSeries(pairs, classCount: classNames.count) { Point($0.float, $0.int8) },
      keys: classKeys(classNames))
  }

  /// The change of each output by int8.
  static func deviation(of student: ReportedStudent, identifier: String) -> Chart? {
    let (pairs, classNames) = (student.detail?.outputs ?? [], student.classNames)
    guard !pairs.isEmpty else { return nil }
    let x = Axis.covering(pairs.map(\.float), label: "output of the float student")
    let largest = pairs.map { abs($0.int8 - $0.float) }.max() ?? 0
    // Bounds far beyond everything that was seen would leave a line of points.
    let bound = student.record?.certificate?.bounds.flatMap(\.self).max()
      .flatMap { $0 <= 12 * largest ? $0 : nil }
    let reach = max(bound ?? 0, largest)
    func line(_ value: Double) -> [Point] {
      [Point(x.range.lowerBound, value), Point(x.range.upperBound, value)]
    }
    var keys = classKeys(classNames)
    var limits: [Series] = []
    if let bound {
      keys.append(Key(title: "largest bound, within a region", tone: .limit, stroke: .dashed))
      limits = [bound, -bound].map {
        Series(tone: .limit, style: .line(.dashed, width: 1.5), points: line($0))
      }
    }
    let elsewhere = pairs.filter(\.isElsewhere).map { Point($0.float, $0.int8 - $0.float) }
    if !elsewhere.isEmpty {
      keys.append(
        Key(
          title: "\(student.integersNoun) takes the neighbouring region", tone: .accent,
          marker: .ring))
      limits.append(
        Series(tone: .accent, style: .points(.ring, size: 0.7), points: elsewhere))
    }
    return Chart(
      identifier: identifier,
      description: "Difference between \(student.integers) and float outputs: at most "
        + "\(NumberText.fixed(largest, 3)) on this sample.",
      x: x, y: .covering([-reach, reach], label: "\(student.integers) minus float"),
      series: [Series(tone: .faint, style: .line(.solid, width: 1), points: line(0))] + limits
        + classSeries(pairs, classCount: classNames.count) { Point($0.float, $0.int8 - $0.float) },
      keys: keys)
  }

  private static func classSeries(
    _ pairs: [TestDetail.OutputPair], classCount: Int,
    point: (TestDetail.OutputPair) -> Point
  ) -> [Series] {
    guard classCount <= classLimit else {
      return [
        Series(tone: .first, style: .points(.disc, size: 0.3), points: pairs.map(point))
      ]
    }
    return (0..<classCount).map { index in
      Series(
        tone: .series(index), style: .points(.series(index), size: 0.3),
        points: pairs.filter { $0.output == index }.map(point))
    }
  }

  /// The most classes that colours and shapes can distinguish.
  private static var classLimit: Int { 6 }

  private static func classKeys(_ names: [String]) -> [Key] {
    guard names.count <= classLimit else {
      return [Key(title: "outputs of all classes", tone: .first, marker: .disc)]
    }
    return names.enumerated().map {
      Key(title: $0.element, tone: .series($0.offset), marker: .series($0.offset))
    }
  }
}
