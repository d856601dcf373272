/// Python one-liners that turn refused files into readable ones.
///
/// They pass the path as an argument, quoted for the shell, and never paste it into code. They
/// write a new file beside the old one.
enum Conversion {
  /// What holds an array that is to be converted.
  enum Holder {
    /// A `.npy` file.
    case file
    /// An archive with an array of this name.
    case entry
  }

  /// The array of `v`, a list of Python objects, or of the values of a dictionary: numbers where they
  /// are, and otherwise words.
  private static let typed =
    "v = list(v.values()) if isinstance(v, dict) else v; n = sorted({np.shape(x) for x in v}, key=str); "
    + "len(n) > 1 and sys.exit('rows have the shapes %s: give all of them one before they are saved, "
    + "for example with numpy.array([r[:%d] for r in rows])' % (n, min(s[0] if s else 0 for s in n))); "
    + "a = np.array(v); "
    + "a = a if a.dtype != object else np.array([str(x) for x in v])"

  /// For an array of Python objects: numbers, words, rows of equal length, or a dictionary of arrays.
  static func objects(_ holder: Holder, file: String, array: String) -> String {
    let whole = "w = isinstance(v, dict) and all(np.ndim(x) for x in v.values()); "
    return switch holder {
    case .file:
      command(
        "import sys, numpy as np; f = sys.argv[1]; v = np.load(f, allow_pickle=True).tolist(); "
          + whole + "w and np.savez(f + '.npz', **v); v = [] if w else v; \(typed); "
          + "w or np.save(f + '.typed.npy', a)",
        [file])
    case .entry:
      command(
        "import sys, numpy as np; f, k = sys.argv[1:]; d = dict(np.load(f, allow_pickle=True)); "
          + "v = d.pop(k).tolist(); " + whole
          + "d.update(v if w else {}); v = [] if w else v; \(typed); d.update({} if w else {k: a}); "
          + "np.savez(f + '.typed.npz', **d)",
        [file, array])
    }
  }

  /// For an array of records.
  ///
  /// - Parameter isTable: whether the fields are columns of one array, and not arrays themselves.
  static func records(_ holder: Holder, file: String, array: String, isTable: Bool) -> String {
    let table = "np.lib.recfunctions.structured_to_unstructured"
    let modules = "import sys, numpy as np, numpy.lib.recfunctions; "
    return switch (holder, isTable) {
    case (.file, true):
      command(
        modules + "f = sys.argv[1]; np.save(f + '.typed.npy', \(table)(np.load(f)))", [file])
    case (.file, false):
      command(
        modules + "f = sys.argv[1]; a = np.load(f); "
          + "np.savez(f + '.npz', **{k: a[k] for k in a.dtype.names})",
        [file])
    case (.entry, true):
      command(
        modules + "f, k = sys.argv[1:]; d = dict(np.load(f)); d[k] = \(table)(d[k]); "
          + "np.savez(f + '.typed.npz', **d)",
        [file, array])
    case (.entry, false):
      command(
        modules + "f, k = sys.argv[1:]; d = dict(np.load(f)); a = d.pop(k); "
          + "d.update({n: a[n] for n in a.dtype.names}); np.savez(f + '.typed.npz', **d)",
        [file, array])
    }
  }

  /// The way out of an archive by ZIP's number of its method.
  static func archive(file: String, method: Int) -> String {
    let environment = "zstd-environment"
    let code =
      "f = sys.argv[1]; z = zipfile.ZipFile(f); o = zipfile.ZipFile(f + '.stored.npz', 'w'); "
      + "[o.writestr(n, z.read(n)) for n in z.namelist()]; o.close()"
    return switch method {
    case 12, 14: "Write the arrays again with: " + command("import sys, zipfile; " + code, [file])
    case 93:
      "Write the arrays again, after 'python3 -m venv \(environment)' and "
        + "'\(environment)/bin/python3 -m pip install backports.zstd', with: \(environment)/bin/"
        + command("import sys; from backports.zstd import zipfile; " + code, [file])
    default: "Write the arrays again with numpy.savez."
    }
  }

  /// Brings the targets of archives to one unit, those of the first, and prints means and deviations.
  static func standardization(files: [String], array: String) -> String {
    command(
      "import sys, numpy as np; k, *fs = sys.argv[1:]; t = np.load(fs[0])[k].astype(float); "
        + "m, s = t.mean(0), t.std(0); s = s + (s == 0); print('mean', m, 'deviation', s); "
        + "[np.savez(f + '.standard.npz', **{**np.load(f), k: (np.load(f)[k] - m) / s}) for f in fs]",
      [array] + files)
  }

  /// Makes a dictionary of `d` where it is a list or a single array. Numbers are their names, as of
  /// `numpy.savez`.
  private static let named =
    "d = d if isinstance(d, dict) else dict(('arr_%d' % i, v) for i, v in "
    + "enumerate(d if isinstance(d, (list, tuple)) else [d])); "

