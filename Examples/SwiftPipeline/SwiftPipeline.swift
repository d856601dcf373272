import Tessera

/// The main job in one program: from a teacher's activation dump to a packed int8 student.
///
///     swift run -c release SwiftPipeline TRAIN.npz TEST.npz STUDENT.tessera
@main
struct SwiftPipeline {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 4 else {
      return print("usage: SwiftPipeline TRAIN TEST STUDENT")
    }
    // The number of threads changes the time and never the result.
    let cores = Parallelism.allCores
    let train = try ActivationDump.read(arguments[1], parallelism: cores)
    let test = try ActivationDump.read(arguments[2], parallelism: cores)

    // The default search of structures, within 2.5 KB; `.grid(GridSearch())` is the published one.
    let sweep = Sweep(search: .structures(.standard), budget: 2_560)
    let result = try Compression(sweep: sweep).run(train, test: test, parallelism: cores)
    try result.write(to: arguments[3])

    // Read it back as a firmware image would carry it, and run one beat.
    let file = try StudentFile.read(arguments[3])
    let beat = try test.inputs.gathering(rows: [0], as: Float.self)
    let answer = file.student.predict(beat, parallelism: cores)
    print("\(file.student.bytes.count) bytes, k = \(file.student.header.regionCount)")
    print("accuracy \(result.record.test?.accuracy ?? .nan)")
    print("first beat: class \(answer.labels[0]), region \(answer.regions[0])")
  }
}
