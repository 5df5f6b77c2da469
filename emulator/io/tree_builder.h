// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/value.h"

namespace gonogo {

/// A position that walks through a text once and knows its line and column there. Columns count
/// characters, as editors show them, not bytes.
struct TextCursor {
  std::string_view text;
  size_t at = 0;
  Mark mark{1, 1};

  bool at_end() const { return at >= text.size(); }
  void step();
  void advance_to(size_t offset);
};

/// Builds a Value from the events of a reader (JSON or YAML), which come in the order of the text.
/// It refuses a duplicate key (with the code `duplicate-key` and its pointer) and what nests deeper than 200, so that nobody's recursion over the
/// result can overflow the stack. Every function answers false once it has refused.
class TreeBuilder {
 public:
  /// `code` and `file` are those of its errors.
  TreeBuilder(std::string code, std::string file);

  bool begin(Value container, Mark mark);
  bool end();
  bool key(std::string name, Mark mark);
  bool value(Value value, Mark mark);
  /// True when the next event inside of a mapping must be a key.
  bool wants_key() const;
  /// The place of the key whose value comes next, or `otherwise` outside of a mapping.
  Mark pending_mark(Mark otherwise) const;

  bool refuse(std::string what, Mark mark, std::string seen = {}, std::string hint = {});
  const std::optional<Error>& refusal() const { return refusal_; }
  /// The value that was completed last, so that an anchor can keep it.
  const Value& last() const;
  Value take() { return std::move(root_); }
  size_t depth() const { return frames_.size(); }

 private:
  struct Frame {
    Value container;
    std::string key{};
    Mark key_mark{};
    bool has_key = false;
    std::unordered_set<std::string> keys{};
  };
  bool place(Value value);
  /// The JSON pointer of the container that is open, or of the value that comes next in it.
  std::string pointer() const;

  std::string code_;
  std::string file_;
  std::vector<Frame> frames_;
  Value root_;
  std::optional<Error> refusal_;
};

}  // namespace gonogo
