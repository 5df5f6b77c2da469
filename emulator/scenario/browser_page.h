// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "emulator/scenario/verbs.h"
#include "emulator/scenario/web_driver.h"

namespace gonogo {

/// What one step does in one browser: every act waits for what it needs until the deadline.
class Page {
 public:
  Page(WebDriver& driver, VerbContext& context, Moment deadline)
      : driver_(driver), context_(context), deadline_(deadline) {}

  /// Time that is left; a little at least, so that a last look can still be taken.
  Milliseconds left() const;
  bool is_late() const { return clock().now() >= deadline_; }
  Clock& clock() const { return context_.context.world.clock; }
  VerbContext& context() const { return context_; }

  Result<Value> ask(const std::string& method, const std::string& path, const Value& body = {}) {
    return driver_.ask(method, path, body, left());
  }
  Result<Value> command(const std::string& name, const Value& parameters) {
    return driver_.command(name, parameters, left());
  }
  Result<Value> run(const std::string& script, Value arguments = Value::array()) {
    return driver_.run(script, std::move(arguments), left());
  }

  /// Asks again and again until there is an answer; the deadline's last Error otherwise. An Error
  /// that time will not heal ends it at once.
  template <typename T>
  Result<T> wait(const std::function<Result<T>()>& look) {
    for (;;) {
      auto found = look();
      if (found || is_late() || !heals(found.error())) return found;
      clock().sleep(Milliseconds(20));
    }
  }

  /// The words that a person sees, in open shadow roots and frames of the same origin, too, blanks made
  /// one; `with_values`: also what stands in fields, which a person may have typed there.
  Result<std::string> text(bool with_values = false);
  /// What a dialog of the page says; nothing where none is open.
  std::optional<std::string> dialog();
  Result<std::string> url();
  Result<std::string> title();

 private:
  static bool heals(const Error& error);

  WebDriver& driver_;
  VerbContext& context_;
  Moment deadline_;
};

/// What an action looks for when its target is only a name.
enum class TargetUse { any, field, choice, check, file };

/// The one element that a target means, visible and enabled, waited for. Errors: target-missing
/// (names the nearest), target-ambiguous (lists the candidates), target-disabled.
Result<Value> find_target(Page& page, const Value& target, TargetUse use);

/// A target as a person reads it: "Enter the raffle", "button \"Enter\"", "css #email".
std::string target_text(const Value& target);

}  // namespace gonogo
