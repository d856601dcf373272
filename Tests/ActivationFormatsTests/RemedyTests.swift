import ActivationFormats
import Foundation
import Rows
import Testing

/// Commands in messages: each is taken out of its message and run, and what it writes is read.
///
/// Python writes the refused files. `Scripts/setup-remedies.sh` installs its modules and the programs.
@Suite("Remedies that messages print, run as they are printed")
struct RemedyTests {
  let scratch: Scratch
  /// With an apostrophe and blanks, which commands must quote.
  let folder: String

  init() throws {
    scratch = try Scratch()
    folder = scratch.path("it's a $folder")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
  }

  static let numpy = Shell.python(with: "numpy")
  static let torch = Shell.python(with: "torch, numpy")
  static let joblib = Shell.python(with: "joblib, numpy")
  static let hdf5 = Shell.python(with: "h5py, numpy")
  static let scipy = Shell.python(with: "scipy.io, numpy")
  static let pandas = Shell.python(with: "pandas, pyarrow, numpy")
  static let zstd = Shell.python(with: "backports.zstd, numpy")

  /// The arrays of a dump of four rows, n = 2, C = 3, as statements of Python.
  private static let arrays = """
    import numpy as np
    inputs = np.arange(8, dtype='f4').reshape(4, 2)
    logits = np.array([[1, 3, 3], [-1, 1, 4], [0, 3, 7], [2, 5, 6]], 'f4')
    labels = np.array([1, 2, 2, 0])

    """

  func path(_ name: String) -> String { folder + "/" + name }

  func run(
    _ command: String, _ python: String?, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try Shell.run(command, in: folder, python: python)
    try #require(outcome.code == 0, "\(command)\n\(outcome.output)", sourceLocation: sourceLocation)
  }

  /// Runs statements of Python in the folder.
  func write(
    _ statements: String, python: String?, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try scratch.write("write.py", text: Self.arrays + statements)
    try run("python3 ../write.py", python, sourceLocation: sourceLocation)
  }

