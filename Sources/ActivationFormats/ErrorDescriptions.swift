internal import Rows

extension ActivationFormatsError: CustomStringConvertible {
  /// One or two sentences that name the file, the array and the remedy.
  public var description: String {
    pathDescription ?? containerDescription ?? archiveDescription ?? textDescription
      ?? arrayDescription ?? headDescription ?? "the dump cannot be read"
  }

  private var pathDescription: String? {
    switch self {
    case .notFound(let file):
      "\(file): there is no such file or directory. Check the path."
    case .unreadable(let file, let reason):
      "\(file): it cannot be read (\(reason)). Check its permissions."
    case .unreadableRows(let error): error.description
    case .temporaryFile(let file, let array, let directory, let size, let reason):
      "\(place(file, array)): no temporary file in \(directory) takes up to \(bytes(size)) of it "
        + "(\(reason)). Make room there, let TMPDIR name another directory, allow more memory with "
        + "--memory, or write a directory of .npy files, which are read in place."
    case .isDirectory(let file):
      "\(file): it is a directory where a file is expected. Remove it or give another path."
    case .emptyDirectory(let file):
      "\(file): the directory holds no .npy or .csv file. "
        + "Write each array there with numpy.save, for example as inputs.npy."
    case .unknownFormat(let file, let fileExtension):
      "\(file): "
        + (fileExtension.isEmpty ? "a file without extension" : "a .\(fileExtension) file")
        + " is not a dump. Give a .npz, .safetensors, .npy or .csv file or a directory of arrays."
    case .pickle(let file, let array, let command):
      "\(place(file, array)): pickles can run code and are refused. "
        + "If you trust the file, convert it with: \(command)"
    case .foreignFormat(let file, let advice):
      "\(file): this format is not read. \(advice)"
    default: nil
    }
  }

  private var containerDescription: String? {
    switch self {
    case .truncated(let file, let array, let expected, let found):
      "\(place(file, array)): it is cut short: \(bytes(expected)) are announced and "
        + "\(bytes(found)) are there. Write or copy the file again."
    case .trailingBytes(let file, let array, let expected, let found):
      "\(place(file, array)): \(bytes(found)) are there and only \(bytes(expected)) belong to "
        + "the array. Write the file again."
    case .malformedHeader(let file, let array, let reason):
      "\(place(file, array)): the header is malformed: \(reason). Write the file again."
    case .headerTooLarge(let file, let array, let size, let limit):
      "\(place(file, array)): the header claims \(bytes(size)); the limit is \(bytes(limit)). "
        + "Write the file again, or raise the limit if it is right."
    case .unsupportedVersion(let file, let array, let version):
      "\(place(file, array)): version \(version) of the .npy format is unknown. "
        + "Write it again with numpy.save, which uses 1.0, 2.0 or 3.0."
    case .unsupportedElementType(let file, let array, let type):
      "\(place(file, array)): elements of type \(type) are not read. "
        + Conversion.advice(onType: type)
    case .records(let file, let array, let fields, let command):
      "\(place(file, array)): its elements are records of the fields \(list(fields)), and no "
        + "numbers. Write their fields again with: \(command)"
    case .shapeOverflow(let file, let array, let shape):
      "\(place(file, array)): the shape \(shape) overflows 64 bits. Write the file again."
    case .arrayTooLarge(let file, let array, let size, let limit):
      "\(place(file, array)): it takes \(bytes(size)); the limit is \(bytes(limit)). "
        + "Write a directory of .npy files, which are read in place, or raise the limit."
    case .tooManyColumns(let file, let array, let columns, let limit):
      "\(place(file, array)): its rows have \(columns) values; the limit is \(limit). "
        + "Dump one row for each sample."
    case .outOfMemory(let file, let array, let size):
      "\(place(file, array)): there is no memory for \(bytes(size)). "
        + "Write a directory of .npy files, which are read in place."
    case .tooManyEntries(let file, let count, let limit):
      "\(file): it holds \(count) entries; the limit is \(limit). Remove what is not the dump."
    case .duplicateArray(let file, let array):
      "\(place(file, array)): there are two arrays of this name. Remove one of them."
    case .misplacedArray(let file, let array, let offset, let expected):
      "\(place(file, array)): its bytes begin at \(offset) and should at \(expected): "
        + "tensors may neither overlap nor leave holes. Write the file again."
    default: nil
    }
  }

