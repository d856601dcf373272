/// A request to a side: one line of JSON. Python's peers read the same names.
struct Request: Codable {
  /// The action.
  var `do`: String
  /// The folder of the run: `dump` with the arrays, and work files.
  var folder: String?
  /// The dump to import.
  var dump: String?
  /// `activations` or `logits`; for products, a type of number.
  var target: String?
  /// A file to read or to write.
  var path: String?
  /// A program file of a front-end.
  var program: String?
  var k: Int?
  var seed: Int?
  var threads: Int?
  /// Rows to make.
  var rows: Int?
  /// For the products of a sweep: Gram matrices of all rows, and dot products with every row.
  var passes: Double?
  var dots: Double?

  init(_ action: String, folder: String? = nil) {
    self.do = action
    self.folder = folder
  }
}

/// Its answer, on one line.
struct Answer: Codable {
  var seconds: Double?
  var iterations: Int?
  var inertia: Double?
  var value: Double?
  var rows: Int?
  var width: Int?
  /// Mean squared errors: fold by fold, then by k, then by lambda.
  var table: [Double]?
  var note: String?
  var error: String?
  var peakBytes: Int?

  init(seconds: Double? = nil) { self.seconds = seconds }
}
