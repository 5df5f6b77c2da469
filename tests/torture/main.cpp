// SPDX-License-Identifier: Apache-2.0
// gonogo-torture COUNT [SEED]: plants COUNT faults, one at a time, and looks what the gate and the
// verifying side make of them. A try is repeated by its own seed: gonogo-torture 1 SEED.
#include <charconv>
#include <cstdio>
#include <cstring>
#include <map>

#include "emulator/io/document.h"
#include "tests/torture/torture.h"

namespace gonogo::torture {
namespace {

struct Tally {
  int false_go = 0;
  int wrong_triggers = 0;
  int rightly_go = 0;
  std::map<std::string, int> planted;
};

bool is_true_verdict(const Stage& stage, const Value& read) {
  const Verdict verdict = stage.sample.verdict();
  return verdict.decision == Decision::go && read == to_value(verdict);
}

bool gate_read_the_truth(const Stage& stage) {
  const auto value = read_document(stage.file("verdict.json"));
  if (!value) return false;
  const auto verdict = verdict_of(*value);
  return verdict && is_true_verdict(stage, to_value(*verdict));
}

void complain(const char* what, const Fault& fault, std::uint64_t seed) {
  std::printf("%s: %s (gonogo-torture 1 %llu)\n", what, fault.name,
              static_cast<unsigned long long>(seed));
}

void look_at_gate(Stage& stage, const Fault& fault, std::uint64_t seed, Tally& tally) {
  if (fault.gate == Allowed::unasked) return;
  const int triggers = gate_once(stage) - stage.triggers_before;
  if (triggers == 0) return;
  const bool right = triggers == 1 && fault.gate == Allowed::same && gate_read_the_truth(stage);
  ++(right ? tally.rightly_go : tally.wrong_triggers);
  if (!right) complain("triggered", fault, seed);
}

void look_at_verifier(const Stage& stage, const Fault& fault, std::uint64_t seed, Tally& tally) {
  if (fault.verify == Allowed::unasked) return;
  const auto verdict = verify_once(stage);
  if (!verdict) return;
  const bool right = fault.verify == Allowed::same && is_true_verdict(stage, to_value(*verdict));
  ++(right ? tally.rightly_go : tally.false_go);
  if (!right) complain("false GO", fault, seed);
}

std::uint64_t number(const char* text) {
  std::uint64_t value = 0;
  std::from_chars(text, text + std::strlen(text), value);
  return value;
}

std::vector<Fault> all_faults() {
  std::vector<Fault> all;
  for (auto faults : {file_faults(), truth_faults(), binding_faults(), world_faults()})
    all.insert(all.end(), faults.begin(), faults.end());
  return all;
}

// Without a fault both sides say GO: else "no false GO" would be no news.
bool goes_without_fault() {
  Stage stage(0);
  return gate_once(stage) == 1 && verify_once(stage).has_value();
}

int run_campaign(std::uint64_t count, std::uint64_t first) {
  if (!goes_without_fault()) return std::puts("without a fault there is no GO"), 1;
  const std::vector<Fault> faults = all_faults();
  Tally tally;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const Fault& fault = faults[seed % faults.size()];
    Stage stage(seed);
    fault.plant(stage);
    ++tally.planted[fault.name];
    if (stage.false_go + stage.wrong_triggers > 0) complain("in the fault itself", fault, seed);
    tally.false_go += stage.false_go;
    tally.wrong_triggers += stage.wrong_triggers;
    look_at_gate(stage, fault, seed, tally);
    look_at_verifier(stage, fault, seed, tally);
  }
  for (const auto& [name, times] : tally.planted) std::printf("  %5d  %s\n", times, name.c_str());
  std::printf("rightly GO, by what a fault left whole: %d\n", tally.rightly_go);
  std::printf("false GO: %d of %llu, triggers on anything but GO: %d\n", tally.false_go,
              static_cast<unsigned long long>(count), tally.wrong_triggers);
  return tally.false_go + tally.wrong_triggers == 0 && count > 0 ? 0 : 1;
}

}  // namespace
}  // namespace gonogo::torture

int main(int argc, char** argv) {
  using gonogo::torture::number;
  return gonogo::torture::run_campaign(argc > 1 ? number(argv[1]) : 50,
                                       argc > 2 ? number(argv[2]) : 1);
}
