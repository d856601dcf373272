import Firmware
import Testing

@Suite("A trace of a program")
struct ExecutionTraceTests {
  @Test("is read line by line")
  func whole() throws {
    let trace = try #require(ExecutionTrace(parsing: "calls 2 3 5\n1a0 4 1 2 0\n1a2 3 0 1 7\n"))
    #expect(trace.calls == 2 && trace.instructions == 7)
  }

  @Test(
    "is refused where it is cut or changed",
    arguments: [
      "", "calls 0 0 0\n100 1 0 0 0\n", "calls 1 1 1\n", "calls 1 1 1\n100 1 0 0\n",
      "calls 1 1 1\n100 1 2 0 0\n", "calls 1 1 1\n100 1 0 2 0\n", "calls 1 1 1\nzz 1 0 0 0\n",
      "calls 1 1 1\n100 -1 0 0 0\n", "100 1 0 0 0\n",
    ])
  func damaged(text: String) { #expect(ExecutionTrace(parsing: text) == nil) }

  @Test("has the source of its plugin")
  func plugin() {
    #expect(String(decoding: ExecutionTrace.plugin, as: UTF8.self).contains("qemu_plugin_install"))
  }
}
