/* Fails one system call of a program on purpose: LD_PRELOAD, for Scripts/test-faults.sh.
 *
 *   FAULT_ROOT   only calls on files below this folder count (on names, and on open descriptors)
 *   FAULT_CALL   open read write fsync rename close link, or any: which calls count
 *   FAULT_AT     the call that fails, from 1; 0 for none
 *   FAULT_ERROR  its errno; 0 kills the process (SIGKILL) before the call instead
 *   FAULT_COUNT  a file that takes the number of calls that counted when the process exits
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_long calls;

static int is_below_root(const char *path) {
  const char *root = getenv("FAULT_ROOT");
  return root && path && strncmp(path, root, strlen(root)) == 0;
}

static int is_name_below_root(const char *name) {
  char path[4096];
  if (!name) return 0;
  if (name[0] == '/') return is_below_root(name);
  if (!getcwd(path, sizeof path)) return 0;
  return is_below_root(path);
}

static int is_descriptor_below_root(int descriptor) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t count = readlink(link, path, sizeof path - 1);
  if (count < 0) return 0;
  path[count] = 0;
  return is_below_root(path);
}

/* Whether this call is the one; errno is set then. */
static int fails(const char *call) {
  const char *wanted = getenv("FAULT_CALL"), *at = getenv("FAULT_AT");
  const char *error = getenv("FAULT_ERROR");
  if (!wanted || (strcmp(wanted, "any") != 0 && strcmp(wanted, call) != 0)) return 0;
  long number = atomic_fetch_add(&calls, 1) + 1;
  if (!at || number != atol(at)) return 0;
  int code = error ? atoi(error) : EIO;
  if (code == 0) syscall(SYS_kill, getpid(), SIGKILL);
  errno = code;
  return 1;
}

__attribute__((destructor)) static void report(void) {
  const char *path = getenv("FAULT_COUNT");
  if (!path) return;
  char text[32];
  int length = snprintf(text, sizeof text, "%ld\n", (long)atomic_load(&calls));
  int descriptor = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (descriptor < 0) return;
  syscall(SYS_write, descriptor, text, length);
  syscall(SYS_close, descriptor);
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define OPEN(name)                                        \
  int name(const char *path, int flags, ...) {            \
    va_list list;                                         \
    va_start(list, flags);                                \
    mode_t mode = va_arg(list, mode_t);                   \
    va_end(list);                                         \
    if (is_name_below_root(path) && fails("open")) return -1; \
    return NEXT(name)(path, flags, mode);                 \
  }
OPEN(open)
OPEN(open64)

#define OPEN_AT(name)                                     \
  int name(int folder, const char *path, int flags, ...) { \
    va_list list;                                         \
    va_start(list, flags);                                \
    mode_t mode = va_arg(list, mode_t);                   \
    va_end(list);                                         \
    if (is_name_below_root(path) && fails("open")) return -1; \
    return NEXT(name)(folder, path, flags, mode);         \
  }
OPEN_AT(openat)
OPEN_AT(openat64)

ssize_t read(int descriptor, void *bytes, size_t count) {
  if (is_descriptor_below_root(descriptor) && fails("read")) return -1;
  return NEXT(read)(descriptor, bytes, count);
}

#define PREAD(name, type)                                               \
  ssize_t name(int descriptor, void *bytes, size_t count, type offset) { \
    if (is_descriptor_below_root(descriptor) && fails("read")) return -1; \
    return NEXT(name)(descriptor, bytes, count, offset);                \
  }
PREAD(pread, off_t)
PREAD(pread64, off64_t)

ssize_t write(int descriptor, const void *bytes, size_t count) {
  if (is_descriptor_below_root(descriptor) && fails("write")) return -1;
  return NEXT(write)(descriptor, bytes, count);
}

int fsync(int descriptor) {
  if (is_descriptor_below_root(descriptor) && fails("fsync")) return -1;
  return NEXT(fsync)(descriptor);
}

/* As Linux does it: the descriptor is closed although close fails. */
int close(int descriptor) {
  if (is_descriptor_below_root(descriptor) && fails("close")) {
    int code = errno;
    NEXT(close)(descriptor);
    errno = code;
    return -1;
  }
  return NEXT(close)(descriptor);
}

int rename(const char *old, const char *new) {
  if (is_name_below_root(new) && fails("rename")) return -1;
  return NEXT(rename)(old, new);
}

int link(const char *old, const char *new) {
  if (is_name_below_root(new) && fails("link")) return -1;
  return NEXT(link)(old, new);
}

int unlink(const char *path) {
  if (is_name_below_root(path) && fails("unlink")) return -1;
  return NEXT(unlink)(path);
}
