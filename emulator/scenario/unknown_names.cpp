// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/unknown_names.h"

#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/scenario/placeholder.h"

namespace gonogo {
namespace {

using Names = std::set<std::string>;
using Known = std::optional<std::vector<std::string>>;

/// Nothing where one of them is not looked up.
Known both(const Known& one, const Known& other) {
  if (!one || !other) return std::nullopt;
  Known all = one;
  all->insert(all->end(), other->begin(), other->end());
  return all;
}

void add_keys(Names& names, const Value& mapping) {
  for (const Value::Member& member : mapping.members()) names.insert(member.key);
}

/// "a.b.c" is known where it, "a.b" or "a" is: the rest is a member, which shows when it runs.
bool is_known(const std::string& name, const Names& names) {
  std::string part = name;
  for (size_t dot = 0; !names.contains(part); part.resize(dot)) {
    dot = part.rfind('.');
    if (dot == std::string::npos) return false;
  }
  return true;
}

void add_captured(Names& names, const Step& step) {
  for (const Capture& capture : step.captures) names.insert(capture.name);
  // Of a wait that could not be read there is no step.
  if (step.verb == Verb::wait && !step.steps.empty()) add_captured(names, step.steps[0]);
  const Value* as = step.verb == Verb::include ? step.body.find("as") : nullptr;
  if (as != nullptr) names.insert(as->as_text());
}

class Search {
 public:
  Search(const KnownNames& known, Findings& findings) : known_(known), findings_(findings) {}

  void look_at(const Scenario& scenario);

 private:
  void look_at(const std::vector<Step>& steps, Names names);
  void look_at(const Step& step, const Names& names);
  void look_inside(const Step& include);
  void look_at(const std::vector<Expectation>& expectations, const Names& names);
  void look_at(const Value& value, const Names& names, const Location& where);
  void look_at(const std::string& text, const Names& names, const Location& where);
  void look_up(const Placeholder& placeholder, const Names& names, const Location& where);
  void look_up(const char* kind, const Known& known, const std::string& name,
               const Location& where);
  void look_up_target(const char* kind, const Known& known, const Value* written,
                      const Step& step);
  void look_at_fault(const Step& step);
  void report(Finding::Level level, const std::string& kind, const std::string& name,
              const std::vector<std::string>& known, const Location& where);

