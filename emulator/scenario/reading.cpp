// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/reading.h"

#include "emulator/io/files.h"
#include "emulator/scenario/placeholder.h"

namespace gonogo {

Reading Reading::below(std::string_view key) const {
  return {file, pointer + pointer_token(key), findings, files, chain};
}

void Reading::report(std::string rule, std::string message, const Value& value,
                     std::string hint) const {
  findings.push_back({.rule = std::move(rule),
                      .message = std::move(message),
                      .where = place(value),
                      .hint = std::move(hint)});
}

void Reading::report(const Error& error, const Value& value) const {
  report(error.code, error.what + (error.seen.empty() ? "" : ": " + error.seen), value, error.hint);
}

std::string Reading::path_of(const std::string& written) const {
  return (Path(file).parent_path() / written).lexically_normal().string();
}

std::optional<std::string> Reading::text_of(const std::string& path, const Value& at) const {
  Result<std::string> text =
      files != nullptr && *files
          ? (*files)(path)
          : fail({.code = "missing-file", .what = "no file can be read here"});
  if (text) return std::move(*text);
  report("missing-file", "the file " + path + " can't be read", at,
         "a path is written from the folder of this file (" + text.error().what + ")");
  return std::nullopt;
}

void put_mark(Value& value, Mark mark) {
  value.mark = mark;
  if (value.is_array())
    for (Value& item : value.items()) put_mark(item, mark);
  if (!value.is_object()) return;
  for (Value::Member& member : value.members()) {
    member.mark = mark;
    put_mark(member.value, mark);
  }
}

void check_placeholders(const Value& value, const Reading& reading) {
  if (value.is_text())
    if (const auto found = placeholders_of(value.as_text()); !found)
      reading.report(found.error(), value);
  for (size_t i = 0; i < value.items().size(); ++i)
    check_placeholders(value.items()[i], reading.below(std::to_string(i)));
  for (const Value::Member& member : value.members()) {
    if (const auto found = placeholders_of(member.key); !found)
      reading.report(found.error(), member.value);
    check_placeholders(member.value, reading.below(member.key));
  }
}

}  // namespace gonogo
