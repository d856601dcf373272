// swift-tools-version: 6.2
import PackageDescription

// The embedded island alone, as it is installed: no dependency, for the host and, with a toolset,
// for a microcontroller:
//
//   swift build -c release --triple armv7em-none-none-eabi --toolset Toolsets/cortex-m4.json
//
// With -Xswiftc -DTESSERA_FORMAT_1_ONLY it reads students of format version 1 alone.

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, exclude: ["README.md"], swiftSettings: settings)
}

let package = Package(
  name: "TesseraRuntime",
  products: [.library(name: "StudentRuntime", targets: ["StudentRuntime"])],
  targets: [
    .systemLibrary(name: "CTesseraRuntime"),
    module("SignalFrontEnd"),
    module("PackedFormat", ["SignalFrontEnd"]),
    module("StudentRuntime", ["PackedFormat", "SignalFrontEnd", "CTesseraRuntime"]),
  ])
