// swift-tools-version: 6.2
import PackageDescription

// Floors, from the bottom: imports go downward only (Docs/Contributing.md).
// SignalFrontEnd, PackedFormat, CTesseraRuntime and StudentRuntime are the embedded island:
// the same source runs on the host and on a microcontroller.

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

func module(
  _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = ["README.md"]
) -> Target {
  .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")

let package = Package(
  name: "Tessera",
  products: [
    .library(name: "Tessera", targets: ["Tessera"]),
    .library(name: "StudentRuntime", targets: ["StudentRuntime"]),
    .executable(name: "tessera", targets: ["TesseraCLI"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    // Floor 0
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
    .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
    .systemLibrary(name: "CNettle", pkgConfig: "nettle", providers: [.apt(["nettle-dev"])]),
    .systemLibrary(name: "CVectors"),
    .systemLibrary(name: "CTesseraRuntime"),
    // Texts compiled into the tool: literals of Swift would take the compiler far longer.
    .target(name: "CResources"),
    module("SignalFrontEnd"),
    module("Rows"),
    module("Files"),
    // Floor 1
    module("Digests", ["CNettle"]),
    module("Resources", ["CResources"]),
    module("LinearAlgebra", ["Rows", "COpenBLAS"]),
    module("Disturbances", ["Rows"]),
    module("PackedFormat", ["SignalFrontEnd"]),
    module("StudentRuntime", ["PackedFormat", "SignalFrontEnd", "CTesseraRuntime"]),
    // Floor 2
    module("ActivationFormats", ["CZip", "Digests", "LinearAlgebra", "Rows"]),
    module("Clustering", ["LinearAlgebra", "Rows"]),
    module("Regression", ["LinearAlgebra", "Rows"]),
    module(
      "HostRuntime",
      ["StudentRuntime", "SignalFrontEnd", "PackedFormat", "CVectors", "Digests", "Rows"]),
    // Floor 3
    module(
      "Signals",
      ["ActivationFormats", "HostRuntime", "PackedFormat", "SignalFrontEnd", "Rows"]),
    module(
      "Student",
      ["ActivationFormats", "Clustering", "Disturbances", "Regression", "LinearAlgebra", "Rows"]),
    module("Evaluation"),
    // Floor 4
    module(
      "ModelSelection",
      [
        "Student", "Evaluation", "ActivationFormats", "PackedFormat", "Clustering", "Regression",
        "Rows",
      ]),
    module(
      "Quantization",
      [
        "HostRuntime", "Student", "PackedFormat", "Clustering", "Regression", "LinearAlgebra",
        "Rows",
      ]),
    module(
      "Firmware",
      ["StudentRuntime", "PackedFormat", "SignalFrontEnd", "Resources", "Rows", mustache],
      exclude: ["README.md", "Resources"]),
    module(
      "Exports",
      [
        "HostRuntime", "Student", "PackedFormat", "SignalFrontEnd", "Clustering", "Regression",
        "Rows",
      ]),
    // Floor 5
    module(
      "Records",
      [
        "ModelSelection", "Quantization", "HostRuntime", "Firmware", "ActivationFormats",
        "Student", "Evaluation", "Clustering", "Disturbances", "Regression", "Rows",
        "PackedFormat", "SignalFrontEnd", "Files",
      ]),
    // Floor 6
    module(
      "Reports",
      [
        "Records", "ModelSelection", "Quantization", "Firmware", "Student",
        "Evaluation", "Clustering", "Disturbances", "Resources", "Rows", mustache,
      ], exclude: ["README.md", "Resources"]),
    // Floor 7
    module(
      "Tessera",
      [
        "Records", "Reports", "ModelSelection", "Quantization", "HostRuntime", "Firmware",
        "Exports",
        "ActivationFormats", "Signals", "Student", "Evaluation", "Clustering", "Disturbances",
        "Regression", "LinearAlgebra", "Rows", "PackedFormat", "SignalFrontEnd", "StudentRuntime",
        "Files",
      ]),
    // Floor 8
    module("Commands", ["Tessera", "Reports", "Rows", arguments]),
    // Floor 9
    .executableTarget(
      name: "TesseraCLI", dependencies: ["Commands"], exclude: ["README.md"],
      swiftSettings: settings),
    // Swift's side of `make bit-exact`; the C99 runtime is built and run on its own.
    .target(
      name: "CBitExact", path: "Runtime/BitExact",
      exclude: ["Students", "Swift", "device.c", "main.c"],
      cSettings: [.headerSearchPath("../../Sources/CTesseraRuntime/include")]),
    .executableTarget(
      name: "BitExact", dependencies: ["CBitExact", "StudentRuntime"],
      path: "Runtime/BitExact/Swift",
      swiftSettings: settings),
    // Students of the forms that no verb trains, for `make bit-exact`.
    .executableTarget(
      name: "ProjectedStudents", dependencies: ["Tessera"], path: "Runtime/BitExact/Students",
      swiftSettings: settings),
    // The cycles of any function that was traced, for Scripts/published_cycles.py.
    .executableTarget(
      name: "ModelledCycles", dependencies: ["Firmware"], path: "Runtime/QEMU/Cycles",
      swiftSettings: settings),
    // Compiled with everything else, so that the example in the documentation always builds.
    .executableTarget(
      name: "SwiftPipeline", dependencies: ["Tessera"], path: "Examples/SwiftPipeline",
      exclude: ["README.md"], swiftSettings: settings),
    // Tests mirror the sources.
    .target(
      name: "TestSupport", dependencies: ["ActivationFormats", "LinearAlgebra", "Rows"],
      path: "Tests/TestSupport",
      swiftSettings: settings),
    // The stages of the C99 runtime, one at a time.
    .target(
      name: "CStages", path: "Tests/CStages",
      cSettings: [.headerSearchPath("../../Sources/CTesseraRuntime/include")]),
    tests("SignalFrontEndTests", ["SignalFrontEnd", "Evaluation", "CStages"]),
    tests("DisturbancesTests", ["Disturbances", "Rows"]),
    tests("PackedFormatTests", ["PackedFormat", "SignalFrontEnd"]),
    tests(
      "StudentRuntimeTests",
      ["StudentRuntime", "PackedFormat", "SignalFrontEnd", "CTesseraRuntime"]),
    tests("DigestsTests", ["Digests"]),
    tests("ResourcesTests", ["Resources"]),
    tests("RowsTests", ["Rows", "TestSupport"]),
    tests("LinearAlgebraTests", ["LinearAlgebra", "TestSupport"]),
    tests("ActivationFormatsTests", ["ActivationFormats", "Rows"]),
    tests("ClusteringTests", ["Clustering", "Rows", "TestSupport"]),
    tests("RegressionTests", ["Regression", "LinearAlgebra", "Rows", "TestSupport"]),
    tests(
      "HostRuntimeTests",
      [
        "HostRuntime", "StudentRuntime", "PackedFormat", "SignalFrontEnd", "Rows", "TestSupport",
      ]),
    tests(
      "SignalsTests",
      [
        "Signals", "ActivationFormats", "HostRuntime", "PackedFormat", "SignalFrontEnd", "Rows",
        "TestSupport",
      ]),
    tests(
      "StudentTests",
      [
        "Student", "ActivationFormats", "Clustering", "Disturbances", "Regression", "Rows",
        "TestSupport",
      ]),
    tests("EvaluationTests", ["Evaluation"]),
    tests(
      "ModelSelectionTests",
      [
        "ModelSelection", "Student", "Evaluation", "ActivationFormats", "Clustering", "Regression",
        "Rows", "TestSupport",
      ]),
    tests(
      "QuantizationTests",
      [
        "Quantization", "HostRuntime", "StudentRuntime", "Student", "PackedFormat",
        "Clustering", "Regression", "Rows", "TestSupport",
      ]),
    tests("FirmwareTests", ["Firmware", "PackedFormat", "Rows"]),
    tests("ExportsTests", ["Exports", "HostRuntime", "PackedFormat"]),
    // A made-up student with its records, for the tests of both.
    .target(
      name: "RecordSupport",
      dependencies: [
        "Records", "ModelSelection", "Quantization", "HostRuntime", "Student", "ActivationFormats",
        "Clustering", "Regression", "Rows",
      ],
      path: "Tests/RecordSupport", swiftSettings: settings),
    tests("FilesTests", ["Files"]),
    tests(
      "RecordsTests",
      [
        "Records", "RecordSupport", "Quantization", "HostRuntime", "Student", "Evaluation",
        "Clustering", "Regression", "Rows", "PackedFormat", "SignalFrontEnd", "ModelSelection",
      ]),
    tests(
      "ReportsTests",
      ["Reports", "Records", "Firmware", "ModelSelection", "Student", "RecordSupport"]),
    tests("TesseraTests", ["Tessera", "HostRuntime", "Signals", "Rows", "TestSupport"]),
    // The executable is a dependency, so that the tests find it built beside them.
    tests("CommandLineTests", ["Tessera", "TesseraCLI"]),
  ])

// `make mpi` asks for it: the ordinary tool needs no MPI.
if Context.environment["TESSERA_MPI"] != nil {
  package.products.append(.executable(name: "tessera-mpi", targets: ["TesseraMPI"]))
  package.targets += [
    .systemLibrary(name: "CMPI", pkgConfig: "ompi-c", providers: [.apt(["libopenmpi-dev"])]),
    module("MPIRanks", ["CMPI", "Rows"]),
    .executableTarget(
      name: "TesseraMPI",
      dependencies: [
        "Commands", "MPIRanks", "Records", "Files", "LinearAlgebra", "Digests", "Rows",
      ], exclude: ["README.md"], swiftSettings: settings),
  ]
}

// `make docs` asks for it: nothing that is built depends on it.
if Context.environment["TESSERA_DOCUMENTATION"] != nil {
  package.dependencies.append(
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", exact: "1.5.0"))
}
