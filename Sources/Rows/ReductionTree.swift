/// A binary tree over rows that fixes the order in which sums over them are taken.
///
/// Its leaves are ranges of consecutive rows. Node `index` of a level joins nodes 2 · `index` and
/// 2 · `index` + 1 of the level below, where there are both. So a node of m leaves splits at the
/// largest power of two below m. The tree depends on shapes alone: a sum has the same bits for any
/// number of threads, and for machines that take a range of leaves each.
public struct ReductionTree: Sendable, Hashable {
  /// The number of rows, N.
  public let rowCount: Int
  /// The number of leaves, at least 1: no rows are one leaf without rows.
  public let leafCount: Int

  /// A tree of so many leaves, whose numbers of rows differ by at most 1.
  ///
  /// - Parameters:
  ///   - rowCount: N, not negative.
  ///   - leafCount: brought into 1 to the larger of 1 and N.
  public init(rowCount: Int, leafCount: Int) {
    precondition(rowCount >= 0, "a number of rows is not negative")
    self.rowCount = rowCount
    self.leafCount = min(max(1, leafCount), max(1, rowCount))
  }

  /// A tree whose leaves have at most so many rows.
  ///
  /// - Parameters:
  ///   - rowCount: N, not negative.
  ///   - leafRowCount: at least 1.
  public init(rowCount: Int, leafRowCount: Int) {
    precondition(leafRowCount >= 1, "a leaf has a row")
    self.init(rowCount: rowCount, leafCount: (rowCount + leafRowCount - 1) / leafRowCount)
  }

  /// A tree for values that cost something to make and to join: with a few small leaves, which keep
  /// threads busy, and with more only where these are large.
  ///
  /// Where values are large there are fewer leaves, at least two. So a thread holds values of some
  /// `heldBytes`, or of 24 bytes for each row where that is more.
  /// - Parameters:
  ///   - rowCount: N, not negative.
  ///   - smallLeaf: the fewest rows of each of a few leaves.
  ///   - fewLeaves: how many are few.
  ///   - largeLeaf: the fewest rows of each of more leaves.
  ///   - valueBytes: the memory of a value.
  public init(
    rowCount: Int, smallLeaf: Int, fewLeaves: Int = 8, largeLeaf: Int, valueBytes: Int
  ) {
    precondition(smallLeaf >= 1 && largeLeaf >= 1, "a leaf has a row")
    let wanted = max(min(rowCount / smallLeaf, fewLeaves), rowCount / largeLeaf)
    let held = max(Self.heldBytes, Self.bytesPerRow * rowCount) / max(1, valueBytes)
    self.init(rowCount: rowCount, leafCount: min(wanted, 1 << min(max(1, held - 1), 40)))
  }

  /// Values of this much memory are held in any case.
  public static let heldBytes = 24 << 20
  private static let bytesPerRow = 24

  /// The rows of `leaf`, in 0 ..< `leafCount`.
  public subscript(leaf: Int) -> Range<Int> {
    rowCount * leaf / leafCount..<rowCount * (leaf + 1) / leafCount
  }

  /// The leaf of a row.
  ///
  /// - Parameter row: in 0 ..< N.
  public func leaf(of row: Int) -> Int {
    precondition((0..<rowCount).contains(row), "a row of the tree")
    return ((row + 1) * leafCount - 1) / rowCount
  }

  /// Where a node of several leaves splits: the first leaf of its right part.
  ///
  /// - Parameter leaves: those of a node, two or more.
  public static func middle(of leaves: Range<Int>) -> Int {
    precondition(leaves.count > 1, "a leaf has no parts")
    return leaves.lowerBound + 1 << (Int.bitWidth - 1 - (leaves.count - 1).leadingZeroBitCount)
  }

  /// The sum of the values of a node's leaves, in the order of the tree; 0 for none.
  ///
  /// - Parameter values: one for each leaf.
  public static func sum(ofLeaves values: ArraySlice<Double>) -> Double {
    guard values.count > 1 else { return values.first ?? 0 }
    let middle = middle(of: values.indices)
    return sum(ofLeaves: values[..<middle]) + sum(ofLeaves: values[middle...])
  }

  /// The levels above the leaves, ⌈log₂ `leafCount`⌉.
  public var depth: Int { Int.bitWidth - (leafCount - 1).leadingZeroBitCount }
}

