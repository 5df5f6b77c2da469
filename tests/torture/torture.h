// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "emulator/gate/signed_run.h"
#include "emulator/gate/verify.h"
#include "tests/gate/sample_checkout.h"
#include "tests/support/golden.h"

namespace gonogo::torture {

/// One try: a run's folder as `gonogo run` leaves it, the checkout that is to be deployed, and what
/// the deploying side wants. A fault changes any of it.
struct Stage {
  explicit Stage(std::uint64_t seed);

  /// Judges `sample.results` and writes verdict.json, results.json and the envelope.
  void store();
  std::string file(const std::string& name) const { return folder.path() + "/run/" + name; }
  std::string text(const std::string& name) const { return test::read_text(file(name)); }
  void write(const std::string& name, const std::string& text) const {
    folder.write("run/" + name, text);
  }
  size_t below(size_t limit) { return limit == 0 ? 0 : random() % limit; }
  /// verdict.json, results.json or the envelope.
  std::string any_file();

  std::mt19937_64 random;
  test::TemporaryFolder folder;
  test::GateSample sample = test::gate_sample();
  SigningKey key{Secret(std::string(32, 'k'))};
  std::vector<PublicKey> trusted{key.public_key()};
  Wanted wanted{};
  int triggers_before = 0;  ///< that the fault itself let happen, rightly
  /// Of a fault that has to run the gate itself: how often that said GO, or started something,
  /// wrongly.
  int false_go = 0;
  int wrong_triggers = 0;
};

/// What an answer may be: `refused` always; `same`: GO too, if it is the true verdict that was
/// read; `unasked`: this side cannot know, and claims nothing (docs/gate.md, docs/verdict.md).
enum class Allowed { refused, same, unasked };

struct Fault {
  const char* name;
  void (*plant)(Stage& stage);
  Allowed gate = Allowed::refused;    ///< `gonogo gate`, by recomputing
  Allowed verify = Allowed::refused;  ///< `gonogo verdict verify`, by the signature
};

std::vector<Fault> file_faults();   ///< what is on the disk is torn, corrupt, missing or edited
std::vector<Fault> truth_faults();  ///< the run was no GO in the first place
std::vector<Fault> world_faults();  ///< servers lost, APIs that lie, a full disk, sudden death
std::vector<Fault>
binding_faults();  ///< something else is to be deployed; keys; clocks; the ledger

/// Runs the gate as a pipeline would: how often its command ran in all.
int gate_once(Stage& stage);
/// How often that was until now.
int triggers_of(const Stage& stage);
/// The gate's exit code, with what it is told.
int run_gate_of(Stage& stage, const GateOptions& options,
                const std::map<std::string, std::string>& variables = {});
GateOptions gate_options(const Stage& stage);
/// Asks as the deploying side would: whether it was accepted, and which verdict.
std::optional<Verdict> verify_once(const Stage& stage);

}  // namespace gonogo::torture
