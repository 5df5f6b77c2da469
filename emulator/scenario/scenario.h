// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/finding.h"
#include "emulator/base/location.h"
#include "emulator/base/result.h"
#include "emulator/base/value.h"

namespace gonogo {

enum class Verb {
  http,
  sql,
  redis,
  exec,
  wait,
  fixtures,
  include,
  fault,
  environment,
  browser,
  manual
};

/// An expectation on one result field: a literal, or operators that must all hold.
struct Expectation {
  std::string field;  ///< "status", "json", "$.id", "rows", "header X", …
  Value wanted{};     ///< as written
  Location where{};   ///< of the value; the pointer names the field
};

struct Capture {
  std::string name;
  std::string field;
  std::vector<Value> filters{};
  bool secret = false;
  Location where{};
};

struct Retry {
  Milliseconds limit{};
  Milliseconds every{20};
  double backoff = 1;
  std::vector<Expectation> until{};
  std::vector<Expectation> unless{};
};

struct Step {
  std::string name;  ///< "" when it has none
  Verb verb = Verb::http;
  Value body{};  ///< the whole mapping of the step, uninterpolated
  std::vector<Expectation> expect{};
  std::vector<Capture> captures{};
  std::optional<Retry> retry{};
  std::optional<Milliseconds> timeout{};
  std::string skip{};  ///< the reason
  Value condition{};   ///< of `if`
  Value for_each{};
  Value masks{};                     ///< of its snapshots
  std::vector<Step> steps{};         ///< of `wait` (exactly one) and `include`
  Value defaults{};                  ///< of an included fragment's variables
  std::string fragment{};            ///< of `include`: its file, from gonogo.yaml
  std::optional<Error> undefined{};  ///< a line of Gherkin that no phrase fits: it fails as this
  Location where{};
};

/// One scenario, or one example of it, ready to run.
struct Scenario {
  std::string id;  ///< "<path from gonogo.yaml>#<name>[<example n>]"
  std::string name;
  std::string kind;  ///< "unit", "regression", "acceptance"
  std::vector<std::string> tags{};
  std::string issue{};
  bool kept = false;  ///< state: kept
  Milliseconds timeout{60'000};
  std::map<std::string, Value> vars{};
  std::string example{};  ///< "UK 9": the row's values, for people; "" without examples
  int example_number = 0;
  std::vector<Step> steps{};
  std::vector<Step> finally{};
  std::map<std::string, Value> row{};  ///< of the example: stronger than `vars` and --set
  Location row_where{};  ///< of the example's row, which may stand in a CSV file; else no file
  int row_end = 0;       ///< the last line of the row
  std::vector<std::string> secrets{};  ///< names of variables that are never shown
  Value masks{};                       ///< of all snapshots
  int retries = 1;                     ///< on pristine state, after it failed
  std::string skip{};
  bool has_report = false;  ///< its cases count instead of itself
  Location where{};
};

struct ScenarioFile {
  std::string file;  ///< relative to gonogo.yaml
  std::vector<Scenario> scenarios{};
  Findings findings{};
};

/// The text of a file; its path is written from gonogo.yaml (or from where `file` is).
using ReadText = std::function<Result<std::string>(const std::string& path)>;

/// Reads a scenario file: all documents, examples expanded, fragments and schemas taken in, every
/// problem located, in whichever file it is.
ScenarioFile read_scenarios(std::string_view text, const std::string& file,
                            const ReadText& files = {});
/// The same of documents that were read before, or made of another form.
ScenarioFile read_scenario_documents(const std::vector<Value>& documents, const std::string& file,
                                     const ReadText& files = {});

}  // namespace gonogo
