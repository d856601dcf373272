import ActivationFormats
import Clustering
import Evaluation
import Foundation
import LinearAlgebra
import ModelSelection
import Regression
import Student

let args = CommandLine.arguments
let prefix = args[1]
let mode = args.count > 2 ? args[2] : "refine"
let train = try ActivationDump.read(prefix + "-train.npz")
let transfer = try ActivationDump.read(prefix + "-transfer.npz")
let test = try ActivationDump.read(prefix + "-test.npz")
let set = try TrainingSet(train, transfer: [transfer], head: .folded)
let testSet = try TrainingSet(test, transfer: [], head: .folded)
let parallelism = Parallelism()

struct Truth { var teacher: [Int]; var labels: [Int]?; }
func truth(_ s: TrainingSet, _ rows: [Int]) throws -> Truth {
  let l = try s.logits!.gathering(rows: rows, as: Double.self)
  return Truth(teacher: argmaxPerRow(l.elements, columnCount: l.columnCount), labels: s.labels.map { ls in rows.map { Int(ls[$0]) } })
}
func metrics(_ model: PiecewiseLinearModel, _ x: Matrix<Float>, _ t: Truth) -> (Double, Double, Double) {
  let p = argmaxPerRow(model.predict(x).outputs.elements, columnCount: model.outputCount)
  var agr = 0, acc = 0
  for i in p.indices { if p[i] == t.teacher[i] { agr += 1 }; if let l = t.labels, p[i] == l[i] { acc += 1 } }
  var f1 = 0.0
  if let l = t.labels {
    let c = ConfusionMatrix(truth: l, predictions: p, classCount: model.outputCount)
    f1 = ClassificationReport(c).macro.f1
  }
  let n = Double(p.count)
  return (Double(agr) / n, Double(acc) / n, f1)
}
let kf = KFold(foldCount: 5, order: .shuffled(seed: 0))
let folds = try set.groups.map { try kf.split(groups: $0) } ?? kf.split(sampleCount: set.primaryCount)
let testX: Matrix<Float> = try testSet.inputs.matrix(as: Float.self)
let testT = try truth(testSet, Array(0..<testX.rowCount))


func ce(_ model: PiecewiseLinearModel, _ x: Matrix<Float>, _ l: Matrix<Double>, _ T: Double) -> Double {
  let o = model.predict(x).outputs
  let p = DistillationRows.softmax(l, temperature: T), q = DistillationRows.softmax(o, temperature: T)
  var sum = 0.0
  for i in p.elements.indices { if p.elements[i] > 0 { sum -= Double(p.elements[i]) * (log(max(Double(q.elements[i]), 1e-12)) - log(Double(p.elements[i]))) } }
  return sum / Double(x.rowCount)
}
var structures: [StudentStructure] = []
for a in args.dropFirst(2) {
  let n = a.dropFirst().split(separator: ",").map { Int($0)! }
  switch a.first! {
  case "r": structures.append(.regional(clusterCount: n[0]))
  case "c": structures.append(.corrected(clusterCount: n[0], componentCount: n[1]))
  default: structures.append(.projected(clusterCount: n[0], componentCount: n[1]))
  }
}
let lambdas: [Penalties] = [Penalties(shared: 1e-2, corrections: 3e-2), Penalties(shared: 3e-3, corrections: 1e-2), Penalties(shared: 1e-3, corrections: 3e-3), Penalties(shared: 3e-4, corrections: 1e-3), Penalties(shared: 1e-4, corrections: 3e-4)]
func f(_ x: Double) -> String { String(format: "%.4f", x) }
struct Row { var agr: [Double] = [], acc: [Double] = [], f1: [Double] = [], ce1: [Double] = [], ce2: [Double] = [], tagr: [Double] = [] }
var prepared: [FittingRows] = []
for fold in 0...5 {
  let rows = fold < 5 ? folds.trainingRows(fold, parents: set.parents) : Array(0..<Int32(set.rowCount))
  prepared.append(try FittingRows(set, rows: rows, componentCount: 8))
}
for s in structures {
  let start = Date()
  var table = [Row](repeating: Row(), count: 2 * lambdas.count)
  var testRow: [(Double, Double, Double)] = Array(repeating: (0, 0, 0), count: 2 * lambdas.count)
  var steps: [Int] = []
  for fold in 0...5 {
    let fit = try prepared[fold].partitioned(s, clustering: KMeans(clusterCount: s.clusterCount, seed: 0))
    let closed = try lambdas.map { try fit.maps($0) }
    let refined = try fit.refinedMaps(along: lambdas)
    steps += refined.map { $0.report.losses.count - 1 }
    let all = closed + refined.map { $0.maps }
    if fold < 5 {
      let v = folds.validationRows(fold).map { Int($0) }
      let x: Matrix<Float> = try set.inputs.gathering(rows: v, as: Float.self)
      let l = try set.logits!.gathering(rows: v, as: Double.self)
      let t = try truth(set, v)
      let inTraining = Set(prepared[fold].rows)
      let held = (set.primaryCount..<set.rowCount).filter { i in
        !inTraining.contains(Int32(i)) && set.parents[i - set.primaryCount].allSatisfy { $0 < 0 || folds.assignment[Int($0)] == fold } }
      let hx: Matrix<Float> = try set.inputs.gathering(rows: held, as: Float.self)
      let hl = try set.logits!.gathering(rows: held, as: Double.self)
      let ht = argmaxPerRow(hl.elements, columnCount: hl.columnCount)
      for (i, m) in all.enumerated() {
        let model = fit.model(m)
        let r = metrics(model, x, t)
        table[i].agr.append(r.0); table[i].acc.append(r.1); table[i].f1.append(r.2)
        table[i].ce1.append(ce(model, x, l, 1)); table[i].ce2.append(ce(model, x, l, 2))
        let hp = argmaxPerRow(model.predict(hx).outputs.elements, columnCount: model.outputCount)
        table[i].tagr.append(Double(zip(hp, ht).count { $0 == $1 }) / Double(max(1, hp.count)))
      }
    } else {
      for (i, m) in all.enumerated() { testRow[i] = metrics(fit.model(m), testX, testT) }
    }
  }
  print("\(s.form) k=\(s.clusterCount) d=\(s.componentCount ?? 0) \(String(format: "%.1f", Date().timeIntervalSince(start))) s steps \(steps.reduce(0, +) / steps.count)")
  for i in table.indices {
    let m = { (a: [Double]) in f(a.reduce(0, +) / Double(a.count)) }
    let p = lambdas[i % lambdas.count]
    print("   \(i < lambdas.count ? "ridge" : "CE   ") \(p.shared)/\(p.corrections): CV agr \(m(table[i].agr)) acc \(m(table[i].acc)) f1 \(m(table[i].f1)) KL1 \(m(table[i].ce1)) KL2 \(m(table[i].ce2)) heldtransfer \(m(table[i].tagr))  test agr \(f(testRow[i].0)) acc \(f(testRow[i].1)) f1 \(f(testRow[i].2))")
  }
}
