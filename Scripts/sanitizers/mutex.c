/* Reports to ThreadSanitizer what Swift's `Mutex` synchronises; preloaded by test-sanitizers.sh.
 *
 * An uncontended lock is an atomic instruction in instrumented code. The kernel takes and releases
 * a contended one for libswiftSynchronization, which is not instrumented. Without this file all
 * accesses under a contended lock would be reported as races. Nothing is hidden: accesses without
 * the same lock are still reported.
 *
 * The functions are those of `_MutexHandle` in the library's binary interface on Linux. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *

/* Of the sanitizer's runtime, where the program has one. */
extern void __tsan_acquire(void *address) __attribute__((weak));
extern void __tsan_release(void *address) __attribute__((weak));

typedef SWIFT void lock_function(uint32_t thread, SELF handle);
typedef SWIFT bool try_lock_function(SELF handle);
typedef SWIFT void unlock_function(SELF handle);

SWIFT void lock_slow(uint32_t thread, SELF handle) __asm__(LOCK);
SWIFT bool try_lock_slow(SELF handle) __asm__(TRY_LOCK);
SWIFT void unlock_slow(SELF handle) __asm__(UNLOCK);

SWIFT void lock_slow(uint32_t thread, SELF handle) {
  ((lock_function *)dlsym(RTLD_NEXT, LOCK))(thread, handle);
  if (__tsan_acquire != NULL) __tsan_acquire(handle);
}

SWIFT bool try_lock_slow(SELF handle) {
  bool taken = ((try_lock_function *)dlsym(RTLD_NEXT, TRY_LOCK))(handle);
  if (taken && __tsan_acquire != NULL) __tsan_acquire(handle);
  return taken;
}

SWIFT void unlock_slow(SELF handle) {
  if (__tsan_release != NULL) __tsan_release(handle);
  ((unlock_function *)dlsym(RTLD_NEXT, UNLOCK))(handle);
}
