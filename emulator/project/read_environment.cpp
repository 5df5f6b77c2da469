// SPDX-License-Identifier: Apache-2.0
#include "emulator/project/read_parts.h"

namespace gonogo {

std::map<std::string, std::string> read_kept_volumes(const Value& mapping, const std::string& file,
                                                     Findings& findings) {
  std::map<std::string, std::string> kept;
  for (const Value::Member& member : mapping.members()) {
    Reader reader(member.value, file, "/volumes" + pointer_token(member.key), findings);
    if (reader.require("keep"))
      if (const auto folder = reader.text("keep")) kept[member.key] = *folder;
    reader.finish();
  }
  return kept;
}

}  // namespace gonogo
