import CBitExact
import StudentRuntime

#if canImport(Glibc)
  import Glibc
#endif

// The program of Runtime/BitExact/host.c, linked with the Swift implementation of tessera.h.
exit(bit_exact_main(CommandLine.argc, CommandLine.unsafeArgv))
