// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/environment/fault.h"
#include "emulator/scenario/expectation.h"
#include "emulator/scenario/keys.h"
#include "emulator/scenario/run_scenario.h"

namespace gonogo {

struct Reading;

/// The browsers of a scenario, which end with it.
struct OpenBrowsers {
  virtual ~OpenBrowsers() = default;
};

/// What the tries of one running scenario share.
struct VerbContext {
  ScenarioContext& context;
  std::string file{};  ///< of the scenario, relative to the project's folder
  /// An actor's client keeps its cookies and connections; "" is who acts without `as`.
  std::map<std::string, std::unique_ptr<HttpClient>> clients{};
  std::string scenario{};         ///< its id
  std::string evidence_folder{};  ///< of this attempt, below the run's; "" until something is kept
  int evidence_count = 0;
  std::unique_ptr<OpenBrowsers> browsers{};

  /// Take back the faults that were to last for a time.
  std::vector<Fault> fault_ends{};

  /// A path as a step writes it: relative to the scenario's file.
  Path path_of(const std::string& written) const;
};

/// What one try of a verb gave.
struct Tried {
  Value fields = Value::object();  ///< for expect and capture: "status", "rows", …
  std::string json_problem{};      ///< why there is no `json`
  bool json_unreadable = false;    ///< there is something, but it is no JSON
  bool json_withheld = false;      ///< there is nothing where an answer has a body
  std::string request{};
  std::string response{};
  std::string rows{};
  std::vector<std::string> columns{};  ///< of the rows, which a snapshot holds as a table
  std::string output{};
  std::string repro{};
  std::function<std::string()> tell_repro{};  ///< in place of it, where that takes some work
  std::vector<CheckResult> checks{};          ///< of a report
  std::vector<CaseResult> cases{};
  std::optional<Error> error{};
  std::vector<std::string> evidence{};  ///< paths below the run's folder
  bool product_at_fault = false;        ///< the error fails the step; else it could not be tried
};

/// A verb: its place in the language and its hands. A new one is a row of the table in verbs.cpp
/// and a file of its own with `check` and `attempt`.
struct VerbRule {
  Verb verb;
  std::string_view name;
  Shape shape;                    ///< of its value
  std::string_view help;          ///< what it does, for the schema and the reference
  std::string_view value;         ///< how its value is written, for people
  std::vector<KeyRule> keys;      ///< its own, beside its name
  std::vector<FieldRule> fields;  ///< of its result
  std::string_view document;      ///< the field that a JSONPath looks into
  /// Reports what the shapes of the keys do not say; may be null.
  void (*check)(Reader& reader, const Value& step, const Reading& reading);
  /// One try. The body has only the verb's own keys, all placeholders put in. Null: not a verb that
  /// is tried by itself (`wait`, `include`).
  Tried (*attempt)(const Value& body, VerbContext& context, Milliseconds timeout);
  /// Expected unless the step says otherwise; field "" expects nothing.
  Expectation always{};
  const std::vector<KeyRule>* inside = nullptr;  ///< keys of its value, where that is a mapping
};

const std::vector<VerbRule>& verb_rules();
const VerbRule& rule_of(Verb verb);
const VerbRule* find_verb(std::string_view name);

/// The verb's own part of a step, as written. Words of a Redis command are split before
/// placeholders are put in, so that a value with a blank stays one word.
Result<Value> own_part(const Value& step, const VerbRule& rule);

/// What a field of `expect` or `capture` means in the result of a try.
Field field_of(const Tried& tried, const VerbRule& rule, const std::string& field);

void check_http(Reader& reader, const Value& step, const Reading& reading);
void check_sql(Reader& reader, const Value& step, const Reading& reading);
void check_redis(Reader& reader, const Value& step, const Reading& reading);
void check_exec(Reader& reader, const Value& step, const Reading& reading);
void check_fixtures(Reader& reader, const Value& step, const Reading& reading);
void check_browser(Reader& reader, const Value& step, const Reading& reading);
void check_manual(Reader& reader, const Value& step, const Reading& reading);

void check_environment(Reader& reader, const Value& step, const Reading& reading);
void check_fault(Reader& reader, const Value& step, const Reading& reading);
const std::vector<KeyRule>& fault_keys();

/// Keys of which only one may be there.
void allow_one(Reader& reader, std::initializer_list<std::string_view> keys);

Tried try_http(const Value& body, VerbContext& context, Milliseconds timeout);
Tried try_sql(const Value& body, VerbContext& context, Milliseconds timeout);
Tried try_redis(const Value& body, VerbContext& context, Milliseconds timeout);
Tried try_exec(const Value& body, VerbContext& context, Milliseconds timeout);
Tried try_fixtures(const Value& body, VerbContext& context, Milliseconds timeout);
Tried try_fault(const Value& body, VerbContext& context, Milliseconds timeout);

/// Takes back the faults that were to last for a time, where the environment has not done so yet.
Result<Done> end_faults(VerbContext& context);
Tried try_environment(const Value& body, VerbContext& context, Milliseconds timeout);
Tried try_browser(const Value& body, VerbContext& context, Milliseconds timeout);
Tried try_manual(const Value& body, VerbContext& context, Milliseconds timeout);

/// Whether a step checks something without an `expect`: a report, a manual step, what a browser is
/// told to see.
bool has_own_checks(const Step& step);

/// The service that a step means: by name, else the only one of those engines.
Result<const ServicePlan*> find_service(const Value& body, const EnvironmentPlan& plan,
                                        const std::vector<ServiceEngine>& engines,
                                        std::string_view what);

}  // namespace gonogo
