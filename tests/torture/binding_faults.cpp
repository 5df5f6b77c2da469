// SPDX-License-Identifier: Apache-2.0
#include "tests/torture/torture.h"

namespace gonogo::torture {
namespace {

std::string other_digest(Stage& stage, std::string digest) {
  char& digit = digest[stage.below(digest.size())];
  digit = digit == '7' ? '8' : '7';
  return digest;
}

void other_commit(Stage& stage) {
  stage.sample.checkout.commit = other_digest(stage, stage.sample.checkout.commit);
  stage.wanted.commit = stage.sample.checkout.commit;
}

void other_checkout(Stage& stage) {
  Checkout& here = stage.sample.checkout;
  auto& [family, definition] = here.task_definitions[stage.below(here.task_definitions.size())];
  auto& [path, input] = here.inputs[stage.below(here.inputs.size())];
  std::string* const digests[] = {
      &here.policy_sha256, &here.scenarios_sha256, &definition, &input, &family, &path};
  std::string& digest = *digests[stage.below(std::size(digests))];
  digest = stage.below(4) == 0 ? "" : other_digest(stage, digest);
}

void dirty_here(Stage& stage) { stage.sample.checkout.dirty = true; }

void other_image(Stage& stage) {
  auto& [name, digest] = stage.wanted.images[0];
  std::string& text = stage.below(2) == 0 ? name : digest;
  text = stage.below(4) == 0 ? "" : other_digest(stage, text);
}

void other_policy(Stage& stage) {
  stage.wanted.policy_sha256 = other_digest(stage, stage.wanted.policy_sha256);
}

// Outside of the time in which the verdict holds, by seconds or by years.
void clock_jump(Stage& stage) {
  const Verdict verdict = stage.sample.verdict();
  // Further back than clocks of two machines may differ.
  const std::chrono::seconds far(1 + stage.below(stage.below(2) == 0 ? 60 : 50'000'000));
  const bool back = stage.below(2) == 0;
  stage.sample.checkout.now = back ? verdict.finished - clock_skew - far : verdict.expires + far;
  stage.wanted.now = stage.sample.checkout.now;
}

// The machine that ran had a wrong clock: what it wrote is from the future, or long ago.
void clock_of_the_run(Stage& stage) {
  RunResult& run = stage.sample.results;
  const std::chrono::hours far(3 + static_cast<int>(stage.below(20'000)));
  const auto shift = stage.below(2) == 0 ? far : -far;
  run.started += shift;
  run.finished += shift;
  if (stage.below(3) == 0) run.finished = {};
  stage.store();
}

void bad_key(Stage& stage) {
  PublicKey& key = stage.trusted[0];
  switch (stage.below(5)) {
    case 0: stage.trusted.clear(); break;
    case 1: key = make_signing_key().public_key(); break;
    case 2: key.bytes.resize(stage.below(32)); break;
    case 3: key.bytes.assign(32, '\0'); break;  // a point of small order: "signs" anything
    default: key.bytes[stage.below(32)] ^= static_cast<char>(1U << stage.below(8)); break;
  }
}

void second_gate(Stage& stage) { stage.triggers_before = gate_once(stage); }

void torn_ledger(Stage& stage) {
  stage.triggers_before = gate_once(stage);
  const std::string name = "gate/ledger.jsonl";
  std::string text = test::read_text(stage.folder.path() + "/" + name);
  const size_t first_line = text.find('\n');
  // The kernel's last word was half a line, or `ended` never came.
  text.resize(1 + stage.below(first_line + 1));
  stage.folder.write(name, text);
}

void corrupt_ledger(Stage& stage) {
  stage.triggers_before = gate_once(stage);
  const std::string name = "gate/ledger.jsonl";
  std::string text = test::read_text(stage.folder.path() + "/" + name);
  text[stage.below(2)] = '#';
  stage.folder.write(name, text);
}

}  // namespace

std::vector<Fault> binding_faults() {
  using enum Allowed;
  return {{"another commit", other_commit},
          {"another checkout", other_checkout, refused, same},
          {"a dirty checkout", dirty_here, refused, same},
          {"another image", other_image, same, refused},
          {"another policy", other_policy, same, refused},
          {"a jump of the clock", clock_jump},
          {"a wrong clock where it ran", clock_of_the_run},
          {"a bad key", bad_key, same, refused},
          {"a second gate", second_gate, refused, same},
          {"a torn ledger", torn_ledger, refused, same},
          {"a corrupt ledger", corrupt_ledger, refused, same}};
}

}  // namespace gonogo::torture
