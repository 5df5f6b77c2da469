// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "emulator/base/secret.h"
#include "emulator/cli/loading.h"
#include "emulator/report/reports.h"
#include "emulator/run/run_result.h"
#include "emulator/verdict/verdict.h"

namespace gonogo {

/// "20261124-140211-4be1c02": when, and of which commit.
std::string run_id(const RunResult& result);

/// `.gonogo/runs/<id>`, or --out. `.gonogo` is kept out of git.
Result<Path> make_run_folder(const Project& project, const Options& options, const std::string& id,
                             const World& world);

/// The folder of an earlier run: --out, else `.gonogo/latest`.
Path run_folder_of(const Options& options, const Project& project, const World& world);

/// The reports that are made for people and other programs.
Result<Done> write_reports(const Path& folder, const RunResult& result, const Verdict& verdict,
                           const Redactor& redactor);

/// Takes the secrets out of the text files below a folder, which others wrote: logs, evidence.
Result<Done> redact_files(const Path& folder, const Redactor& redactor);

/// results.json, verdict.json and every report.
Result<Done> write_run(const Path& folder, const RunResult& result, const Verdict& verdict,
                       const Redactor& redactor);

/// `.gonogo/latest` points at it.
Result<Done> point_latest(const Project& project, const Path& folder);

Result<RunResult> read_results(const Path& folder);

/// The verdict with the override that lies in the run's folder, if somebody signed one who may.
Verdict judge_as_shown(const RunResult& results, const Policy& policy, const Path& folder);

void print_verdict(const RunResult& result, const Verdict& verdict, const Path& folder,
                   const Project& project, const Options& options, const Redactor& redactor,
                   World& world);

bool colored(const Options& options, const World& world);

}  // namespace gonogo
