import Foundation
import Student
import Testing

@Suite struct DistillationTests {
  @Test("a balance of 0 or 1 is written as earlier versions wrote it, and others by number")
  func codable() throws {
    for (balance, text) in [
      (0.0, #"{"isBalanced":false,"labelShare":0.25,"temperature":2}"#),
      (1.0, #"{"isBalanced":true,"labelShare":0.25,"temperature":2}"#),
      (0.5, #"{"balance":0.5,"labelShare":0.25,"temperature":2}"#),
    ] {
      let distillation = Distillation(labelShare: 0.25, balance: balance)
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      let json = try encoder.encode(distillation)
      #expect(String(decoding: json, as: UTF8.self) == text)
      #expect(try JSONDecoder().decode(Distillation.self, from: json) == distillation)
    }
  }

  @Test("parameters that no distillation has are refused")
  func impossible() {
    for text in [
      #"{"isBalanced":false,"labelShare":2,"temperature":2}"#,
      #"{"balance":-1,"labelShare":0,"temperature":2}"#,
      #"{"isBalanced":false,"labelShare":0,"temperature":0}"#,
    ] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(Distillation.self, from: Data(text.utf8))
      }
    }
  }
}