/// The values of those nodes of a tree that some of its leaves complete, the highest nodes only.
///
/// Leaves 0 ..< m complete at most `depth` nodes, a range of leaves at most 2 · `depth`. Machines
/// that send these to one another find the value of the whole tree to the bit.
public struct ReductionNodes<Value: Sendable>: Sendable {
  /// A node: its level above the leaves, and its place there.
  fileprivate struct Node: Hashable {
    var level: Int
    var index: Int

    /// Its first leaf.
    var start: Int { index << level }
  }

  /// A value on its way up: of a node, or of its left part while the right one is still to join.
  struct Climber: Sendable {
    fileprivate let node: Node
    fileprivate var value: Value
    fileprivate var following: Value?

    /// The value of a leaf.
    init(_ value: Value, leaf: Int) {
      node = Node(level: 0, index: leaf)
      self.value = value
    }

    fileprivate init(_ value: Value, of node: Node, following: Value?) {
      self.node = node
      self.value = value
      self.following = following
    }

    /// Joins the right part, in place.
    mutating func join(with join: (inout Value, Value) -> Void) {
      if let right = following.take() { join(&value, right) }
    }
  }

  /// The tree whose nodes they are.
  public let tree: ReductionTree
  private var values: [Node: Value] = [:]

  /// No leaves of `tree`.
  public init(of tree: ReductionTree) { self.tree = tree }

  /// How many values are held.
  public var count: Int { values.count }

  /// The value of the whole tree; nil before all leaves are in.
  public var total: Value? { values[Node(level: tree.depth, index: 0)] }

  /// Adds the value of a leaf.
  ///
  /// - Parameters:
  ///   - value: of the rows of the leaf.
  ///   - leaf: in 0 ..< `tree.leafCount`, each once.
  ///   - join: adds the value of the rows that follow.
  public mutating func insert(
    _ value: Value, ofLeaf leaf: Int, join: (inout Value, Value) -> Void
  ) {
    precondition((0..<tree.leafCount).contains(leaf), "a leaf of the tree")
    climb(Climber(value, leaf: leaf), join: join)
  }

  /// Adds the nodes of other leaves.
  ///
  /// - Parameters:
  ///   - other: of the same tree, without any leaf that is here.
  ///   - join: adds the value of the rows that follow.
  public mutating func merge(_ other: ReductionNodes, join: (inout Value, Value) -> Void) {
    precondition(tree == other.tree, "nodes of another tree")
    for (node, value) in other.values {
      climb(Climber(value, of: node, following: nil), join: join)
    }
  }

  private mutating func climb(
    _ climber: consuming Climber, join: (inout Value, Value) -> Void
  ) {
    var climber: Climber? = climber
    while climber != nil {
      climber?.join(with: join)
      advance(&climber)
    }
  }

  /// Keeps a joined value until its sibling comes, which leaves nil, or gives it its sibling.
  mutating func advance(_ climber: inout Climber?) {
    guard let own = climber.take() else { return }
    var node = own.node
    // The last node of a level may have no sibling.
    while node.level < tree.depth, node.index & 1 == 0,
      (node.index + 1) << node.level >= tree.leafCount
    {
      node = Node(level: node.level + 1, index: node.index >> 1)
    }
    guard node.level < tree.depth,
      let other = values.removeValue(forKey: Node(level: node.level, index: node.index ^ 1))
    else {
      values[node] = own.value
      return
    }
    let isLeft = node.index & 1 == 0
    climber = Climber(
      isLeft ? own.value : other, of: Node(level: node.level + 1, index: node.index >> 1),
      following: isLeft ? other : own.value)
  }
}

extension ReductionNodes: Exchangeable where Value: Exchangeable {
  public func write(to message: inout RankMessage) {
    message.append([tree.rowCount, tree.leafCount, values.count])
    for (node, value) in values.sorted(by: { $0.key.start < $1.key.start }) {
      message.append([node.level, node.index])
      value.write(to: &message)
    }
  }

  public init(from message: inout RankMessage) {
    let header = message.take(3, of: Int.self)
    self.init(of: ReductionTree(rowCount: header[0], leafCount: header[1]))
    for _ in 0..<header[2] {
      let node = message.take(2, of: Int.self)
      values[Node(level: node[0], index: node[1])] = Value(from: &message)
    }
  }
}
