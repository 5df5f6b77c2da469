// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/verify_command.h"

#include <algorithm>

#include "emulator/base/duration.h"
#include "emulator/base/text.h"
#include "emulator/cli/loading.h"
#include "emulator/cli/policy_file.h"
#include "emulator/gate/signed_run.h"
#include "emulator/gate/verify.h"
#include "emulator/io/digest.h"
#include "emulator/io/document.h"
#include "emulator/report/plain.h"

namespace gonogo {
namespace {

// A name may hold a ':' and a port; the digest begins after the last '@'.
std::optional<std::pair<std::string, std::string>> image_of(const std::string& text) {
  const size_t at = text.rfind('@');
  if (at == 0 || at == std::string::npos || at + 1 == text.size()) return std::nullopt;
  return std::pair(text.substr(0, at), text.substr(at + 1));
}

bool read_wanted(const Options& options, World& world, Wanted& wanted) {
  for (const std::string& text : options.images) {
    const auto image = image_of(text);
    if (!image) return wrong_usage(world, "--image is NAME@DIGEST, not \"" + text + "\""), false;
    wanted.images.push_back(*image);
  }
  if (!options.max_age.empty()) {
    wanted.max_age = parse_duration(options.max_age);
    if (!wanted.max_age)
      return wrong_usage(world,
                         "--max-age is a duration such as 2h, not \"" + options.max_age + "\""),
             false;
  }
  if (options.policy.empty()) return true;
  const auto policy = load_policy((world.folder / options.policy).lexically_normal(), world);
  if (!policy) return false;
  wanted.policy_sha256 = policy_digest(*policy);
  wanted.allowed_overrides = policy->allowed_overrides;
  return true;
}

std::optional<std::vector<PublicKey>> read_keys(const std::vector<std::string>& files,
                                                World& world) {
  std::vector<PublicKey> keys;
  for (const std::string& file : files) {
    auto key = read_public_key((world.folder / file).lexically_normal());
    if (!key) return print_error(key.error(), world), std::nullopt;
    keys.push_back(std::move(*key));
  }
  return keys;
}

int refused(const Options& options, World& world, const Refusal& refusal) {
  if (options.json())
    world.out.write(to_json(Value::object({{"accepted", false}, {"refusal", refusal.text}})) +
                    "\n");
  else
    world.out.write("refused: " + printable(refusal.text) + "\n");
  return refusal.exit_code;
}

std::string compared(const Wanted& wanted) {
  std::string text = wanted.commit.empty() ? "any commit (--commit compares it)" : "commit";
  if (!wanted.images.empty())
    text += " · " + count_of(static_cast<long long>(wanted.images.size()), "image");
  if (!wanted.policy_sha256.empty()) text += " · policy " + short_id(wanted.policy_sha256, 4);
  if (wanted.max_age) text += " · age";
  return text;
}

/// Which of the deploying side's own keys may excuse a verdict, that side says: not the policy that
/// came along.
Result<std::optional<Override>> read_wanted_override(const Options& options,
                                                     const std::vector<PublicKey>& keys,
                                                     World& world) {
  if (options.override_file.empty()) return std::nullopt;
  const Path file = (world.folder / options.override_file).lexically_normal();
  const auto text = read_file(file);
  if (!text) return fail(text.error());
  const auto opened = open_envelope(*text, file.string(), keys);
  if (!opened) return fail(opened.error());
  auto override = override_of(*opened, file.string());
  if (!override) return fail(override.error());
  return std::optional(std::move(*override));
}

int accepted(const Options& options, World& world, const SignedVerdict& given,
             const Wanted& wanted) {
  const Verdict& verdict = given.verdict;
  if (options.json()) {
    Value said = Value::object({{"accepted", true},
                                {"key", given.key_id},
                                {"verdictDigest", sha256(to_json(to_value(verdict)))},
                                {"verdict", to_value(verdict)}});
    if (wanted.override) said.set("overridden", to_text(*wanted.override));
    world.out.write(to_json(said) + "\n");
    return exit_code::go;
  }
  const auto age = std::chrono::duration_cast<Milliseconds>(wanted.now - verdict.finished);
  world.out.write("accepted: " + printable(verdict.project) + " " +
                  short_id(verdict.subject.commit) + " " + std::string(to_text(verdict.decision)) +
                  ", signed by key " + given.key_id.substr(0, 8) + ", " +
                  to_text(std::max(age, Milliseconds(0))) + " old\n" +
                  "  matches: " + compared(wanted) + "\n");
  if (wanted.override)
    world.out.write("  overridden: " + printable(to_text(*wanted.override)) + "\n");
  return exit_code::go;
}

}  // namespace

int verify_verdict(const Options& options, World& world) {
  if (options.keys.empty())
    return wrong_usage(world,
                       "verdict verify needs --key FILE.pub: without a signature anybody can "
                       "have written a verdict");
  Wanted wanted{.commit = options.commit, .now = world.clock.wall()};
  if (!read_wanted(options, world, wanted)) return exit_code::bad_input;
  if (options.override_file.empty() != options.override_keys.empty())
    return wrong_usage(world, "--override-file FILE and --override-key FILE.pub belong together");
  const auto keys = read_keys(options.keys, world);
  const auto override_keys = read_keys(options.override_keys, world);
  if (!keys || !override_keys) return exit_code::bad_input;
  for (const PublicKey& judge : *keys)
    for (const PublicKey& person : *override_keys)
      if (judge.bytes == person.bytes)
        return wrong_usage(world, "a key that signs verdicts can't be one that overrides them");
  Path file = (world.folder / options.targets[1]).lexically_normal();
  if (std::filesystem::is_directory(file)) file /= signed_verdict_name;
  const auto given = read_signed_verdict(file, *keys);
  if (!given) return refused(options, world, {.text = to_line(given.error())});
  auto override = read_wanted_override(options, *override_keys, world);
  if (!override) return refused(options, world, {.text = to_line(override.error())});
  wanted.override = std::move(*override);
  if (const auto no = refuse_unwanted(given->verdict, wanted, given->results_sha256))
    return refused(options, world, *no);
  return accepted(options, world, *given, wanted);
}

}  // namespace gonogo