  private var archiveDescription: String? {
    switch self {
    case .damagedArchive(let file, let array, let reason):
      "\(place(file, array)): the archive is damaged (\(reason)). Write or copy the file again."
    case .unsupportedCompression(let file, let array, let method):
      "\(place(file, array)): compression method \(ZipMethod.name(method)) is not read here. "
        + Conversion.archive(file: file, method: method)
    case .encryptedArray(let file, let array):
      "\(place(file, array)): it is encrypted. Write the file without a password."
    case .suspiciousCompression(let file, let array, let size, let compressed, let limit):
      "\(place(file, array)): \(bytes(compressed)) would inflate to \(bytes(size)), more than "
        + "\(limit) to 1. Write it with numpy.savez, or raise the limit if it is right."
    case .duplicateShard(let file, let array, let number):
      "\(place(file, array)): shard \(number) is there twice. Remove one of the files."
    case .missingShard(let file, let array, let number, let count):
      "\(place(file, array)): shard \(number) of \(count) is missing. "
        + "Copy it there: shards are numbered from 0 to \(count - 1)."
    case .mismatchedShard(let file, let array, let expected, let found):
      "\(place(file, array)): this shard has \(found) where the first has \(expected). "
        + "Write all shards with the same type and columns."
    case .differsBetweenRanks(let file, let rank):
      "\(file): rank \(rank) sees other bytes there than rank 0. "
        + "Put the dump where all ranks see the same files, or copy it to each machine again."
    default: nil
    }
  }

  private var textDescription: String? {
    switch self {
    case .lineTooLong(let file, let line, let limit):
      "\(file), line \(line): it is longer than \(bytes(limit)). "
        + "Write the array as .npy, or raise the limit."
    case .malformedText(let file, let line, let reason):
      "\(file), line \(line): \(reason). Write the file again."
    case .fieldCount(let file, let line, let expected, let found):
      "\(file), line \(line): it has \(found) fields and the first line has \(expected). "
        + "Give every line one field for each column."
    case .notANumber(let file, let array, let line, let column, let text):
      "\(file), line \(line), field \(column): '\(text)' of the array '\(array)' is not a number. "
        + "Write numbers only, with a point and no unit."
    case .missingColumn(let file, let array, let number, let count):
      "\(place(file, array)): of its \(count) columns, '\(array).\(number)' is missing. "
        + "Number the columns from 0 to \(count - 1)."
    default: nil
    }
  }

  /// The file, and the array when there is one.
  private func place(_ file: String, _ array: String) -> String {
    array.isEmpty ? file : "\(file), array '\(array)'"
  }

  /// Whether the arrays are those of `beats` or of `augment`, to which the teacher has not answered yet.
  private func awaitsTeacher(_ arrays: [String]) -> Bool {
    arrays.contains("inputs") && (arrays.contains("places") || arrays.contains("parents"))
  }

  private func bytes(_ count: Int) -> String { count == 1 ? "1 byte" : "\(count) bytes" }
}

