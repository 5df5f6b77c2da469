// SPDX-License-Identifier: Apache-2.0
#include "emulator/run/left_world.h"

#include "emulator/io/interrupt.h"

namespace gonogo {
namespace {

constexpr Milliseconds quantum{50};

std::string text_of(const Loss& loss) {
  return loss.who + " " + loss.what + (loss.detail.empty() ? "" : ": " + loss.detail);
}

/// The last scenario of the chain that was tried, if it passed.
ScenarioResult* last_passed(ChainFindings& findings) {
  for (auto each = findings.scenarios.rbegin(); each != findings.scenarios.rend(); ++each) {
    if (each->attempts.empty()) continue;
    const bool good = each->outcome == Outcome::passed || each->outcome == Outcome::flaky;
    return good ? &*each : nullptr;
  }
  return nullptr;
}

}  // namespace

bool judge_loss(const TriedWorld& world, const Loss& loss, const Redactor& redactor,
                ScenarioResult& scenario) {
  ChainFindings& findings = *world.findings;
  Loss seen = loss;
  seen.t += world.offset;
  seen.detail = redactor.redact(seen.detail);
  if (!findings.loss || findings.loss->kind == Loss::Kind::product) findings.loss = seen;
  findings.worlds.back().lost = true;
  const bool product = loss.kind == Loss::Kind::product;
  if (product) findings.crashed.push_back(scenario.id);
  scenario.outcome = product ? Outcome::failed : Outcome::errored;
  scenario.attempts.back().outcome = scenario.outcome;
  scenario.reason = redactor.redact(text_of(loss));
  return product;
}

void leave(TriedWorld world, const Redactor& redactor) {
  if (world.environment == nullptr) return;
  WorldFindings& found = world.findings->worlds.back();
  for (TimelineEntry entry : world.environment->timeline()) {
    entry.t += world.offset;
    entry.text = redactor.redact(entry.text);
    found.timeline.push_back(std::move(entry));
  }
  found.refused = world.environment->refused();
  if (const auto value = world.environment->describe()) {
    if (const Value* tasks = value->find("tasks")) found.tasks = *tasks;
    if (const Value* services = value->find("services")) found.services = *services;
  }
}

void watch_and_leave(TriedWorld world, Milliseconds time, const Redactor& redactor, Clock& clock) {
  ScenarioResult* last = world.environment != nullptr ? last_passed(*world.findings) : nullptr;
  for (Milliseconds waited{}; last != nullptr && waited < time; waited += quantum) {
    if (interrupted()) break;
    clock.sleep(quantum);
    if (const auto loss = world.environment->loss()) {
      judge_loss(world, *loss, redactor, *last);
      break;
    }
  }
  leave(std::move(world), redactor);
}

}  // namespace gonogo
