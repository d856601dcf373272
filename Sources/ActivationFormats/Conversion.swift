/// Python one-liners that turn refused files into readable ones.
///
/// They pass the path as an argument, quoted for the shell, and never paste it into code. They
/// write a new file beside the old one.
enum Conversion {
  /// For a `.npy` file of Python objects.
  static func objectFile(file: String, array: String) -> String {
    command(
      "import sys, numpy as np; f = sys.argv[1]; "
        + "np.save(f + '.typed.npy', np.stack(np.load(f, allow_pickle=True)).astype(np.float32))",
      [file])
  }

  /// For an array of Python objects in a `.npz` file.
  static func objectEntry(file: String, array: String) -> String {
    command(
      "import sys, numpy as np; f, k = sys.argv[1:]; d = dict(np.load(f, allow_pickle=True)); "
        + "d[k] = np.stack(d[k]).astype(np.float32); np.savez(f + '.typed.npz', **d)",
      [file, array])
  }

  /// For an archive that NumPy reads.
  static func archive(file: String) -> String {
    command(
      "import sys, numpy as np; f = sys.argv[1]; np.savez(f + '.stored.npz', **np.load(f))", [file])
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
    let name = FileName(file)
    let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    return "gzip --decompress --stdout \(word(file)) > "
      + word(folder + name.stem + "-expanded." + name.fileExtension)
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
        + "numpy.concatenate([array.real, array.imag], axis=1)."
    case "a" where type == "a structured type":
      return "Save its fields as columns, with "
        + "numpy.lib.recfunctions.structured_to_unstructured(array)."
    case "U", "S", "t", "o":
      return "Number the words with numpy.unique(array, return_inverse=True)[1]."
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
