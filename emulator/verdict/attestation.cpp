// SPDX-License-Identifier: Apache-2.0
#include "emulator/verdict/attestation.h"

#include <algorithm>

#include "emulator/base/members.h"
#include "emulator/io/document.h"
#include "emulator/verdict/excuses.h"

namespace gonogo {
namespace {

constexpr std::string_view sha256_prefix = "sha256:";

std::string hex_of(const std::string& digest) {
  return digest.starts_with(sha256_prefix) ? digest.substr(sha256_prefix.size()) : digest;
}

Value digest_value(const std::string& algorithm, const std::string& hex) {
  return Value::object({{algorithm, hex}});
}

Value resource(const std::string& name, const std::string& sha256) {
  return Value::object({{"name", name}, {"digest", digest_value("sha256", sha256)}});
}

// What stands in for RDS and ElastiCache is listed among the images under the service's name.
bool is_service(const Subject& subject, const std::string& name) {
  return std::any_of(subject.services.begin(), subject.services.end(),
                     [&](const Subject::Service& service) { return service.name == name; });
}

// A digest says all of a subject (in-toto: subjects are matched by digest alone), so a stand-in or
// a service of this machine, which nobody deploys, is none.
Value subjects_of(const Verdict& verdict) {
  const Subject& subject = verdict.subject;
  Value commit = digest_value("gitCommit", subject.commit);
  if (!subject.tree.empty()) commit.set("gitTree", subject.tree);
  Value subjects = Value::array();
  subjects.push(Value::object({{"name", verdict.project}, {"digest", commit}}));
  for (const ImageUse& image : subject.images)
    if (!image.stand_in && !is_service(subject, image.name) &&
        image.digest.starts_with(sha256_prefix))
      subjects.push(resource(image.name, hex_of(image.digest)));
  return subjects;
}

Value statement(const Verdict& verdict, std::string_view predicate_type, Value predicate) {
  return Value::object({{"_type", in_toto_statement_type},
                        {"subject", subjects_of(verdict)},
                        {"predicateType", predicate_type},
                        {"predicate", std::move(predicate)}});
}

Value configuration_of(const Verdict& verdict) {
  Value list = Value::array();
  list.push(resource("policy", verdict.policy_sha256));
  list.push(resource("scenarios", verdict.subject.scenarios_sha256));
  for (const auto& [path, sha256] : verdict.subject.inputs) list.push(resource(path, sha256));
  for (const auto& [family, sha256] : verdict.subject.task_definitions)
    list.push(resource("task definition " + family, sha256));
  return list;
}

struct TestNames {
  Value passed = Value::array();
  Value warned = Value::array();
  Value failed = Value::array();

  void add(const std::string& name, Outcome outcome) {
    switch (outcome) {
      case Outcome::passed: passed.push(name); break;
      case Outcome::flaky: warned.push(name); break;
      case Outcome::failed:
      case Outcome::errored:
      case Outcome::not_run: failed.push(name); break;
      case Outcome::skipped: break;
    }
  }
};

TestNames names_of(const RunResult& result) {
  TestNames names;
  for (const ScenarioResult& scenario : result.scenarios) {
    names.add(scenario.id, scenario.outcome);
    for (const CaseResult& each : scenario.cases) names.add(case_id(scenario, each), each.outcome);
  }
  return names;
}

bool holds(const Verdict& verdict) {
  return verdict.decision == Decision::go && unsigned_because(verdict).empty() &&
         verdict.subject.overrides.empty() && verdict.subject.unbound_files.empty();
}

tl::unexpected<Error> bad_attestation(const std::string& file, const std::string& what,
                                      const std::string& seen = "") {
  return fail({.code = "bad-attestation", .what = what, .where = {.file = file}, .seen = seen});
}

bool names_commit(const Value& statement, const std::string& commit) {
  const auto& subjects = part_of(statement, "subject").items();
  return !commit.empty() && std::any_of(subjects.begin(), subjects.end(), [&](const Value& each) {
    return text_of(part_of(each, "digest"), "gitCommit") == commit;
  });
}

}  // namespace

std::string unsigned_because(const Verdict& verdict) {
  if (!verdict.full) return "the run is partial";
  if (verdict.subject.commit.empty()) return "there is no commit";
  if (verdict.subject.dirty) return "the tree is dirty";
  return "";
}

Value verdict_statement(const Verdict& verdict, const std::string& results_sha256) {
  return statement(verdict, verdict_predicate_type,
                   Value::object({{"verdict", to_value(verdict)},
                                  {"results", digest_value("sha256", results_sha256)}}));
}

Value svr_statement(const Verdict& verdict) {
  Value properties = Value::array();
  if (holds(verdict)) {
    properties.push("GONOGO_GO");
    for (const auto& [kind, counts] : verdict.kinds) {
      std::string name = kind;
      for (char& c : name) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
      if (counts.passed > 0) properties.push("GONOGO_" + name + "_PASSED");
    }
  }
  const Value verifier =
      Value::object({{"id", "urn:gonogo:project:" + verdict.project},
                     {"policies", Value(Value::Array{resource("policy", verdict.policy_sha256)})}});
  return statement(verdict, svr_predicate_type,
                   Value::object({{"verifier", verifier},
                                  {"timeCreated", to_rfc3339(verdict.finished)},
                                  {"properties", properties}}));
}

Value test_result_statement(const Verdict& verdict, const RunResult& result) {
  TestNames names = names_of(result);
  const char* outcome = !holds(verdict) ? "FAILED" : verdict.warnings.empty() ? "PASSED" : "WARNED";
  return statement(verdict, test_result_predicate_type,
                   Value::object({{"result", outcome},
                                  {"configuration", configuration_of(verdict)},
                                  {"passedTests", std::move(names.passed)},
                                  {"warnedTests", std::move(names.warned)},
                                  {"failedTests", std::move(names.failed)}}));
}

Result<SignedVerdict> signed_verdict_of(const Opened& opened, const std::string& file) {
  if (opened.type != in_toto_payload_type)
    return bad_attestation(file, "the envelope carries no in-toto statement",
                           "payloadType \"" + opened.type + "\"");
  const auto statement = parse_json(opened.body, file);
  if (!statement) return because(statement.error(), "the signed statement");
  if (text_of(*statement, "_type") != in_toto_statement_type)
    return bad_attestation(file, "the envelope carries no in-toto statement of version 1",
                           "_type \"" + text_of(*statement, "_type") + "\"");
  if (text_of(*statement, "predicateType") != verdict_predicate_type)
    return bad_attestation(file, "the statement is no verdict of gonogo",
                           "predicateType \"" + text_of(*statement, "predicateType") + "\"");
  const Value& predicate = part_of(*statement, "predicate");
  auto verdict = verdict_of(part_of(predicate, "verdict"));
  if (!verdict) return because(verdict.error(), file);
  if (!names_commit(*statement, verdict->subject.commit))
    return bad_attestation(file, "the statement is not about its verdict's commit",
                           "commit \"" + verdict->subject.commit + "\"");
  return SignedVerdict{std::move(*verdict), text_of(part_of(predicate, "results"), "sha256"),
                       opened.key_id};
}

}  // namespace gonogo
