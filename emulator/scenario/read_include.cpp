// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/scenario/reading.h"

namespace gonogo {
namespace {

void report_broken(const Error& error, const Reading& reading) {
  reading.findings.push_back({.rule = error.code,
                              .message = error.what + (error.seen.empty() ? "" : ": " + error.seen),
                              .where = error.where,
                              .hint = error.hint});
}

/// A fragment is a list of steps, or a mapping with `steps` and `vars`: defaults of its arguments.
void read_fragment(const Value& document, Step& step, const Reading& reading) {
  if (document.is_array()) {
    step.steps = read_steps(document, reading);
    return;
  }
  if (!document.is_object())
    return reading.report("wrong-type",
                          "a fragment is a list of steps, or a mapping with steps:", document);
  Reader reader(document, reading.file, "", reading.findings);
  reader.require("steps");
  if (const Value* vars = reader.mapping("vars")) {
    step.defaults = *vars;
    check_placeholders(*vars, reading.below("vars"));
  }
  if (const Value* steps = reader.list("steps"))
    step.steps = read_steps(*steps, reading.below("steps"));
  reader.finish();
}

/// Why a path can't be included, or "".
std::string problem_of(const std::string& path, const Reading& reading) {
  if (path.find("${") != std::string::npos) return "what is included is known before anything runs";
  if (!path.ends_with(".yaml") && !path.ends_with(".yml")) return "a fragment is a .yaml file";
  if (reading.chain.size() > 20) return "fragments are nested too deeply";
  return "";
}

}  // namespace

void read_include(Reader& reader, Step& step, const Reading& reading) {
  if (step.retry)
    reader.report("wrong-include", "an include can't be tried again as a whole", "retry",
                  "give retry to a step of the fragment");
  const Value* written = reader.find("include");
  if (written == nullptr || !written->is_text()) return;
  const Reading at = reading.below("include");
  if (const std::string problem = problem_of(written->as_text(), reading); !problem.empty())
    return at.report("wrong-include", problem, *written);
  const std::string path = reading.path_of(written->as_text());
  if (std::find(reading.chain.begin(), reading.chain.end(), path) != reading.chain.end())
    return at.report("include-cycle",
                     "the fragment includes itself: " + join(reading.chain, " → ") + " → " + path,
                     *written);
  const auto text = at.text_of(path, *written);
  if (!text) return;
  Reading inside{
      .file = path, .findings = reading.findings, .files = reading.files, .chain = reading.chain};
  inside.chain.push_back(path);
  const auto documents = parse_yaml(*text, path);
  if (!documents) return report_broken(documents.error(), inside);
  if (documents->size() != 1)
    return at.report(
        "wrong-include",
        "a fragment has one document, but " + path + " has " + std::to_string(documents->size()),
        *written);
  step.fragment = path;
  const size_t before = reading.findings.size();
  read_fragment(documents->front(), step, inside);
  if (step.steps.empty() && reading.findings.size() == before)
    at.report("wrong-include", "the fragment " + path + " has no steps", *written);
}

}  // namespace gonogo
