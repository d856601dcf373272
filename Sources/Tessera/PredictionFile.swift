public import ActivationFormats
internal import LinearAlgebra
public import Quantization

/// What `predict` writes: a student's answers to each row of an array.
public enum PredictionFile {
  /// What of the answers is written.
  public enum Content: String, Sendable, CaseIterable {
    /// N × C float32: outputs in real units.
    case logits
    /// N int32: the index of the largest output.
    case labels
    /// N int32: the region.
    case regions
  }

  /// Runs `student` on `inputs` and returns a `.npy` file of the answers.
  ///
  /// - Parameter inputs: N × n, finite.
  /// - Throws: `TesseraError.mismatchedDump` when the inputs have another width, `.noLabels` for
  ///   the labels of a student without logits.
  /// - Complexity: O(N) inferences.
  public static func npy(
    of content: Content, from student: PackedStudent, on inputs: NumericArray
  ) throws(TesseraError) -> [UInt8] {
    guard inputs.columnCount == student.header.inputCount else {
      throw .mismatchedDump(
        path: inputs.file, what: "features", found: inputs.columnCount,
        expected: student.header.inputCount)
    }
    guard content != .labels || student.header.flags.contains(.logits) else { throw .noLabels }
    let rows: Matrix<Float>
    do throws(RowReadError) {
      rows = try inputs.matrix(as: Float.self)
    } catch {
      throw .unreadableRows(error)
    }
    let prediction = student.predict(rows)
    switch content {
    case .logits:
      return NPYWriter.bytes(
        of: prediction.logits.map { Float(Double($0) * student.outputScale) },
        shape: [inputs.rowCount, student.header.outputCount])
    case .labels:
      return NPYWriter.bytes(of: prediction.labels.map { Int32($0) }, shape: [inputs.rowCount])
    case .regions:
      return NPYWriter.bytes(of: prediction.regions.map { Int32($0) }, shape: [inputs.rowCount])
    }
  }
}
