import HostRuntime
import PackedFormat
import Rows

/// A form of student: which of the optional sections and widths of the format it has.
struct StudentForm: CustomStringConvertible {
  /// What stands before the inputs.
  enum Front: CaseIterable { case plain, standardized, program }
  enum Head: CaseIterable { case none, linear, rectified }

  var front = Front.plain
  var scales = ScaleParts.none
  var leavesOut = false
  var featureBits = 8
  /// nil without a projection.
  var componentBits: Int?
  var hasSharedMap = false
  var head = Head.none

  var description: String {
    let parts: [String?] = [
      "\(front)", scales == .none ? nil : "scales \(scales.rawValue)",
      leavesOut ? "kept" : nil, "\(featureBits) bits",
      componentBits.map { "projection of \($0) bits" }, hasSharedMap ? "shared" : nil,
      head == .none ? nil : "\(head)",
    ]
    return parts.compactMap(\.self).joined(separator: ", ")
  }

  /// Every combination that the format has. A program has scales for integers, and no others.
  static let all: [StudentForm] = {
    var forms = [StudentForm()]
    func vary<Value>(_ path: WritableKeyPath<StudentForm, Value>, _ values: [Value]) {
      forms = forms.flatMap { form in
        values.map { value in
          var other = form
          other[keyPath: path] = value
          return other
        }
      }
    }
    vary(\.front, Front.allCases)
    vary(\.scales, [.none, .integers, .floats, .both])
    vary(\.leavesOut, [false, true])
    vary(\.featureBits, [8, 16])
    vary(\.componentBits, [nil, 8, 16])
    vary(\.hasSharedMap, [false, true])
    vary(\.head, Head.allCases)
    return forms.filter { $0.front != .program || $0.scales == .integers }
  }()
}
