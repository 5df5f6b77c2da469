// SPDX-License-Identifier: Apache-2.0
#include "emulator/task/placeholders.h"

#include <algorithm>
#include <cctype>

#include "emulator/io/document.h"
#include "emulator/task/parameters.h"

namespace gonogo {
namespace {

struct Style {
  std::string_view open;
  std::string_view close;
};
constexpr Style styles[] = {{"${", "}"}, {"{{", "}}"}, {"<", ">"}, {"__", "__"}};

bool is_name_letter(unsigned char c) {
  return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.' || c == ' ';
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 &&
         std::all_of(text.begin(), text.end(), is_name_letter);
}

std::string_view stripped(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

struct Found {
  size_t begin = std::string::npos;
  size_t length = 0;
  std::string name;
};

Found find_placeholder(std::string_view text, size_t from) {
  Found first;
  for (const Style& style : styles) {
    const size_t open = text.find(style.open, from);
    if (open == std::string_view::npos || open >= first.begin) continue;
    const size_t start = open + style.open.size();
    const size_t close = text.find(style.close, start);
    if (close == std::string_view::npos) continue;
    std::string_view name = stripped(text.substr(start, close - start));
    // A shell's default, "${TAG:-latest}", is no value that a pipeline has given.
    if (style.open == "${") name = name.substr(0, name.find(":-"));
    if (is_name(name)) first = {open, close + style.close.size() - open, std::string(name)};
  }
  return first;
}

/// As envsubst fills it in: no image has a dollar sign of its own.
Found find_variable(std::string_view text, size_t from) {
  const size_t dollar = text.find('$', from);
  if (dollar == std::string_view::npos) return {};
  size_t end = dollar + 1;
  while (end < text.size() &&
         (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_'))
    ++end;
  if (end == dollar + 1) return {};
  return {dollar, end - dollar, std::string(text.substr(dollar + 1, end - dollar - 1))};
}

Found find_in(std::string_view text, size_t from, std::string_view pointer) {
  Found found = find_placeholder(text, from);
  if (!pointer.ends_with("/image")) return found;
  Found variable = find_variable(text, from);
  return variable.begin < found.begin ? variable : found;
}

// A shell command may have redirections and variables of its own.
bool is_command(std::string_view pointer) {
  return pointer.find("/command") != std::string_view::npos ||
         pointer.find("/entryPoint") != std::string_view::npos;
}

// Where ECS takes any text, one that looks like a placeholder may be meant.
bool is_free_text(std::string_view shape, std::string_view pointer) {
  return shape == "keyValuePair" || pointer.find("/dockerLabels/") != std::string_view::npos ||
         pointer.find("/options/") != std::string_view::npos;
}

std::string hint_for(const std::string& name, std::string_view pointer) {
  std::string hint =
      "give it by --set " +
      (is_name(name) && name.find(' ') == std::string::npos ? name : "\"" + name + "\"") + "=VALUE";
  if (pointer.ends_with("/image"))
    hint += ", or say in gonogo.yaml under images: what stands in for it";
  return hint;
}

Finding finding_of(Finding::Level level, std::string_view seen, const std::string& name,
                   Location where) {
  std::string hint = hint_for(name, where.pointer);
  return {.level = level,
          .rule = "placeholder",
          .message = "\"" + std::string(seen) + "\" is a placeholder without a value",
          .where = std::move(where),
          .hint = std::move(hint)};
}

class Filling {
 public:
  Filling(const std::map<std::string, std::string>& settings, const std::string& file,
          Findings& findings)
      : settings_(settings), file_(file), findings_(findings) {}

  void object(Value& value, std::string_view shape, const std::string& pointer) {
    for (Value::Member& member : value.members()) {
      const Parameter* parameter = find_parameter(shape, member.key);
      const ParameterType type = parameter == nullptr ? ParameterType::text : parameter->type;
      if (type == ParameterType::output) continue;
      const std::string_view inner = parameter == nullptr ? "" : parameter->of;
      any(member.value, inner.empty() ? shape : inner, type, pointer + pointer_token(member.key));
    }
  }

 private:
  void any(Value& value, std::string_view shape, ParameterType type, const std::string& pointer) {
    if (value.is_array()) {
      size_t index = 0;
      for (Value& item : value.items())
        any(item, shape, type, pointer + "/" + std::to_string(index++));
    }
    if (value.is_object()) object(value, shape, pointer);
    if (value.is_text()) text(value, shape, type, pointer);
  }

  void text(Value& value, std::string_view shape, ParameterType type, const std::string& pointer) {
    std::string text = value.as_text();
    const bool whole = find_in(text, 0, pointer).length == text.size();
    bool changed = false;
    for (Found found = find_in(text, 0, pointer); found.begin != std::string::npos;) {
      const auto setting = settings_.find(found.name);
      size_t next = found.begin + found.length;
      if (setting != settings_.end()) {
        text.replace(found.begin, found.length, setting->second);
        next = found.begin + setting->second.size();
        changed = true;
      } else if (!is_command(pointer)) {
        const auto level =
            is_free_text(shape, pointer) ? Finding::Level::warning : Finding::Level::error;
        findings_.push_back(finding_of(level,
                                       std::string_view(text).substr(found.begin, found.length),
                                       found.name, {file_, value.mark, pointer}));
      }
      found = find_in(text, next, pointer);
    }
    if (!changed) return;
    const Mark mark = value.mark;
    value = whole ? typed(text, type) : Value(text);
    value.mark = mark;
  }

  Value typed(const std::string& text, ParameterType type) const {
    if (type != ParameterType::integer && type != ParameterType::flag) return text;
    auto parsed = parse_json(text, file_);
    return parsed && (parsed->is_integer() || parsed->is_bool()) ? std::move(*parsed) : Value(text);
  }

  const std::map<std::string, std::string>& settings_;
  const std::string& file_;
  Findings& findings_;
};

/// The next place outside of JSON's strings where a placeholder begins, with `$NAME` as one, too.
Found find_bare(std::string_view text, size_t from, bool& in_string) {
  for (size_t at = from; at < text.size(); ++at) {
    if (in_string && text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      in_string = !in_string;
    } else if (!in_string && std::string_view("$<{_").find(text[at]) != std::string_view::npos) {
      Found found = find_placeholder(text.substr(at, 80), 0);
      if (found.begin == 0) return {at, found.length, found.name};
      if (Found variable = find_variable(text, at); variable.begin == at) return variable;
    }
  }
  return {};
}

Mark mark_at(std::string_view text, size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return {static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
          static_cast<int>(offset - line_start) + 1};
}

// A number, a truth value or a piece of JSON goes in as it is, anything else as text.
std::string json_of(const std::string& value, const std::string& file) {
  return parse_json(value, file) ? value : to_json(Value(value));
}

}  // namespace

void fill_placeholders(Value& task, const std::map<std::string, std::string>& settings,
                       const std::string& file, Findings& findings) {
  if (task.is_object()) Filling(settings, file, findings).object(task, "task", "");
}

std::string fill_bare_placeholders(std::string_view text,
                                   const std::map<std::string, std::string>& settings,
                                   const std::string& file, Findings& findings) {
  std::string filled;
  size_t copied = 0;
  bool in_string = false;
  for (Found found = find_bare(text, 0, in_string); found.begin != std::string::npos;
       found = find_bare(text, copied, in_string)) {
    filled += text.substr(copied, found.begin - copied);
    copied = found.begin + found.length;
    const auto setting = settings.find(found.name);
    if (setting != settings.end())
      filled += json_of(setting->second, file);
    else
      findings.push_back(finding_of(Finding::Level::error, text.substr(found.begin, found.length),
                                    found.name, {file, mark_at(text, found.begin), ""}));
  }
  return filled + std::string(text.substr(copied));
}

}  // namespace gonogo