  /// The message for a dump, and the command at its end.
  func refusal(
    of name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> (message: String, command: String) {
    let thrown = #expect(throws: ActivationFormatsError.self, sourceLocation: sourceLocation) {
      try ActivationDump.read(path(name), parallelism: .allCores)
    }
    let message = thrown?.description ?? ""
    let command = try #require(
      message.range(of: "with: ", options: .backwards), "\(message)", sourceLocation: sourceLocation
    )
    return (message, String(message[command.upperBound...]))
  }

  func expectRight(
    _ name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let dump = try ActivationDump.read(path(name), parallelism: .allCores)
    #expect(
      try dump.inputs.matrix(as: Float.self).elements == (0..<8).map(Float.init),
      sourceLocation: sourceLocation)
    #expect(dump.labels == [1, 2, 2, 0] && dump.outputCount == 3, sourceLocation: sourceLocation)
  }

  /// Writes a file, which is refused with a command that makes a right dump of it.
  func expectRemedy(
    of name: String, makes mended: String, python: String?, by statements: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try write(statements, python: python, sourceLocation: sourceLocation)
    try run(refusal(of: name, sourceLocation: sourceLocation).command, python)
    try expectRight(mended, sourceLocation: sourceLocation)
  }

  @Test("rows as objects in an archive", .enabled(if: numpy != nil, "skipped: no numpy"))
  func objectEntry() throws {
    try expectRemedy(
      of: "x.npz", makes: "x.npz.typed.npz", python: Self.numpy,
      by: """
        rows = np.empty(4, object)
        for i, row in enumerate(inputs): rows[i] = list(row)
        np.savez('x.npz', inputs=rows, logits=logits, labels=labels)
        """)
  }

  @Test("rows as objects in a file of one array", .enabled(if: numpy != nil, "skipped: no numpy"))
  func objectFile() throws {
    try write(
      """
      rows = np.empty(4, object)
      for i, row in enumerate(inputs): rows[i] = row
      np.save('x.npy', rows)
      """, python: Self.numpy)
    let thrown = #expect(throws: ActivationFormatsError.self) {
      try ActivationDump.readInputs(path("x.npy"), parallelism: .allCores)
    }
    let command = try #require(thrown?.description.components(separatedBy: "with: ").last)
    try run(command, Self.numpy)
    #expect(
      try ActivationDump.readInputs(path("x.npy.typed.npy"), parallelism: .allCores)
        .matrix(as: Float.self).elements == (0..<8).map(Float.init))
  }

  @Test("a dictionary in a file of one array", .enabled(if: numpy != nil, "skipped: no numpy"))
  func dictionary() throws {
    try expectRemedy(
      of: "x.npy", makes: "x.npy.npz", python: Self.numpy,
      by: "np.save('x.npy', {'inputs': inputs, 'logits': logits, 'labels': labels})")
  }

  @Test(
    "a pickled dictionary, whatever its name", .enabled(if: numpy != nil, "skipped: no numpy"),
    arguments: ["x.pkl", "x.pickle", "x.npz"])
  func pickle(name: String) throws {
    try expectRemedy(
      of: name, makes: name + ".npz", python: Self.numpy,
      by: """
        import pickle
        d = {'inputs': inputs, 'logits': logits, 'labels': labels}
        pickle.dump(d, open('\(name)', 'wb'))
        """)
  }

  @Test("a dictionary that joblib wrote", .enabled(if: joblib != nil, "skipped: no joblib"))
  func joblibFile() throws {
    try expectRemedy(
      of: "x.joblib", makes: "x.joblib.npz", python: Self.joblib,
      by: """
        import joblib
        joblib.dump({'inputs': inputs, 'logits': logits, 'labels': labels}, 'x.joblib', compress=3)
        """)
  }

  @Test(
    "a dictionary of tensors", .enabled(if: torch != nil, "skipped: no torch"),
    arguments: ["x.pt", "x.pth"])
  func tensors(name: String) throws {
    try expectRemedy(
      of: name, makes: name + ".npz", python: Self.torch,
      by: """
        import torch
        d = {'inputs': torch.tensor(inputs).bfloat16(), 'logits': torch.tensor(logits)}
        torch.save(d | {'labels': torch.tensor(labels)}, '\(name)')
        """)
  }

  @Test(
    "lists of arrays and tensors, by the options that the next message names",
    .enabled(if: torch != nil, "skipped: no torch"), arguments: ["x.pt", "x.pkl"])
  func lists(name: String) throws {
    // A number of a patient that float32 does not hold.
    try write(
      """
      import pickle, torch
      d = [inputs, logits, labels, np.array([2**40 + 1, 2**40, 3, 4])]
      pickle.dump(d, open('x.pkl', 'wb'))
      torch.save([torch.tensor(a).requires_grad_(a.dtype == 'f4') for a in d], 'x.pt')
      """, python: Self.torch)
    try run(refusal(of: name).command, Self.torch)
    let dump = try ActivationDump.read(
      path(name + ".npz"),
      options: DumpOptions(
        names: [.inputs: "arr_0", .logits: "arr_1", .labels: "arr_2", .groups: "arr_3"]),
      parallelism: .allCores)
    #expect(dump.labels == [1, 2, 2, 0] && dump.groups == [1 << 40 + 1, 1 << 40, 3, 4])
  }

  /// Writes an archive with Python's `module`. libzip may read it; a refusal has a command.
  private func expectReadOrMended(
    _ method: String, module: String, python: String?,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try write(
      """
      \(module)
      np.savez('y.npz', inputs=inputs, logits=logits, labels=labels)
      with zipfile.ZipFile('y.npz') as old:
        with zipfile.ZipFile('x.npz', 'w', zipfile.\(method)) as new:
          for name in old.namelist(): new.writestr(name, old.read(name))
      """, python: python, sourceLocation: sourceLocation)
    do {
      try expectRight("x.npz", sourceLocation: sourceLocation)
    } catch ActivationFormatsError.unsupportedCompression {
      let command = try refusal(of: "x.npz", sourceLocation: sourceLocation).command
      // The environment that the message has made before, with its package.
      if let python, command.hasPrefix("zstd-environment/bin/") {
        try run("ln -s \(python.dropLast(4)) zstd-environment", nil)
      }
      try run(command, python)
      try expectRight("x.npz.stored.npz", sourceLocation: sourceLocation)
    }
  }

  @Test(
    "archives with members of bzip2 and LZMA, where libzip does not read them",
    .enabled(if: numpy != nil, "skipped: no numpy"), arguments: ["ZIP_BZIP2", "ZIP_LZMA"])
  func archives(method: String) throws {
    try expectReadOrMended(method, module: "import zipfile", python: Self.numpy)
  }

  @Test(
    "archives with members of zstd, where libzip does not read them",
    .enabled(if: zstd != nil, "skipped: no backports.zstd"))
  func zstdArchive() throws {
    try expectReadOrMended(
      "ZIP_ZSTANDARD", module: "from backports.zstd import zipfile", python: Self.zstd)
  }

  @Test(
    "HDF5, with groups and names, whatever its name", .enabled(if: hdf5 != nil, "skipped: no h5py"),
    arguments: ["x.h5", "x.hdf5", "x.npz"])
  func hierarchical(name: String) throws {
    try expectRemedy(
      of: name, makes: name + ".npz", python: Self.hdf5,
      by: """
        import h5py
        with h5py.File('\(name)', 'w') as h:
          h['inputs'], h['logits'], h['labels'] = inputs, logits, labels
          h['class_names'] = ['N', 'S', 'V']
          h['weights/dense'] = inputs
          h['link'] = h['inputs'].ref
        """)
    let dump = try ActivationDump.read(path(name + ".npz"), parallelism: .allCores)
    #expect(dump.classNames == ["N", "S", "V"])
  }

  @Test(
    "MATLAB 7.3, with a structure and cells", .enabled(if: hdf5 != nil, "skipped: no h5py"),
    arguments: ["x.mat", "x.npz"])
  func matlab73(name: String) throws {
    // MATLAB writes columns first, behind 512 bytes of its own.
    try expectRemedy(
      of: name, makes: name + ".npz", python: Self.hdf5,
      by: """
        import h5py
        with h5py.File('\(name)', 'w', userblock_size=512) as h:
          h['inputs'], h['logits'], h['labels'] = inputs.T, logits.T, labels[None].astype('f8')
          h['#refs#/a'] = np.array([[78]], 'u2')
          h['names'] = np.array([[h['#refs#/a'].ref]], h5py.ref_dtype)
          h['teacher/weights'] = inputs.T
        with open('\(name)', 'r+b') as f:
          f.write(b'MATLAB 7.3 MAT-file'.ljust(124) + bytes([0, 2]) + b'IM')
        """)
  }

  @Test(
    "MATLAB before 7.3", .enabled(if: scipy != nil, "skipped: no scipy"),
    arguments: ["x.mat", "x.npz"])
  func matlab(name: String) throws {
    try expectRemedy(
      of: name, makes: name + ".npz", python: Self.scipy,
      by: """
        import scipy.io
        with open('\(name)', 'wb') as f:
          scipy.io.savemat(f, {'inputs': inputs, 'logits': logits, 'labels': labels[:, None]})
        """)
  }
}
