public import Regression

/// The layer between the regional maps and the outputs.
public enum StudentHead: Sendable, Equatable {
  /// The maps give the outputs themselves: logits with the teacher's head folded in.
  case folded
  /// The maps give activations and the teacher's head follows: the published structure.
  case linear(AffineMap)
  /// The maps give activations, negative ones become 0, and the teacher's head follows.
  case rectified(AffineMap)
  /// The maps give the outputs, which are activations and not logits.
  case absent

  /// The head without its weights.
  public var kind: HeadKind {
    switch self {
    case .folded: .folded
    case .linear: .linear
    case .rectified: .rectified
    case .absent: .absent
    }
  }

  /// The dense layer C × p, when there is one.
  public var layer: AffineMap? {
    switch self {
    case .linear(let layer), .rectified(let layer): layer
    case .folded, .absent: nil
    }
  }
}

/// The kinds of head, as an option and in run records.
public enum HeadKind: String, Sendable, CaseIterable, Codable {
  /// No head on the device: the maps give logits, with the teacher's head folded in.
  case folded
  /// The teacher's head follows the maps: the published structure.
  case linear
  /// ReLU and the teacher's head follow the maps.
  case rectified
  /// Written `none`; the case has another name because `.none` is also an empty optional.
  case absent = "none"
}
