// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "emulator/base/secret.h"
#include "emulator/cli/loading.h"
#include "emulator/io/files.h"
#include "emulator/io/signing.h"
#include "emulator/report/reports.h"
#include "emulator/run/run_result.h"
#include "emulator/verdict/verdict.h"

namespace gonogo {

/// "20261124-140211-4be1c02": when, and of which commit.
std::string run_id(const RunResult& result);

/// `.gonogo/runs/<id>`, or --out, where nothing of an earlier run stays; held as long as the run goes on.
/// `.gonogo` is kept out of git.
Result<HeldFolder> make_run_folder(const Project& project, const Options& options,
                                   const std::string& id, const World& world);

/// Takes away what commands that were killed left below `.gonogo`: runs without a verdict, whose logs
/// nobody has taken the secrets out of, and files that were half written.
void sweep_runs(const Path& project_folder);

/// The folder of an earlier run: --out, else `.gonogo/latest`.
Path run_folder_of(const Options& options, const Project& project, const World& world);

/// The reports that are made for people and other programs.
Result<Done> write_reports(const Path& folder, const RunResult& result, const Verdict& verdict,
                           const Redactor& redactor);

/// Takes the secrets out of the text files below a folder, which others wrote: logs, evidence.
Result<Done> redact_files(const Path& folder, const Redactor& redactor);

/// results.json, every report, the signed verdict where there is a key, and at last verdict.json: a
/// folder that has one is whole. Then `.gonogo/latest` points at it.
Result<Done> keep_run(const Project& project, const Path& folder, const RunResult& result,
                      const Verdict& verdict, const Redactor& redactor,
                      const std::optional<SigningKey>& key);

Result<RunResult> read_results(const Path& folder);

/// An Error `policy-differs` where the policy is another than the run was judged by: by a looser one
/// a NO-GO would become a GO.
Result<Done> check_policy(const RunResult& results, const Policy& policy);

/// The verdict with the override that lies in the run's folder, if somebody signed one who may. By no
/// other policy than the run's own.
Result<Verdict> judge_as_shown(const RunResult& results, const Policy& policy, const Path& folder);

void print_verdict(const RunResult& result, const Verdict& verdict, const Path& folder,
                   const Project& project, const Options& options, const Redactor& redactor,
                   World& world);

bool colored(const Options& options, const World& world);

}  // namespace gonogo
