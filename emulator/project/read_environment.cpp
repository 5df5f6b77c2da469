// SPDX-License-Identifier: Apache-2.0
#include "emulator/project/read_parts.h"

#include <charconv>

namespace gonogo {
namespace {

// "HOST:PORT"; what stands before the last colon is the host.
bool read_address(const std::string& text, ExternalEntry& entry) {
  const size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return false;
  const char* const end = text.data() + text.size();
  unsigned port = 0;
  const auto [read, error] = std::from_chars(text.data() + colon + 1, end, port);
  if (error != std::errc{} || read != end || port == 0 || port > 65535) return false;
  entry.host = text.substr(0, colon);
  entry.port = static_cast<std::uint16_t>(port);
  return true;
}

}  // namespace

std::vector<ExternalEntry> read_externals(const Value& mapping, const std::string& file,
                                          Findings& findings) {
  std::vector<ExternalEntry> externals;
  for (const Value::Member& member : mapping.members()) {
    ExternalEntry entry{.name = member.key};
    Reader reader(member.value, file, "/externals" + pointer_token(member.key), findings);
    const auto address = reader.text("address");
    const auto called = reader.integer("port");
    entry.allowed = reader.text("allow").value_or("");
    if (address.has_value() == !entry.allowed.empty())
      reader.report("bad-external", "an external has either an address or a reason to be allowed", "",
                    "{address: \"127.0.0.1:8443\", port: 443} or {allow: \"why it need not be there\"}");
    else if (address && !read_address(*address, entry))
      reader.report("bad-address", "\"" + *address + "\" is no HOST:PORT", "address",
                    "address: \"127.0.0.1:8443\"");
    if (called && (*called < 1 || *called > 65535))
      reader.report("bad-port", "a port is a number from 1 to 65535", "port");
    entry.called = called ? static_cast<std::uint16_t>(*called) : entry.port;
    reader.finish();
    externals.push_back(std::move(entry));
  }
  return externals;
}

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
