// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "emulator/run/run_result.h"
#include "emulator/verdict/verdict.h"

namespace gonogo {

struct TextOptions {
  bool color = false;
  /// Text of a scenario file by its path, for source excerpts; empty when it can't be read.
  std::function<std::string(const std::string& file)> source{};
  std::string run_folder{};  ///< shown relative to where the person stands
};

/// The end of a run on the terminal: verdict and first reason on top, then what failed with
/// request, response, rows and log lines of that moment, then what it is bound to.
std::string text_report(const RunResult& result, const Verdict& verdict,
                        const TextOptions& options);

/// One line a scenario as it ends: kind, issue, name, outcome, time.
std::string scenario_line(const ScenarioResult& result, bool color);

/// JUnit XML in the subset that all readers take (facts: gate platforms): a suite a kind, a case a
/// scenario or a reported case, absence as a failing case, infrastructure as <error>.
std::string junit_report(const RunResult& result, const Verdict& verdict);

/// A summary in Markdown for pipelines' pages.
std::string markdown_report(const RunResult& result, const Verdict& verdict);

struct HtmlOptions {
  /// The bytes of a piece of evidence by its path below the run's folder; "" when it is not to be
  /// had, or too large for a mail.
  std::function<std::string(const std::string& path)> evidence{};
};

/// One self-contained page that can be mailed: no network, no script needed to read it.
std::string html_report(const RunResult& result, const Verdict& verdict,
                        const HtmlOptions& options = {});

/// Common Test Report Format, as JSON.
std::string ctrf_report(const RunResult& result, const Verdict& verdict);

}  // namespace gonogo
