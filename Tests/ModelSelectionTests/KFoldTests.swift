import ActivationFormats
import ModelSelection
import Rows
import TestSupport
import Testing

/// kfold.json.
private struct KFoldFixture: Decodable {
  struct Fold: Decodable {
    let train: [Int]
    let test: [Int]
  }

  struct Case: Decodable {
    let rowCount: Int
    let foldCount: Int
    let folds: [Fold]

    enum CodingKeys: String, CodingKey {
      case folds
      case rowCount = "row_count"
      case foldCount = "fold_count"
    }
  }

  let cases: [Case]
}

@Suite struct KFoldTests {
  @Test("unshuffled folds are scikit-learn's")
  func scikitLearn() throws {
    for example in try scikitLearnFixture("kfold.json", as: KFoldFixture.self).cases {
      let folds = try KFold(foldCount: example.foldCount, order: .unshuffled)
        .split(sampleCount: example.rowCount)
      #expect(folds.count == example.foldCount)
      #expect(!folds.grouped)
      for (index, fold) in example.folds.enumerated() {
        #expect(folds.validationRows(index) == fold.test.map { Int32($0) })
        #expect(
          folds.trainingRows(index, parents: ParentRows(width: 1, elements: []))
            == fold.train.map { Int32($0) })
      }
    }
  }

  @Test(
    "shuffled folds differ in size by one row at most, and each row is in one", arguments: 2...9)
  func shuffled(foldCount: Int) throws {
    let folds = try KFold(foldCount: foldCount).split(sampleCount: 101)
    let sizes = (0..<foldCount).map { folds.validationRows($0).count }
    #expect(sizes.reduce(0, +) == 101)
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
    #expect((0..<foldCount).flatMap { folds.validationRows($0) }.sorted() == Array(Int32(0)..<101))
    #expect(folds.validationRows(0) != Array(0..<Int32(sizes[0])))
  }

  @Test("one seed gives one split, another seed another")
  func seeds() throws {
    let groups = (0..<200).map { $0 / 7 }
    func split(_ seed: UInt64) throws -> [Folds] {
      let kFold = KFold(order: .shuffled(seed: seed))
      return [try kFold.split(sampleCount: 200), try kFold.split(groups: groups)]
    }
    #expect(try split(1) == split(1))
    #expect(try split(1)[0] != split(2)[0])
    #expect(try split(1)[1] != split(2)[1])
  }

  @Test("no group is in two folds, and folds are balanced to a group", arguments: 0..<30)
  func groups(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let groupCount = 5 + random.index(below: 30)
    // Group numbers of any value, negative ones too, of very different sizes.
    var groups: [Int] = []
    for group in 0..<groupCount {
      groups += Array(repeating: group * 31 - 100, count: 1 + random.index(below: 40))
    }
    groups = random.permutation(of: groups.count).map { groups[$0] }
    let order = seed % 3 == 0 ? KFold.Order.unshuffled : .shuffled(seed: seed)
    let folds = try KFold(foldCount: 4, order: order).split(groups: groups)
    #expect(folds.grouped)
    for group in Set(groups) {
      let places = groups.indices.filter { groups[$0] == group }.map { folds.assignment[$0] }
      #expect(Set(places).count == 1)
    }
    let sizes = (0..<4).map { folds.validationRows($0).count }
    let largest = Dictionary(grouping: groups) { $0 }.values.map(\.count).max() ?? 0
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= largest)
    #expect(sizes.allSatisfy { $0 > 0 })
  }

  @Test("as many groups as folds fill every fold")
  func fewGroups() throws {
    let folds = try KFold(foldCount: 3).split(groups: [5, 5, 5, 5, 9, 1])
    #expect((0..<3).map { folds.validationRows($0).count }.sorted() == [1, 1, 4])
  }

  @Test("fewer rows or groups than folds are typed errors")
  func errors() throws {
    #expect(throws: ModelSelectionError.tooFewRows(sampleCount: 4, foldCount: 5)) {
      _ = try KFold().split(sampleCount: 4)
    }
    #expect(throws: ModelSelectionError.tooFewGroups(groupCount: 2, foldCount: 3)) {
      _ = try KFold(foldCount: 3).split(groups: [1, 1, 2, 2, 2])
    }
    #expect(throws: ModelSelectionError.tooFewGroups(groupCount: 0, foldCount: 3)) {
      _ = try KFold(foldCount: 3).split(groups: [])
    }
  }

  @Test("a transfer row with a parent in the validation fold is not trained on")
  func parents() throws {
    let folds = try KFold(foldCount: 2, order: .unshuffled).split(sampleCount: 4)
    let parents = ParentRows(width: 2, elements: [0, -1, 2, 3, 1, 2, -1, -1, -1, 3])
    // Rows 0 and 1 are fold 0, rows 2 and 3 are fold 1; transfer rows follow from 4 on.
    #expect(folds.trainingRows(0, parents: parents) == [2, 3, 5, 7, 8])
    #expect(folds.trainingRows(1, parents: parents) == [0, 1, 4, 7])
    #expect(folds.validationRows(0) == [0, 1])
  }
}
