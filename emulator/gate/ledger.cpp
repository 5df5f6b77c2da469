// SPDX-License-Identifier: Apache-2.0
#include "emulator/gate/ledger.h"

#include "emulator/base/members.h"
#include "emulator/base/text.h"
#include "emulator/io/document.h"

namespace gonogo {
namespace {

constexpr std::string_view unreadable_event = "unreadable";
constexpr std::string_view not_started = "not-started";

std::string line_of(const LedgerEntry& entry) {
  Value value = Value::object({{"event", entry.event},
                               {"time", to_rfc3339(entry.time, 3)},
                               {"verdict", entry.verdict},
                               {"trigger", entry.trigger}});
  if (!entry.commit.empty()) value.set("commit", entry.commit);
  if (!entry.again.empty()) value.set("again", entry.again);
  if (entry.event == "ended") value.set("exitCode", entry.exit_code);
  if (!entry.text.empty()) value.set("text", entry.text);
  return to_json(value);
}

// An entry of another shape than ours is as unreadable as no JSON: it must not pass for "never".
std::optional<LedgerEntry> entry_of(const std::string& line) {
  const auto value = parse_json(line, "ledger.jsonl");
  if (!value || !value->is_object()) return std::nullopt;
  LedgerEntry entry{.event = text_of(*value, "event"),
                    .time = from_rfc3339(text_of(*value, "time")),
                    .verdict = text_of(*value, "verdict"),
                    .trigger = text_of(*value, "trigger"),
                    .commit = text_of(*value, "commit"),
                    .again = text_of(*value, "again"),
                    .text = text_of(*value, "text")};
  if (entry.event == unreadable_event) return entry;
  const Value* code = value->find("exitCode");
  const bool ended = entry.event == "ended";
  if (ended && (code == nullptr || !code->is_integer())) return std::nullopt;
  if (ended) entry.exit_code = static_cast<int>(code->as_integer());
  if (!ended && entry.event != "started" && entry.event != not_started) return std::nullopt;
  if (entry.verdict.empty() || entry.trigger.empty()) return std::nullopt;
  return entry;
}

}  // namespace

Result<Ledger> Ledger::open(const Path& folder) {
  auto lock = FileLock::take(folder / "lock");
  if (!lock) return fail(lock.error());
  Ledger ledger(std::move(*lock), folder / "ledger.jsonl");
  const auto text = read_file(ledger.file_);
  if (!text && text.error().code != "no-such-file") return fail(text.error());
  if (text) ledger.read(*text);
  return ledger;
}

void Ledger::read(std::string_view text) {
  lines_ = split_lines(text);
  for (size_t i = 0; i < lines_.size(); ++i) {
    const auto entry = entry_of(lines_[i]);
    if (!entry && unreadable_line_ == 0) unreadable_line_ = static_cast<int>(i) + 1;
    entries_.push_back(entry ? *entry : LedgerEntry{});
  }
}

LedgerState Ledger::state_of(const std::string& verdict, const std::string& trigger) const {
  LedgerState state;
  LedgerState before;
  for (const LedgerEntry& entry : entries_) {
    if (entry.verdict != verdict || entry.trigger != trigger) continue;
    // As it was before the start that came to nothing.
    if (entry.event == not_started) state = before;
    if (entry.event == not_started) continue;
    if (entry.event == "started") before = state;
    const bool ended = entry.event == "ended";
    state = {.kind = !ended                 ? LedgerState::Kind::cut_short
                     : entry.exit_code == 0 ? LedgerState::Kind::succeeded
                                            : LedgerState::Kind::failed,
             .time = entry.time,
             .exit_code = entry.exit_code,
             .text = entry.text};
  }
  return state;
}

Result<Done> Ledger::set_aside_unreadable(WallTime now) {
  for (size_t i = 0; i < lines_.size(); ++i) {
    if (!entries_[i].event.empty()) continue;
    entries_[i] = {.event = std::string(unreadable_event), .time = now, .text = lines_[i]};
    lines_[i] = line_of(entries_[i]);
  }
  unreadable_line_ = 0;
  return write();
}

Result<Done> Ledger::append(const LedgerEntry& entry) {
  entries_.push_back(entry);
  lines_.push_back(line_of(entry));
  return write();
}

// The whole file at once: a reader, or a gate after a crash, sees all of an entry or none of it.
Result<Done> Ledger::write() { return write_file(file_, join(lines_, "\n") + "\n"); }

}  // namespace gonogo
