public import Foundation

/// A file of Tests/Fixtures/ScikitLearn, decoded.
public func scikitLearnFixture<Content: Decodable>(
  _ name: String, as type: Content.Type
) throws -> Content {
  try JSONDecoder().decode(type, from: Data(contentsOf: fixtureURL("ScikitLearn/\(name)")))
}

/// The place of a file or folder of Tests/Fixtures.
public func fixtureURL(_ path: String) -> URL {
  URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/\(path)")
}
