// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/verify_command.h"

#include "emulator/base/duration.h"
#include "emulator/base/text.h"
#include "emulator/cli/loading.h"
#include "emulator/cli/policy_file.h"
#include "emulator/gate/signed_run.h"
#include "emulator/gate/verify.h"
#include "emulator/io/document.h"
#include "emulator/report/plain.h"

namespace gonogo {
namespace {

int wrong_usage(World& world, const std::string& text) {
  world.err.write("gonogo: " + text + "\n");
  return exit_code::bad_input;
}

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

std::optional<std::vector<PublicKey>> read_keys(const Options& options, World& world) {
  std::vector<PublicKey> keys;
  for (const std::string& file : options.keys) {
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

int accepted(const Options& options, World& world, const SignedVerdict& given,
             const Wanted& wanted) {
  const Verdict& verdict = given.verdict;
  if (options.json()) {
    world.out.write(
        to_json(Value::object(
            {{"accepted", true}, {"key", given.key_id}, {"verdict", to_value(verdict)}})) +
        "\n");
    return exit_code::go;
  }
  const auto age = std::chrono::duration_cast<Milliseconds>(wanted.now - verdict.finished);
  world.out.write("accepted: " + printable(verdict.project) + " " +
                  short_id(verdict.subject.commit) + " GO, signed by key " +
                  given.key_id.substr(0, 8) + ", " + to_text(age) + " old\n" +
                  "  matches: " + compared(wanted) + "\n");
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
  const auto keys = read_keys(options, world);
  if (!keys) return exit_code::bad_input;
  Path file = (world.folder / options.targets[1]).lexically_normal();
  if (std::filesystem::is_directory(file)) file /= signed_verdict_name;
  const auto given = read_signed_verdict(file, *keys);
  if (!given) return refused(options, world, {.text = to_line(given.error())});
  if (const auto no = refuse_unwanted(given->verdict, wanted)) return refused(options, world, *no);
  return accepted(options, world, *given, wanted);
}

}  // namespace gonogo
