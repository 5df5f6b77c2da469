// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/result.h"

namespace gonogo {

/// Ids that a user may give away inside a user namespace.
struct SubordinateIds {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};

/// How many of them a user namespace needs, so that an image's nobody (65534) is there: 65535.
inline constexpr std::uint32_t needed_subordinate_ids = 65'535;

/// The largest range of a user, by name or number, in the text of /etc/subuid or /etc/subgid
/// (subuid(5): "name:first:count").
std::optional<SubordinateIds> subordinate_ids(std::string_view text, const std::string& name,
                                              uid_t id);

/// Root stays what it is. Anybody else becomes root of a user namespace of their own: containers, mounts
/// and networks below it are made as by root, and the machine sees the user's own ids. Only as long as
/// there is one thread; nothing has changed after an Error. Errors: `no-rights`, `missing-program`, with
/// what to do.
Result<Done> become_root();

/// Whether ids here stand for others of the machine.
bool in_user_namespace();

/// The user's id as the machine outside of any user namespace of ours knows it.
uid_t user_of_machine();

/// What mount(2) of an overlay needs beside its folders, with a comma before it; "" as real root: a user
/// namespace may keep its marks in user attributes only (overlayfs: "userxattr").
std::string overlay_extra();

}  // namespace gonogo
