import Tessera
import Testing

@Suite("Prediction files")
struct PredictionFileTests {
  @Test("written block by block are those of all rows at once")
  func bytes() throws {
    let made = try Compression(sweep: Samples.sweep()).run(
      Samples.dump(300), parallelism: .allCores)
    let x = Samples.inputs(9_000, seed: 5)
    let prediction = made.student.predict(x, parallelism: .allCores)
    let scale = made.student.outputScale
    let radii = try #require(made.student.certifiedRadii(of: x))
    let expected: [PredictionRecord.Content: [UInt8]] = [
      .logits: NPYWriter.bytes(
        of: prediction.logits.map { Float(Double($0) * scale) }, shape: [9_000, 2]),
      .labels: NPYWriter.bytes(of: prediction.labels.map { Int32($0) }, shape: [9_000]),
      .regions: NPYWriter.bytes(of: prediction.regions.map { Int32($0) }, shape: [9_000]),
      .radii: NPYWriter.bytes(
        of: zip(radii.euclidean, radii.largest).flatMap { [Float($0.0), Float($0.1)] },
        shape: [9_000, 2]),
      .verdicts: NPYWriter.bytes(of: [Int32](repeating: 0, count: 9_000), shape: [9_000]),
    ]
    try Samples.inDirectory { folder in
      for content in PredictionRecord.Content.allCases {
        for threadCount in [1, 3] {
          try PredictionFile.write(
            content, of: made.student, on: NumericArray(name: "inputs", matrix: x),
            to: folder + "/p.npy", parallelism: Parallelism(threadCount: threadCount))
          #expect(try Samples.bytes(folder + "/p.npy") == expected[content], "\(content)")
        }
      }
      #expect(try Samples.files(folder) == ["p.npy"])
    }
  }

  @Test("of inputs of another width are refused before a file is made")
  func width() throws {
    let made = try Compression(sweep: Samples.sweep()).run(
      Samples.dump(300), parallelism: .allCores)
    try Samples.inDirectory { folder in
      let narrow = NumericArray(name: "inputs", matrix: Matrix<Float>(rows: [[1, 2, 3]]))
      let error = #expect(throws: TesseraError.self) {
        try PredictionFile.write(
          .logits, of: made.student, on: narrow, to: folder + "/p.npy", parallelism: .allCores)
      }
      #expect(error?.kind == .badData)
      let files = try Samples.files(folder)
      #expect(files == [])
    }
  }
}
