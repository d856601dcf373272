extension FirmwareName {
  /// Words that are no names, and why.
  static let taken: [(words: Set<String>, objection: Objection)] = [
    (files, .ofTheFolder), (keywords, .wordOfC), (headers, .headerOfC), (targets, .targetOfBuilds),
    (devices, .deviceOfWindows), (arduino, .headerOfArduino),
  ]

  private static let files: Set<String> = [
    "flags", "profile", "selftest", "semihosting", "startup", "vectors",
  ]

  /// Keywords of C23 and C++23, `main`, and macros that compilers predefine.
  private static let keywords: Set<String> = [
    "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break",
    "case", "catch", "char", "char16_t", "char32_t", "char8_t", "class", "co_await", "co_return",
    "co_yield", "compl", "concept", "const", "const_cast", "consteval", "constexpr", "constinit",
    "continue", "decltype", "default", "delete", "do", "double", "dynamic_cast", "else", "enum",
    "explicit", "export", "extern", "false", "final", "float", "for", "friend", "goto", "i386",
    "if", "import", "inline", "int", "linux", "long", "main", "module", "mutable", "namespace",
    "new", "noexcept", "not", "not_eq", "nullptr", "nullptr_t", "operator", "or", "or_eq",
    "override", "private", "protected", "public", "register", "reinterpret_cast", "requires",
    "restrict", "return", "short", "signed", "sizeof", "static", "static_assert", "static_cast",
    "struct", "switch", "template", "this", "thread_local", "throw", "true", "try", "typedef",
    "typeid", "typename", "typeof", "typeof_unqual", "union", "unix", "unsigned", "using",
    "virtual", "void", "volatile", "wchar_t", "while", "xor", "xor_eq",
  ]

  /// Of C23, and others that headers of usual libraries include.
  private static let headers: Set<String> = [
    "alloca", "arduino", "assert", "complex", "ctype", "endian", "errno", "features", "fenv",
    "inttypes", "iso646", "limits", "locale", "malloc", "math", "memory", "newlib", "pthread",
    "reent", "sched", "setjmp", "signal", "stdalign", "stdarg", "stdatomic", "stdbit", "stdbool",
    "stdckdint", "stddef", "stdint", "stdio", "stdlib", "stdnoreturn", "string", "strings",
    "tgmath", "threads", "time", "uchar", "unistd", "wchar", "wctype",
  ]

  /// Of the Makefile, of CMake's generators and of Zephyr, and libraries that every link names.
  private static let targets: Set<String> = [
    "all", "app", "boards", "c", "clean", "debug", "depend", "edit_cache", "flash", "force", "gcc",
    "guiconfig", "help", "install", "kernel", "m", "menuconfig", "none", "offsets", "package",
    "package_source", "preinstall", "qemu", "rebuild_cache", "run", "test", "uninstall", "zephyr",
  ]

  /// They are devices with every extension and in every folder.
  private static let devices: Set<String> = Set(
    ["aux", "con", "nul", "prn"] + (0...9).flatMap { ["com\($0)", "lpt\($0)"] })

  /// Headers of the cores and of the libraries that come with them. File systems of Windows and
  /// macOS take `Servo.h` and `servo.h` for one.
  private static let arduino: Set<String> = [
    "arduinoble", "arduinojson", "audio", "avr", "binary", "ble", "bluetoothserial", "bridge",
    "cdc", "client", "dnsserver", "eeprom", "esp", "ethernet", "fatfs", "ffat", "firmata", "fs",
    "gsm", "hardwareserial", "hid", "httpclient", "i2s", "ipaddress", "keyboard", "liquidcrystal",
    "littlefs", "mouse", "nvs", "ota", "pdm", "pgmspace", "pins_arduino", "preferences", "print",
    "printable", "pwm", "qspi", "robot_control", "rtc", "rtczero", "scheduler", "sd", "sdfat",
    "sdmmc", "serial", "server", "servo", "softwareserial", "spi", "spiffs", "spiram", "stepper",
    "stream", "temboo", "tft", "ticker", "timer", "tone", "udp", "update", "usb", "usbapi",
    "usbhid", "usbhost", "variant", "wcharacter", "webserver", "wifi", "wifi101", "wifinina",
    "wire", "wiring", "wiring_analog", "wiring_digital", "wiring_private", "wmath", "wprogram",
    "wstring",
  ]
}
