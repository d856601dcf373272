/// Python one-liners that turn refused files into readable ones.
///
/// They pass the path as an argument, quoted for the shell, and never paste it into code. They
/// write a new file beside the old one.
enum Conversion {
  /// The array of `v`, a list of Python objects, or of the values of a dictionary: numbers where they
  /// are, and otherwise words.
  private static let typed =
    "v = list(v.values()) if isinstance(v, dict) else v; a = np.array(v); "
    + "a = a if a.dtype != object else np.array([str(x) for x in v])"

  /// For a `.npy` file of Python objects.
  static func objectFile(file: String, array: String) -> String {
    command(
      "import sys, numpy as np; f = sys.argv[1]; v = np.load(f, allow_pickle=True).tolist(); "
        + "\(typed); np.save(f + '.typed.npy', a)",
      [file])
  }

  /// For an array of Python objects in a `.npz` file.
  static func objectEntry(file: String, array: String) -> String {
    command(
      "import sys, numpy as np; f, k = sys.argv[1:]; d = dict(np.load(f, allow_pickle=True)); "
        + "v = d.pop(k).tolist(); "
        + "w = isinstance(v, dict) and all(np.ndim(x) for x in v.values()); "
        + "d.update(v if w else {}); v = [] if w else v; \(typed); d.update({} if w else {k: a}); "
        + "np.savez(f + '.typed.npz', **d)",
      [file, array])
  }

  /// For an archive that NumPy reads.
  static func archive(file: String) -> String {
    command(
      "import sys, numpy as np; f = sys.argv[1]; np.savez(f + '.stored.npz', **np.load(f))", [file])
  }

  /// Brings the targets of archives to one unit, those of the first, and prints means and deviations.
  static func standardization(files: [String], array: String) -> String {
    command(
      "import sys, numpy as np; k, *fs = sys.argv[1:]; t = np.load(fs[0])[k].astype(float); "
        + "m, s = t.mean(0), t.std(0); s = s + (s == 0); print('mean', m, 'deviation', s); "
        + "[np.savez(f + '.standard.npz', **{**np.load(f), k: (np.load(f)[k] - m) / s}) for f in fs]",
      [array] + files)
  }

  /// For a dictionary of tensors that PyTorch saved.
  static func torchFile(file: String) -> String {
    command(
      "import sys, torch, numpy as np; f = sys.argv[1]; d = torch.load(f, map_location='cpu'); "
        + "np.savez(f + '.npz', **{k: v.float().numpy() for k, v in d.items()})",
      [file])
  }

  /// For a pickled dictionary of arrays.
  static func pickleFile(file: String) -> String {
    command(
      "import sys, pickle, numpy as np; f = sys.argv[1]; "
        + "np.savez(f + '.npz', **pickle.load(open(f, 'rb')))",
      [file])
  }

  /// The refusal of a MATLAB 7.3 file, which is HDF5 with dimensions in MATLAB's order.
  static func matlab73(file: String) -> ActivationFormatsError {
    let code =
      "import sys, h5py, numpy as np; f = sys.argv[1]; h = h5py.File(f); "
      + "np.savez(f + '.npz', **{k: h[k][()].T for k in h if k[0] != '#'})"
    return .foreignFormat(
      file: file, advice: "It is a MATLAB 7.3 file. Convert it with: \(command(code, [file]))")
  }

  /// Expands a file beside itself, under a name that keeps its extension.
  static func gzip(_ file: String) -> String {
    "gzip --decompress --stdout \(word(file)) > \(word(expanded(file)))"
  }

  /// The name of an expanded file beside the compressed one.
  static func expanded(_ file: String) -> String {
    let name = FileName(file)
    let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    return folder + name.stem + "-expanded." + name.fileExtension
  }

  /// For a table that pandas reads.
  static func table(file: String, reader: String) -> String {
    command(
      "import sys, pandas; f = sys.argv[1]; pandas.\(reader)(f).to_csv(f + '.csv', index=False)",
      [file])
  }

  /// The refusal of files of other programs; nil for an unknown extension.
  static func refusal(
    of file: String, array: String, fileExtension: String
  ) -> ActivationFormatsError? {
    switch fileExtension {
    case "pt", "pth", "ckpt":
      return .pickle(file: file, array: array, command: torchFile(file: file))
    case "pkl", "pickle", "joblib":
      return .pickle(file: file, array: array, command: pickleFile(file: file))
    case "h5", "hdf5":
      let code =
        "import sys, h5py, numpy as np; f = sys.argv[1]; h = h5py.File(f); "
        + "np.savez(f + '.npz', **{k: h[k][()] for k in h})"
      return .foreignFormat(file: file, advice: "Convert it with: \(command(code, [file]))")
    case "mat":
      let code =
        "import sys, scipy.io, numpy as np; f = sys.argv[1]; m = scipy.io.loadmat(f); "
        + "np.savez(f + '.npz', **{k: v for k, v in m.items() if k[0] != '_'})"
      return .foreignFormat(file: file, advice: "Convert it with: \(command(code, [file]))")
    case "onnx", "tflite", "keras", "pb", "mlmodel":
      return .foreignFormat(
        file: file,
        advice: "It holds a network, and a dump holds what the network computes: run it on your "
          + "samples and save inputs, activations and logits with numpy.savez.")
    default: return nil
    }
  }

  private static func command(_ code: String, _ arguments: [String]) -> String {
    (["python3 -c \"\(code)\""] + arguments.map(quoted)).joined(separator: " ")
  }

  /// The way out of elements of a type that is not read.
  static func advice(onType type: String) -> String {
    let code = type.drop { "<>|=".contains($0) }
    switch code.first {
    case "c":
      return "Save real and imaginary parts side by side, with "
        + "numpy.stack([array.real, array.imag], axis=-1)."
    case "a" where type == "a structured type":
      return "Save its fields as columns, with "
        + "numpy.lib.recfunctions.structured_to_unstructured(array)."
    case "U", "S", "t", "o":
      return "Save numbers: array.astype('float32') makes them of numbers that are text. Words are "
        + "no numbers: encode them as the teacher does."
    case "M", "m": return "Save numbers, with array.astype('int64')."
    default:
      return "Convert the array before it is saved, for example with array.astype('float32')."
    }
  }

  /// `text` as one word of a POSIX shell, in quotes where it needs them.
  static func word(_ text: String) -> String {
    let isPlain =
      !text.isEmpty
      && text.utf8.allSatisfy {
        switch $0 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: Array("_-.,/+:=@".utf8).contains($0)
        }
      }
    return isPlain ? text : quoted(text)
  }

  /// `text` as one word of a POSIX shell.
  private static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}
