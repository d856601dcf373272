package import Rows

extension ActivationDump {
  /// The same samples with other inputs, such as features of windows.
  ///
  /// - Parameters:
  ///   - features: N × F, finite.
  ///   - digest: of the dump and of what made the features, 64 hexadecimal digits.
  /// - Returns: A dump without names of its inputs.
  /// - Precondition: a row for each sample.
  /// - Complexity: O(N · F).
  package func replacingInputs(by features: Matrix<Float>, digest: String) -> ActivationDump {
    replacingInputs(by: features, parents: parents, digest: digest)
  }

  /// The same samples with features of changed windows: a transfer set whose parents are these samples.
  ///
  /// - Parameters:
  ///   - features: N × F, finite.
  ///   - digest: of the dump and of what made the features, 64 hexadecimal digits.
  /// - Returns: A dump without names of its inputs.
  /// - Precondition: a row for each sample.
  /// - Complexity: O(N · F).
  package func copy(withInputs features: Matrix<Float>, digest: String) -> ActivationDump {
    replacingInputs(
      by: features,
      parents: ParentRows(width: 1, elements: (0..<sampleCount).map { Int32($0) }), digest: digest)
  }

  private func replacingInputs(
    by features: Matrix<Float>, parents: ParentRows?, digest: String
  ) -> ActivationDump {
    precondition(features.rowCount == sampleCount, "a row of features for each sample")
    let arrays = DumpArrays(
      file: path, names: DumpOptions(),
      inputs: NumericArray(name: DumpArrayName.inputs.rawValue, matrix: features),
      activations: activations, logits: logits, labels: labels, groups: groups, parents: parents,
      head: head, teacherParameters: teacherParameters,
      teacherMultiplyAccumulates: teacherMultiplyAccumulates, classNames: classNames,
      featureNames: nil, notes: notes)
    return ActivationDump(arrays, digest: digest)
  }
}
