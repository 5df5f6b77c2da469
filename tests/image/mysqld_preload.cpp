// SPDX-License-Identifier: Apache-2.0
// What is preloaded into mysqld, called here: emulator/image/mysqld_start/preload.c.
#include <dlfcn.h>
#include <doctest/doctest.h>
#include <sys/mman.h>
#include <sys/times.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>

#include "emulator/base/text.h"
#include "emulator/io/files.h"

namespace gonogo::test {
namespace {

constexpr size_t huge_page = size_t{2} << 20U;

/// The library, with its functions beside the ones of libc.
class Preload {
 public:
  Preload() { REQUIRE_MESSAGE(library_ != nullptr, dlerror()); }
  Preload(const Preload&) = delete;
  Preload& operator=(const Preload&) = delete;
  ~Preload() { dlclose(library_); }

  template <typename Function>
  Function* function(const char* name) const {
    void* const found = dlsym(library_, name);
    REQUIRE_MESSAGE(found != nullptr, name);
    return reinterpret_cast<Function*>(found);
  }

 private:
  void* library_ = dlopen(GONOGO_BUILD "/mysqld_preload.so", RTLD_NOW | RTLD_LOCAL);
};

bool asks_for_huge_pages(const void* at) {
  const auto text = read_file("/proc/self/smaps");
  REQUIRE(text);
  const auto wanted = reinterpret_cast<std::uintptr_t>(at);
  bool here = false;
  for (const std::string& line : split_lines(*text)) {
    std::uintptr_t from = 0;
    std::uintptr_t to = 0;
    if (std::sscanf(line.c_str(), "%zx-%zx ", &from, &to) == 2) here = from <= wanted && wanted < to;
    if (here && line.rfind("VmFlags:", 0) == 0) return line.find(" hg") != std::string::npos;
  }
  return false;
}

// A kernel without them refuses the question, and the memory is there all the same.
bool kernel_has_huge_pages() { return path_exists("/sys/kernel/mm/transparent_hugepage"); }

}  // namespace

TEST_CASE("each call of times is more than ten ticks after the one before") {
  const Preload preload;
  const auto ask = preload.function<clock_t(tms*)>("times");
  tms used{.tms_utime = 7};
  const clock_t first = ask(&used);
  CHECK(used.tms_utime == 0);
  CHECK(ask(nullptr) - first > 10);
}

TEST_CASE("memory of sbrk is in one piece, can be used, and grows by whole huge pages") {
  const Preload preload;
  const auto grow = preload.function<void*(std::intptr_t)>("sbrk");
  const auto more = [&](std::intptr_t size) { return static_cast<char*>(grow(size)); };
  // One after the other, as libc's malloc may take some in between.
  char* const first = more(100);
  char* const second = more(huge_page);
  char* const end = more(0);
  REQUIRE(first != reinterpret_cast<char*>(-1));
  CHECK(second == first + 100);
  CHECK(end == second + huge_page);
  std::memset(first, 7, 100 + huge_page);
  CHECK(asks_for_huge_pages(second) == kernel_has_huge_pages());
  SUBCASE("what another has taken is not given out again") {
    char* const taken = static_cast<char*>(::sbrk(4096));  // libc's
    char* const next = more(100);
    CHECK(taken >= end);
    CHECK(next == taken + 4096);
  }
  SUBCASE("what can't be had is refused, and nothing lost") {
    char* const before = more(0);
    char* const refused = more(std::intptr_t{1} << 52U);
    char* const after = more(0);
    CHECK(refused == reinterpret_cast<char*>(-1));
    CHECK(more(-4096) == reinterpret_cast<char*>(-1));
    CHECK(after == before);
  }
}

TEST_CASE("large memory of mmap64 is in huge pages; a refusal is told as mmap tells it") {
  const Preload preload;
  const auto map = preload.function<void*(void*, size_t, int, int, int, off_t)>("mmap64");
  const size_t size = 4 * huge_page;
  void* const made = map(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  REQUIRE(made != MAP_FAILED);
  std::memset(made, 7, size);
  CHECK(asks_for_huge_pages(made) == kernel_has_huge_pages());
  munmap(made, size);
  errno = 0;
  CHECK(map(nullptr, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED);
  CHECK(errno == EINVAL);
}

}  // namespace gonogo::test