extension ActivationFormatsError {
  private var arrayDescription: String? {
    switch self {
    case .missingArray(let file, let array, let available, let mapping):
      "\(file): the array '\(array)' is missing; the dump holds \(list(available)). "
        + (mapping.map { "By their shapes and names, give: \($0)" }
          ?? "If it has another name, map it with --array NAME=STORED.")
    case .neitherActivationsNorLogits(let file, let available, let mapping):
      "\(file): there is neither 'activations' nor 'logits'; the dump holds \(list(available)). "
        + (mapping.map { "By their shapes and names, give: \($0)" }
          ?? (awaitsTeacher(available)
            ? "These inputs wait for the teacher: save what it answers to them as logits.npy beside them. "
              + "Without a teacher, predict --labels writes what a student answers."
            : "Dump one of them, or map its name with --array NAME=STORED."))
    case .plainTable(let file, let columns, let mapping, let hasOutputs):
      "\(file): it is a table of \(columns.count) columns, \(list(columns)), and none is named as "
        + "an array of a dump. "
        + (hasOutputs
          ? "By the names of its columns, give: \(mapping)"
          : "No column is named as an output of the teacher. Where some are its outputs, take them out "
            + "of the inputs and give them with --array logits=FIRST..LAST. Otherwise add its outputs "
            + "as the columns logits.0, logits.1 and so on, and give: \(mapping)")
    case .emptyArray(let file, let array, let shape):
      "\(file), array '\(array)': it is empty, shape \(text(shape)). Dump at least one row."
    case .wrongRank(let file, let array, let shape, let expected):
      "\(file), array '\(array)': the shape is \(text(shape)); it must be \(expected). "
        + "Reshape the array before it is saved."
    case .rowMismatch(let file, let array, let rows, let expected, let reference):
      "\(file), array '\(array)': it has \(rows) rows and '\(reference)' has \(expected). "
        + "Dump all arrays for the same samples, in the same order."
    case .nonFinite(let file, let array, let count, let row, let column):
      "\(file), array '\(array)': \(count) of its values "
        + (count == 1 ? "is" : "are")
        + " NaN, infinite or beyond single precision, first in row \(row), column \(column). "
        + "Remove these rows from every array, or repair the dump."
    case .notAnInteger(let file, let array, let row, let value):
      "\(file), array '\(array)': row \(row) holds \(value), which is not exactly an integer. "
        + "Save the integer that row \(row) has."
    case .labelOutOfRange(let file, let array, let row, let label, let count):
      "\(file), array '\(array)': row \(row) holds the label \(label); labels are "
        + (count.map { "0 to \($0 - 1)" } ?? "0 or more")
        + ". Renumber the classes from 0, or, where it stands for no label, give "
        + "--no-label \(label)."
    case .unknownLabel(let file, let array, let row, let label, let values, let count):
      "\(file), array '\(array)': row \(row) holds the label '\(label.prefix(40))', which is no "
        + "class. " + labelRemedy(values, count)
    case .ambiguousLabels(let file, let array, let value, let values):
      "\(file), array '\(array)': the labels are \(values.map(String.init).joined(separator: ", ")), "
        + "as many as there are classes. Where \(value) is a class, give --label-values "
        + "\(values.map(String.init).joined(separator: ",")). Where it is no label, give "
        + "--no-label \(value)."
    case .realLabel(let file, let array, let row, let value):
      "\(file), array '\(array)': row \(row) holds \(value), and labels are numbers of classes. Where "
        + "the teacher gives numbers and no classes, give --task regression. Otherwise save the "
        + "integer that row \(row) has."
    case .multilabelLabels(let file, let array, let row):
      "\(file), array '\(array)': the labels are multi-label, several hold for row \(row), and a student "
        + "answers one class. Save one class for each row, or the dump without '\(array)'."
    case .softLabels(let file, let array, let row):
      "\(file), array '\(array)': row \(row) has shares of the classes (soft labels). Save the class of "
        + "each row, with numpy.argmax(array, axis=1)."
    case .labelValueCount(let file, let array, let count, let classes):
      "\(file), array '\(array)': --label-values has \(count) values for \(classes) classes. "
        + "Give one for each output, in their order."
    case .parentOutOfRange(let file, let array, let row, let parent, let count):
      "\(file), array '\(array)': row \(row) names the parent \(parent); parents are "
        + (count.map { "rows 0 to \($0 - 1) of the training dump" } ?? "rows of the training dump")
        + ", or -1 for none. Dump them against the training dump that you use."
    case .negativeCount(let file, let array, let value):
      "\(file), array '\(array)': it is \(value) and must not be negative. Correct it or drop it."
    default: nil
    }
  }