  /// For tensors that PyTorch saved. Integers stay integers.
  private static func torchFile(_ file: String) -> String {
    command(
      "import sys, torch, numpy as np; f = sys.argv[1]; d = torch.load(f, map_location='cpu'); "
        + named + "a = lambda v: (v.detach().float() if v.is_floating_point() else v).numpy(); "
        + "np.savez(f + '.npz', **{k: a(v) if torch.is_tensor(v) else v for k, v in d.items()})",
      [file])
  }

  /// For pickled arrays.
  static func pickleFile(_ file: String) -> String {
    command(
      "import sys, pickle, numpy as np; f = sys.argv[1]; d = pickle.load(open(f, 'rb')); " + named
        + "np.savez(f + '.npz', **d)",
      [file])
  }

  /// For arrays that joblib wrote.
  private static func joblibFile(_ file: String) -> String {
    command(
      "import sys, joblib, numpy as np; f = sys.argv[1]; d = joblib.load(f); " + named
        + "np.savez(f + '.npz', **d)",
      [file])
  }

  /// For an HDF5 file, of all its data sets.
  ///
  /// - Parameter isMATLAB: whether dimensions are in MATLAB's order.
  static func hdf5(_ file: String, isMATLAB: Bool) -> String {
    let value =
      isMATLAB ? "v[()].T" : "(v.asstr() if h5py.check_string_dtype(v.dtype) else v)[()]"
    // References, such as the cells of MATLAB, are no values.
    let condition =
      "isinstance(v, h5py.Dataset) and not h5py.check_ref_dtype(v.dtype)"
      + (isMATLAB ? " and n[0] != '#'" : "")
    return command(
      "import sys, h5py, numpy as np; f = sys.argv[1]; d = {}; h5py.File(f).visititems(lambda n, v: "
        + "d.update({n.replace('/', '_'): \(value)} if \(condition) else {})); "
        + "np.savez(f + '.npz', **d)",
      [file])
  }

  /// Unpacks an archive into a folder beside it.
  static func zip(_ file: String) -> String {
    "python3 -m zipfile --extract \(word(file)) \(word(file + "-unpacked"))"
  }

  /// Fetches a file that Git LFS keeps, from the folder where it is.
  static func lfs(_ file: String) -> String {
    let (folder, name) = parts(file)
    return "git " + (folder.isEmpty ? "" : "-C \(word(folder)) ")
      + "lfs pull --include \(word(name))"
  }

  /// Expands a file beside itself, under a name that keeps its extension.
  static func gzip(_ file: String) -> String {
    "gzip --decompress --stdout < \(word(file)) > \(word(expanded(file)))"
  }

  /// The name of an expanded file beside the compressed one.
  static func expanded(_ file: String) -> String {
    let (folder, last) = parts(file)
    let name = FileName(last)
    let isNamedSo = ["gz", "bz2", "xz", "zst"].contains(name.fileExtension)
    return folder + (isNamedSo ? name.stem : name.stem + "-expanded." + name.fileExtension)
  }

  /// The folder, with a slash at its end, and the name in it.
  private static func parts(_ file: String) -> (folder: String, name: String) {
    guard let slash = file.lastIndex(of: "/") else { return ("", file) }
    return (String(file[...slash]), String(file[file.index(after: slash)...]))
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
      return .pickle(file: file, array: array, command: torchFile(file))
    case "pkl", "pickle":
      return .pickle(file: file, array: array, command: pickleFile(file))
    case "joblib":
      return .pickle(file: file, array: array, command: joblibFile(file))
    case "h5", "hdf5":
      return .foreignFormat(
        file: file, advice: "Convert it with: \(hdf5(file, isMATLAB: false))")
    case "mat":
      let code =
        "import sys, scipy.io, numpy as np; f = sys.argv[1]; m = scipy.io.loadmat(f); "
        + "np.savez(f + '.npz', **{k: v for k, v in m.items() if k[0] != '_'})"
      return .foreignFormat(file: file, advice: "Convert it with: \(command(code, [file]))")
    case "onnx", "keras":
      return .foreignFormat(
        file: file,
        advice: "It holds a network, and a dump holds what the network computes. "
          + "Examples/Exporters/\(fileExtension)_dump.py runs it on your samples and writes the dump."
      )
    case "tflite", "pb", "mlmodel":
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
    case "c", "C":
      return "Save real and imaginary parts side by side, with "
        + "numpy.stack([array.real, array.imag], axis=-1)."
    case "U", "S", "t", "o":
      return "Save numbers: array.astype('float32') makes them of numbers that are text. Words are "
        + "no numbers: encode them as the teacher does."
    case "V" where ["4", "8"].contains(code.dropFirst()):
      return
        "Save numbers: array.view('float\(code == "V4" ? 32 : 64)') makes them of bytes that are "
        + "such numbers."
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
