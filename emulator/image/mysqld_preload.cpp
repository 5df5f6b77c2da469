// SPDX-License-Identifier: Apache-2.0
#include "emulator/image/mysqld_preload.h"

#include "emulator/io/digest.h"
#include "emulator/io/user_namespace.h"

// mysqld_start/embedded.S
extern "C" const char gonogo_mysqld_preload[];
extern "C" const char gonogo_mysqld_preload_end[];

namespace gonogo {

Result<MysqldPreload> mysqld_preload(World& world, const Store& store) {
  constexpr const char* place = "/usr/lib/gonogo/mysqld_preload.so";
  const std::string library(gonogo_mysqld_preload, gonogo_mysqld_preload_end);
  auto entry = find_or_make(
      world, store, "roots", sha256("mysqld preload " + library), [&](const Path& folder) -> Result<Value> {
        if (auto done = become_root(); !done) return because(done.error(), "making an image");
        if (auto done = write_file((folder / "tree").string() + place, library); !done) return fail(done.error());
        return Value::object({{"description", "what makes mysqld's start short"}});
      });
  if (!entry) return fail(entry.error());
  return MysqldPreload{.folder = entry->tree.string(), .variable = std::string("LD_PRELOAD=") + place};
}

}  // namespace gonogo
