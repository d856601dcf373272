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

  /// `text` as one word of a POSIX shell.
  private static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}
