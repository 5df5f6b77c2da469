// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>

#include "emulator/io/digest.h"
#include "emulator/io/document.h"
#include "tests/gate/sample_checkout.h"
#include "tests/support/golden.h"

namespace gonogo::test {

/// Time that passes only by sleeping: 2026-11-24T12:01:04Z at first, one minute after the verdict.
struct GateClock final : Clock {
  Nanoseconds slept{};
  Moment now() const override { return Moment(slept); }
  WallTime wall() const override { return from_rfc3339("2026-11-24T12:01:04Z") + slept; }
  void sleep(Milliseconds duration) override { slept += duration; }
};

/// A run's folder with a GO and a world around it, whose gate says what it does into `said`.
struct Stage {
  TemporaryFolder folder{};
  GateSample sample = gate_sample();
  GateClock clock{};
  RealProcesses processes{};
  std::string said{};
  World world{clock, processes, {{"PATH", std::getenv("PATH")}}, folder.path(), {}, {}, {}};
  GateOptions options{.run_folder = folder.path() + "/run",
                      .ledger_folder = folder.path() + "/gate"};

  Stage() {
    world.out.write = [this](std::string_view text) { said += text; };
    world.err.write = world.out.write;
    store();
  }
  void store() {
    folder.write("run/verdict.json", to_json(to_value(sample.verdict())));
    folder.write("run/results.json", to_json(to_value(sample.results)));
  }
  int gate() {
    said.clear();
    return run_gate(options, sample.checkout, sample.policy, world);
  }
  bool has_said(const std::string& words) const { return said.find(words) != std::string::npos; }
  std::string ledger_file() const { return options.ledger_folder + "/ledger.jsonl"; }
  std::string digest() const { return sha256(read_text(options.run_folder + "/verdict.json")); }
};

}  // namespace gonogo::test
