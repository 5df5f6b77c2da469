/* SPDX-License-Identifier: Apache-2.0
 *
 * What a start of mysqld waits for, made short: preloaded (LD_PRELOAD) into the server that stands in for the team's,
 * which starts once a world. Nothing that a client can ask changes; docs/decisions.md has what it saves. */
#define _GNU_SOURCE
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/times.h>
#include <unistd.h>

static const uintptr_t huge_page = UINT64_C(2) << 20; /* x86-64, and AArch64 with pages of 4 KiB */

/* mysqld finds out how long a tick of times(2) is by asking for the time until more than ten have gone by, 0.11 s
 * (my_timer_init in mysys/my_rdtsc.cc). Nothing reads what it found. */
clock_t times(struct tms *used) {
  static clock_t now;
  if (used != NULL) *used = (struct tms){0};
  return __atomic_add_fetch(&now, 11, __ATOMIC_RELAXED);
}

/* While it starts, mysqld fills about 100 MB in pages of 4 KiB: 28,000 page faults, each of them dear under some
 * hypervisors. In huge pages, which Linux gives to whoever asks (transparent_hugepage: `madvise` or `always`), they
 * are 4,000, and 12 MB more are resident. Linux may have to move memory about to find one. */
static void ask_for_huge_pages(uintptr_t from, uintptr_t to) {
  const int before = errno; /* a kernel without them refuses, which is nothing that a caller should see */
  from = (from + 4095) & ~UINT64_C(4095);
  if (from < to) (void)syscall(SYS_madvise, from, to - from, MADV_HUGEPAGE);
  errno = before;
}

/* tcmalloc's memory, which calls it under a lock and gives none back. It grows by whole huge pages here, as one is
 * given only where all of it is mapped. mysqld itself asks for 0 bytes at any time (mysys/stacktrace.cc). */
void *sbrk(intptr_t size) {
  static uintptr_t end; /* of what was handed out */
  static uintptr_t top; /* of what is mapped */
  const uintptr_t now = (uintptr_t)syscall(SYS_brk, 0);
  if (size == 0) return (void *)(now == top ? end : now);
  if (size < 0) {
    errno = EINVAL;
    return (void *)-1;
  }
  if (now != top) end = top = now; /* the first time; and somebody else may have moved it */
  const uintptr_t old = end;
  if (old + (uintptr_t)size > top) {
    const uintptr_t wanted = (old + (uintptr_t)size + huge_page - 1) & ~(huge_page - 1);
    if (brk((void *)wanted) != 0) return (void *)-1; /* libc's, so that it knows as well */
    ask_for_huge_pages(top, wanted);
    top = wanted;
  }
  end = old + (uintptr_t)size;
  return (void *)old;
}

/* What mysqld itself maps, InnoDB's buffer pool above all; its libraries call mmap, which is left alone. */
void *mmap64(void *at, size_t size, int protection, int flags, int file, off64_t offset) {
  const long made = syscall(SYS_mmap, at, size, protection, flags, file, offset);
  if (made != -1 && (flags & MAP_ANONYMOUS) != 0 && size >= huge_page)
    ask_for_huge_pages((uintptr_t)made, (uintptr_t)made + size);
  return (void *)made;
}
