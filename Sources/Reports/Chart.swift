/// A plot, before it is drawn.
package struct Chart: Sendable {
  struct Axis: Sendable {
    var label: String
    var range: ClosedRange<Double>
    var isLogarithmic = false
    /// Places with texts; nil leaves them to the plotter.
    var ticks: [Tick]?
    /// Whether lines are drawn through the ticks.
    var hasGrid = true
  }

  /// A mark on an axis.
  struct Tick: Sendable, Equatable {
    var value: Double
    var text: String
  }

  /// A colour by its purpose; the page defines its look, in light and in dark.
  enum Tone: Int, Sendable, CaseIterable {
    case ink = 1
    case faint, grid, accent, teacher, limit
    /// Classes and series, six that colour-blind readers can distinguish.
    case first, second, third, fourth, fifth, sixth
    /// Behind what is drawn.
    case shade

    /// The tone of the series `index`; they repeat after six.
    static func series(_ index: Int) -> Tone {
      Tone(rawValue: Tone.first.rawValue + index % 6) ?? .first
    }

    /// The custom property of the page's style sheet.
    var property: String {
      switch self {
      case .ink: "--ink"
      case .faint: "--faint"
      case .grid: "--grid"
      case .accent: "--accent"
      case .teacher: "--teacher"
      case .limit: "--limit"
      case .shade: "--shade"
      case .first, .second, .third, .fourth, .fifth, .sixth:
        "--series-\(rawValue - Tone.first.rawValue + 1)"
      }
    }
  }

  /// A shape of points, which distinguishes series besides colour.
  enum Marker: Int, Sendable {
    case disc = 7
    case ring = 6
    case square = 5
    case triangle = 9
    case diamond = 13
    case pentagon = 15
    case inverted = 11
    case cross = 2
    case box = 4

    static func series(_ index: Int) -> Marker {
      let all: [Marker] = [.disc, .square, .triangle, .diamond, .pentagon, .inverted]
      return all[index % all.count]
    }
  }

  /// How a line is drawn.
  enum Stroke: Int, Sendable {
    case solid = 1
    case dashed, dotted
  }

  /// A place, with the half-length of its error bar.
  struct Point: Sendable, Equatable {
    var x: Double
    var y: Double
    /// Lower and upper end of the error bar, along the axis of the series.
    var low: Double?
    var high: Double?

    init(_ x: Double, _ y: Double, low: Double? = nil, high: Double? = nil) {
      self.x = x
      self.y = y
      self.low = low
      self.high = high
    }
  }

  /// Something that is drawn through points.
  struct Series: Sendable {
    enum Style: Sendable, Equatable {
      case points(Marker, size: Double)
      case line(Stroke, width: Double)
      case steps(width: Double)
      /// Error bars along y, or along x.
      case verticalBars, horizontalBars
      /// The area between `low` and `high`.
      case band
    }

    var tone: Tone
    var style: Style
    var points: [Point]
  }

  /// An entry of the legend below the chart.
  struct Key: Sendable, Equatable {
    var title: String
    var tone: Tone
    var marker: Marker?
    var stroke: Stroke?
  }

  /// Letters, digits and hyphens; one of its own on a page.
  package let identifier: String
  /// Its content in a sentence, for those who cannot see it.
  let description: String
  let width: Int
  let height: Int
  let x: Axis
  let y: Axis
  let series: [Series]
  let keys: [Key]

  /// Room left of the plot for the texts of the y axis, in characters.
  var leftMargin: Double?

  init(
    identifier: String, description: String, width: Int = 480, height: Int = 320, x: Axis,
    y: Axis, series: [Series], keys: [Key] = [], leftMargin: Double? = nil
  ) {
    self.identifier = identifier
    self.description = description
    self.width = width
    self.height = height
    self.x = x
    self.y = y
    self.series = series.filter { !$0.points.isEmpty }
    self.keys = keys
    self.leftMargin = leftMargin
  }
}
