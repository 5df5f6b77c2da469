// SPDX-License-Identifier: Apache-2.0
#include "emulator/gate/action.h"
#include "emulator/io/interrupt.h"
#include "emulator/report/plain.h"
#include "emulator/verdict/verdict.h"

namespace gonogo {
namespace {

std::string parenthesis(const std::string& text) { return text.empty() ? "" : " (" + text + ")"; }

Started refuse_to_start(const TriggerAction& action, const std::string& why, World& world) {
  say(world, "refused: " + why);
  return {exit_code::gate_could_not_act, {action.id, action.title, "refused", why}};
}

/// Nothing: go on.
std::optional<Started> stop_for(const LedgerState& state, const TriggerAction& action, World& world) {
  const std::string when = to_rfc3339(state.time);
  switch (state.kind) {
    case LedgerState::Kind::never: return std::nullopt;
    case LedgerState::Kind::succeeded: {
      const std::string text =
          action.title + " already ran for this verdict at " + when + parenthesis(state.text);
      say(world, text + ": nothing to do");
      return Started{exit_code::go, {action.id, action.title, "done-before", text}};
    }
    case LedgerState::Kind::failed:
      return refuse_to_start(
          action,
          action.title + " ran for this verdict and failed (" +
              (state.text.empty() ? "exit " + std::to_string(state.exit_code) : state.text) + ", " +
              when + "); look what it did, then --again REASON",
          world);
    case LedgerState::Kind::cut_short:
      return refuse_to_start(action,
                             action.title + " was started for this verdict at " + when +
                                 " and its end is unknown; look what it did, then --again REASON",
                             world);
  }
  return Started{exit_code::gate_could_not_act, {}};
}

// An unknown end is not written: the entry without end asks for a look.
Result<Done> write_end(LedgerEntry entry, const Ending& ending, Ledger& ledger, World& world) {
  if (ending.kind == Ending::Kind::unknown) return Done{};
  entry.event = ending.kind == Ending::Kind::not_started ? "not-started" : "ended";
  entry.time = world.clock.wall();
  entry.exit_code = ending.exit_code;
  entry.text = ending.text;
  return ledger.append(entry);
}

std::string told(const Ending& ending) {
  switch (ending.kind) {
    case Ending::Kind::done: return "done: " + ending.text;
    case Ending::Kind::not_started: return "refused: " + ending.text;
    case Ending::Kind::failed: return "failed: " + ending.text;
    case Ending::Kind::unknown:
      return "unknown: " + ending.text + "; look what happened, then --again REASON";
  }
  return ending.text;
}

std::string word_of(Ending::Kind kind) {
  switch (kind) {
    case Ending::Kind::done: return "done";
    case Ending::Kind::not_started: return "not-started";
    case Ending::Kind::failed: return "failed";
    case Ending::Kind::unknown: return "unknown";
  }
  return "unknown";
}

Started act(const TriggerAction& action, const LedgerEntry& entry, Ledger& ledger, World& world) {
  if (auto written = ledger.append(entry); !written)
    return refuse_to_start(
        action, "the ledger can't be written, so nothing was started: " + to_line(written.error()),
        world);
  const Ending ending = action.act();
  const auto written = write_end(entry, ending, ledger, world);
  say(world, told(ending));
  if (!written)
    say(world, "its end could not be written to the ledger: " + to_line(written.error()));
  Started started{exit_code::gate_could_not_act,
                  {action.id, action.title, word_of(ending.kind), ending.text}};
  if (ending.kind == Ending::Kind::done && written) started.exit_code = exit_code::go;
  if (ending.interrupted) started.exit_code = exit_code::interrupted;
  return started;
}

}  // namespace

void say(World& world, const std::string& line) { world.out.write(printable(line) + "\n"); }

bool rest(Clock& clock, Milliseconds duration) {
  constexpr Milliseconds slice(100);
  const Moment end = clock.now() + duration;
  while (clock.now() < end) {
    if (interrupted()) return false;
    clock.sleep(std::min(slice, std::chrono::ceil<Milliseconds>(end - clock.now())));
  }
  return !interrupted();
}

Started start_once(const TriggerAction& action, const Occasion& occasion, Ledger& ledger, World& world) {
  const bool again = !occasion.again.empty();
  if (ledger.unreadable_line() > 0 && !again)
    return refuse_to_start(action,
                           "line " + std::to_string(ledger.unreadable_line()) +
                               " of the ledger can't be read, so whether this verdict was acted on "
                               "is unknown; look what happened, then --again REASON",
                           world);
  const LedgerState state = ledger.state_of(occasion.verdict_sha256, action.id);
  if (!again)
    if (auto stopped = stop_for(state, action, world)) return *stopped;
  if (occasion.dry_run) {
    say(world, "dry run: would start: " + action.preview);
    return {};
  }
  return act(action,
             {.event = "started",
              .time = world.clock.wall(),
              .verdict = occasion.verdict_sha256,
              .trigger = action.id,
              .commit = occasion.commit,
              .again = occasion.again},
             ledger, world);
}

}  // namespace gonogo
