import ActivationFormats
import Foundation
import Rows
import Testing

/// Files that a program of the system expands, fetches or renames.
extension RemedyTests {
  @Test(
    "compressed files, under the name of what is in them or their own",
    .enabled(if: numpy != nil, "skipped: no numpy"),
    arguments: ["gzip", "bzip2", "xz", "zstd"], ["x.npz", "x.npz.gz", "x.npz.bz2", "x.npz.xz"])
  func compressed(program: String, name: String) throws {
    try #require(Shell.has(program), "skipped: no \(program)")
    try write("np.savez('y.npz', inputs=inputs, logits=logits, labels=labels)", python: Self.numpy)
    try run("\(program) -c y.npz > \(name)", nil)
    try run(refusal(of: name).command, nil)
    try expectRight(name == "x.npz" ? "x-expanded.npz" : "x.npz")
  }

  @Test(
    "tables that pandas reads, whatever their name",
    .enabled(if: pandas != nil, "skipped: no pandas"),
    arguments: [("x.parquet", "parquet"), ("x.csv", "parquet"), ("x.feather", "feather")])
  func binaryTable(name: String, kind: String) throws {
    try expectRemedy(
      of: name, makes: name + ".csv", python: Self.pandas,
      by: """
        import pandas as pd
        d = {f'inputs.{i}': inputs[:, i] for i in range(2)}
        d |= {f'logits.{i}': logits[:, i] for i in range(3)} | {'labels': labels}
        pd.DataFrame(d).to_\(kind)('\(name)')
        """)
  }

  @Test(
    "a table as text under another name",
    arguments: [("x.npz", ","), ("x.tsv", "\t"), ("x.txt", " "), ("x.dat", ";"), ("x", "|")])
  func textTable(name: String, separator: String) throws {
    let lines = [
      "inputs.0,inputs.1,logits.0,logits.1,logits.2,labels", "0,1,1,3,3,1", "2,3,-1,1,4,2",
      "4,5,0,3,7,2", "6,7,2,5,6,0",
    ]
    try lines.joined(separator: "\n").replacingOccurrences(of: ",", with: separator).write(
      toFile: path(name), atomically: false, encoding: .utf8)
    let (message, command) = try refusal(of: name)
    #expect(message.contains("It is a table as text."))
    try run(command, nil)
    try expectRight(name + ".csv")
  }

  @Test(
    "archives of tar, whatever their name", .enabled(if: numpy != nil, "skipped: no numpy"),
    arguments: [("x.tar", ""), ("x.npz", ""), ("x.tar.gz", "--gzip"), ("x.tgz", "--gzip")])
  func tar(name: String, option: String) throws {
    try write("np.savez('y.npz', inputs=inputs, logits=logits, labels=labels)", python: Self.numpy)
    try run("tar --create \(option) --file \(name) y.npz && rm y.npz", nil)
    let (message, command) = try refusal(of: name)
    #expect(message.contains("It is a tar archive"))
    try run(command, nil)
    try expectRight("y.npz")
  }

  @Test(
    "a zip archive with arrays is read under any name, and another one unpacked",
    .enabled(if: numpy != nil, "skipped: no numpy"))
  func zip() throws {
    try write(
      """
      import zipfile
      np.savez('y.npz', inputs=inputs, logits=logits, labels=labels)
      for name in ['x.zip', 'x.dump', 'x']: open(name, 'wb').write(open('y.npz', 'rb').read())
      with zipfile.ZipFile('z.zip', 'w') as z: z.write('y.npz')
      """, python: Self.numpy)
    for name in ["x.zip", "x.dump", "x"] { try expectRight(name) }
    let (message, command) = try refusal(of: "z.zip")
    #expect(message.contains("a zip archive without arrays"))
    try run(command, Self.numpy)
    try expectRight("z.zip-unpacked/y.npz")
  }

  @Test(
    "a web page, downloaded again", .enabled(if: numpy != nil, "skipped: no numpy"),
    .enabled(if: Shell.has("curl"), "skipped: no curl"))
  func webPage() throws {
    try write(
      """
      np.savez('../y.npz', inputs=inputs, logits=logits, labels=labels)
      open('x.npz', 'w').write('<!DOCTYPE html><html></html>')
      """, python: Self.numpy)
    let address = URL(fileURLWithPath: scratch.path("y.npz")).absoluteString
    let command = try refusal(of: "x.npz").command
    #expect(command.hasSuffix(" ADDRESS"))
    try run(command.replacingOccurrences(of: "ADDRESS", with: address), nil)
    try expectRight("x.npz")
  }

  @Test(
    "a pointer of Git LFS, in a folder of a repository",
    .enabled(if: numpy != nil, "skipped: no numpy"),
    .enabled(if: Shell.has("git-lfs"), "skipped: no git-lfs"))
  func pointer() throws {
    try write(
      "np.savez('y.npz', inputs=inputs, logits=logits, labels=labels)", python: Self.numpy)
    // Nothing outside the folder is read or changed.
    let setup = """
      export HOME="$PWD" GIT_CONFIG_NOSYSTEM=1 GIT_LFS_SKIP_SMUDGE=1 && git init -q --bare remote.git \
      && git init -q first && cd first && git lfs install --local >/dev/null \
      && git lfs track '*.npz' >/dev/null && mkdir data && cp ../y.npz data/x.npz && git add . \
      && git -c user.name=a -c user.email=a@b commit -q -m x \
      && git remote add origin "file://$(cd .. && pwd)/remote.git" && git push -q origin HEAD:main \
      && cd .. && git clone -q -b main "file://$PWD/remote.git" second \
      && git -C second lfs install --local >/dev/null
      """
    try run(setup, nil)
    let (message, command) = try refusal(of: "second/data/x.npz")
    #expect(message.contains("pointer of Git LFS"))
    try run("cd / && " + command, nil)
    try expectRight("second/data/x.npz")
  }
}
