// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "Benchmarks",
  products: [.executable(name: "tessera-bench", targets: ["tessera-bench"])],
  dependencies: [
    // Named, because the project's directory may have any name.
    .package(name: "Tessera", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
  ],
  targets: [
    .executableTarget(
      name: "tessera-bench",
      dependencies: [
        .product(name: "Tessera", package: "Tessera"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/TesseraBench", swiftSettings: settings)
  ])
