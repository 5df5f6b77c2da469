// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/regex.h"
#include "emulator/scenario/json_path.h"
#include "emulator/scenario/reading.h"

namespace gonogo {

void check_masks(const Value& masks, const Reading& reading) {
  for (const Value::Member& mask : masks.members()) {
    const Reading below = reading.below(mask.key);
    if (!mask.value.is_text())
      below.report("wrong-type", "a mask is a text that stands for what changes", mask.value,
                   "write {$.id: \"<id>\"}");
    if (mask.key.starts_with("re:")) {
      if (const auto tried = search("", mask.key.substr(3)); !tried)
        below.report(tried.error(), mask.value);
    } else if (const auto path = parse_json_path(mask.key); !path) {
      below.report(path.error(), mask.value);
    }
  }
}

}  // namespace gonogo