  private var headDescription: String? {
    switch self {
    case .multilabel(let file, let array):
      "\(file), array '\(array)': the outputs are multi-label: several may hold for one row, and "
        + "a student answers one class. Give --task regression for outputs that are decided one by "
        + "one, or --logits-are logits for classes of which one holds, or --logits-are probabilities "
        + "for a softmax that was rounded or has rows of zeros."
    case .percentages(let file, let array, let least, let largest):
      "\(file), array '\(array)': one output in \(short(least)) … \(short(largest)) is a probability in "
        + "percent, a logit, or a number. Give --logits-are probabilities, --logits-are logits, or "
        + "--task regression."
    case .doubtfulForm(let file, let array, let rows):
      "\(file), array '\(array)': its \(rows) outputs lie in 0 … 1, as probabilities do, and those of "
        + "the training dump are logits. Save their logits, numpy.log(array / (1 - array)). Where they "
        + "are logits, give --logits-are logits."
    case .classNumbers(let file, let array, let count):
      "\(file), array '\(array)': it holds numbers of classes, 0 to \(count - 1), and no outputs. Save "
        + "the outputs of the teacher, or, where there are only its answers, "
        + "numpy.eye(\(count))[numpy.ravel(array).astype(int)]."
    case .ambiguousOutputs(let file, let array, let type, let count):
      "\(file), array '\(array)': "
        + (count == 1
          ? "one output of \(type) is a logit or a probability. "
          : "two outputs of \(type) that are opposite in every row are logits or probabilities. ")
        + "Give --logits-are logits, or --logits-are probabilities."
    case .otherForm(let file, let array, let form, let least, let largest):
      "\(file), array '\(array)': values in \(short(least)) … \(short(largest)) are no "
        + "\(form.rawValue). Give the form that the outputs have: logits, probabilities or "
        + "log-probabilities."
    case .ambiguousHead(let file, let array, let size):
      "\(file), array '\(array)': it is \(size) × \(size), so its shape does not tell rows from "
        + "columns. Say with --head-layout: 'activations-by-outputs' (Keras) or "
        + "'outputs-by-activations' (PyTorch)."
    case .headShape(let file, let array, let shape, let activations, let outputs):
      "\(file), array '\(array)': the shape \(text(shape)) fits neither "
        + "\(extent(activations, "activations")) × \(extent(outputs, "outputs")) nor its "
        + "transpose. Dump the weight of the final dense layer."
    case .headBiasCount(let file, let array, let count, let outputs):
      "\(file), array '\(array)': it has \(count) elements for \(outputs) outputs. "
        + "Dump the bias of the final dense layer."
    case .headBiasWithoutWeight(let file, let array, let weight):
      "\(file), array '\(array)': there is a bias and no '\(weight)'. Dump both or neither."
    case .headDisagrees(
      let file, let array, let row, let difference, let range, let tolerance, let isSquare):
      "\(file), array '\(array)': activations · weight + bias misses the logits by up to "
        + "\(short(difference)) (row \(row)), \(short(difference / range)) of their range; "
        + "\(short(tolerance)) is allowed. Dump the logits before the softmax, the input of the "
        + "final dense layer and that layer's weights"
        + (isSquare ? ", or choose the other head layout." : ".")
    case .classNameCount(let file, let array, let count, let outputs):
      "\(file), array '\(array)': \(count) class names for \(outputs) outputs. "
        + "Give one name for each output."
    case .featureNameCount(let file, let array, let count, let features):
      "\(file), array '\(array)': \(count) names for \(features) inputs. "
        + "Give one name for each input."
    case .nameLength(let file, let array, let number, let size, let limit, let count):
      "\(file), array '\(array)': name \(number) "
        + (size == 0 ? "is empty" : "has \(bytes(size)), and \(limit) are the most")
        + ". Give a short name for each class, with \(forEachClass("--class-names", count))."
    case .duplicateName(let file, let array, let name, let numbers, let count):
      "\(file), array '\(array)': '\(name)' is the name of the classes "
        + "\(numbers.map(String.init).joined(separator: " and ")). Give each class a name of its own, "
        + "with \(forEachClass("--class-names", count))."
    case .garbledName(let file, let array, let number, let name, let count):
      "\(file), array '\(array)': name \(number), '\(name.prefix(40))', is not readable text. "
        + "Save the names as text in UTF-8"
        + (array == DumpArrayName.featureNames.rawValue
          ? "." : ", or give \(forEachClass("--class-names", count)).")
    default: nil
    }
  }

  func list(_ names: [String]) -> String {
    guard !names.isEmpty else { return "no array" }
    let shown = names.prefix(12).map { "'\($0.prefix(80))'" }.joined(separator: ", ")
    return names.count > 12 ? "\(shown) and \(names.count - 12) more" : shown
  }

  private func text(_ shape: [Int]) -> String {
    "(" + shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? ",)" : ")")
  }

  private func extent(_ count: Int?, _ name: String) -> String {
    count.map { "\($0) \(name)" } ?? name
  }

  /// Three significant digits.
  private func short(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return "\(value)" }
    var scale = 1.0
    while abs(value) * scale < 100, scale < 1e15 { scale *= 10 }
    return "\((value * scale).rounded() / scale)"
  }
}