  const KnownNames& known_;
  Findings& findings_;
};

void Search::report(Finding::Level level, const std::string& kind, const std::string& name,
                    const std::vector<std::string>& known, const Location& where) {
  // Of "container or service" the first names the rule.
  Finding finding{.level = level,
                  .rule = "unknown-" + kind.substr(0, kind.find(' ')),
                  .message = unknown_text(kind, name, known),
                  .where = where};
  if (kind == "variable")
    finding.hint = "define it under vars:, capture it before, or give it with --set " + name + "=…";
  else if (!known.empty())
    finding.hint = "there is " + join(known, ", ");
  const bool told = std::any_of(findings_.begin(), findings_.end(), [&](const Finding& each) {
    return each.message == finding.message && each.where.file == where.file &&
           each.where.mark == where.mark;
  });
  if (!told) findings_.push_back(std::move(finding));
}

void Search::look_up(const char* kind, const Known& known, const std::string& name,
                     const Location& where) {
  if (known && std::find(known->begin(), known->end(), name) == known->end())
    report(Finding::Level::error, kind, name, *known, where);
}

void Search::look_up(const Placeholder& placeholder, const Names& names, const Location& where) {
  const auto one_of = [&](const char* kind, const Known& known) {
    look_up(kind, known, placeholder.name, where);
  };
  switch (placeholder.kind) {
    case Placeholder::Kind::variable:
      if (!is_known(placeholder.name, names))
        report(known_.unknown_variable, "variable", placeholder.name,
               std::vector<std::string>(names.begin(), names.end()), where);
      return;
    case Placeholder::Kind::task: return one_of("task", known_.tasks);
    case Placeholder::Kind::service: return one_of("service", known_.services);
    case Placeholder::Kind::secret: return one_of("secret", known_.secrets);
    case Placeholder::Kind::environment:
    case Placeholder::Kind::generator: return;
  }
}

void Search::look_at(const std::string& text, const Names& names, const Location& where) {
  const auto placeholders = placeholders_of(text);
  if (!placeholders) return;  // reported where it was read
  for (const Placeholder& each : *placeholders) look_up(each, names, where);
}

void Search::look_at(const Value& value, const Names& names, const Location& where) {
  Location here = where;
  if (value.mark != Mark{}) here.mark = value.mark;
  if (value.is_text()) look_at(value.as_text(), names, here);
  for (const Value& item : value.items()) look_at(item, names, here);
  for (const Value::Member& member : value.members()) {
    look_at(member.key, names, here);
    look_at(member.value, names, here);
  }
}

void Search::look_at(const std::vector<Expectation>& expectations, const Names& names) {
  for (const Expectation& each : expectations) {
    look_at(each.field, names, each.where);
    look_at(each.wanted, names, each.where);
  }
}

/// What is written by a placeholder is known when it runs.
void Search::look_up_target(const char* kind, const Known& known, const Value* written,
                            const Step& step) {
  if (written == nullptr || !written->is_text()) return;
  const std::string& name = written->as_text();
  if (name.empty() || name.find("${") != std::string::npos) return;
  Location where = step.where;
  if (written->mark != Mark{}) where.mark = written->mark;
  look_up(kind, known, name, where);
}

void Search::look_at_fault(const Step& step) {
  const Value& faults = *step.body.find("fault");
  for (const Value::Member& fault : faults.members()) {
    const Value& on = fault.value;
    if (fault.key == "stop") look_up_target("task", known_.tasks, &on, step);
    if (fault.key == "restart") look_up_target("service", known_.services, &on, step);
    if (fault.key == "kill" || fault.key == "pause" || fault.key == "resume")
      look_up_target("container or service", both(known_.containers, known_.services), &on, step);
    for (const char* end : {"from", "to"})
      look_up_target("task or service", both(known_.tasks, known_.services), on.find(end), step);
  }
}

// A fragment sees its arguments and defaults, and nothing of who includes it.
void Search::look_inside(const Step& include) {
  Names inside = known_.variables;
  add_keys(inside, include.defaults);
  if (const Value* arguments = include.body.find("with")) add_keys(inside, *arguments);
  look_at(include.defaults, inside, {.file = include.fragment});
  look_at(include.steps, inside);
}

void Search::look_at(const Step& step, const Names& names) {
  Names here = names;
  add_keys(here, step.for_each);
  look_at(step.body, here, step.where);
  look_at(step.expect, here);
  look_up_target("service", known_.services, step.body.find("service"), step);
  if (step.verb == Verb::exec)
    look_up_target("container", known_.containers, step.body.find("in"), step);
  if (step.verb == Verb::fault) look_at_fault(step);
  if (step.retry) {
    look_at(step.retry->until, here);
    look_at(step.retry->unless, here);
  }
  for (const Capture& capture : step.captures) {
    look_at(capture.field, here, capture.where);
    for (const Value& filter : capture.filters) look_at(filter, here, capture.where);
  }
  if (step.verb == Verb::include) return look_inside(step);
  look_at(step.steps, here);
}

void Search::look_at(const std::vector<Step>& steps, Names names) {
  for (const Step& step : steps) {
    look_at(step, names);
    add_captured(names, step);
  }
}

void Search::look_at(const Scenario& scenario) {
  Names names = known_.variables;
  for (const auto& [name, value] : scenario.vars) names.insert(name);
  for (const auto& [name, value] : scenario.row) names.insert(name);
  for (const auto& [name, value] : scenario.vars) look_at(value, names, scenario.where);
  for (const auto& [name, value] : scenario.row)
    look_at(value, names, scenario.row_where.file.empty() ? scenario.where : scenario.row_where);
  look_at(scenario.steps, names);
  for (const Step& step : scenario.steps) add_captured(names, step);
  look_at(scenario.finally, names);
  for (const Step& step : scenario.finally) add_captured(names, step);
  for (const std::string& secret : scenario.secrets)
    look_up({.kind = Placeholder::Kind::variable, .name = secret}, names, scenario.where);
}

}  // namespace

std::string unknown_text(const std::string& kind, const std::string& name,
                         const std::vector<std::string>& known) {
  return "there is no " + kind + " \"" + name + "\"" + did_you_mean(name, known);
}

Findings unknown_names(const std::vector<Scenario>& scenarios, const KnownNames& known) {
  Findings findings;
  Search search(known, findings);
  for (const Scenario& scenario : scenarios) search.look_at(scenario);
  return findings;
}

}  // namespace gonogo
