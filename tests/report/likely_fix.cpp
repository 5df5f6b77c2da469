// SPDX-License-Identifier: Apache-2.0
#include "emulator/report/likely_fix.h"

#include <doctest/doctest.h>

#include "emulator/base/text.h"
#include "tests/support/golden.h"

using namespace gonogo;

TEST_CASE("each end that is often met has its likely cause and its fix") {
  struct Row {
    const char* what;
    int code;
    const char* reason;
    const char* health;
    const char* check;
    const char* said = "";
  };
  const Row rows[] = {
      {"memory", 137, "OutOfMemoryError: Container killed due to memory usage", "UNKNOWN", ""},
      {"grace exceeded", 137, "", "UNKNOWN", ""},
      {"never ran", 143,
       "CannotStartContainerError: dependency graph: failed to resolve container ordering "
       "dependency [db] for target [app]",
       "UNKNOWN", ""},
      {"architecture", 255, "CannotStartContainerError: exec format error", "UNKNOWN", ""},
      {"no image", -1, "CannotPullContainerError: no such image", "UNKNOWN", ""},
      {"no secret", -1, "ResourceInitializationError: unable to pull secrets", "UNKNOWN", ""},
      {"no program", 127, "", "UNKNOWN", ""},
      {"no program to start", -1, "CannotStartContainerError: /app: No such file or directory",
       "UNKNOWN", ""},
      {"not executable", 126, "", "UNKNOWN", ""},
      {"check not there", 143, "", "UNHEALTHY", "/bin/sh: curl: not found"},
      {"unhealthy", 143, "", "UNHEALTHY", "connection refused"},
      {"read-only root", 1, "", "UNKNOWN", "",
       "nginx: [emerg] open() \"/run/nginx.pid\" failed (30: Read-only file system)\n"
       "mkdir: cannot create directory '/var/cache/x': Read-only file system"},
      {"storage full", 1, "", "UNKNOWN", "", "write /tmp/x: No space left on device"},
      {"crash", 139, "", "UNKNOWN", ""},
      {"abort", 134, "", "UNKNOWN", ""},
      {"signal", 143, "", "UNKNOWN", ""},
      {"success", 0, "", "UNKNOWN", ""},
      {"any other code", 3, "", "UNKNOWN", ""},
  };
  const Value task = Value::object({{"stopCode", "EssentialContainerExited"}});
  std::string told;
  for (const Row& row : rows) {
    Value container = Value::object({{"name", "app"},
                                     {"reason", row.reason},
                                     {"healthStatus", row.health},
                                     {"lastCheckOutput", row.check}});
    Value lines = Value::array();
    for (const std::string& line : split_lines(row.said)) lines.push(Value(line));
    container.set("lastLogLines", std::move(lines));
    if (row.code >= 0) container.set("exitCode", row.code);
    told += std::string(row.what) + "\n";
    for (const std::string& line : likely_fix(task, container)) told += "  " + line + "\n";
  }
  CHECK(test::golden("report/likely_fix", told));
}
