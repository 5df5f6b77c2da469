// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "emulator/base/reader.h"
#include "emulator/project/project.h"

namespace gonogo {

/// The parts of gonogo.yaml; `pointer` is the part's own.
std::vector<TaskEntry> read_tasks(const Value& mapping, const std::string& file,
                                  Findings& findings);
std::vector<ServiceEntry> read_services(const Value& mapping, const std::string& file,
                                        Findings& findings);
std::vector<ImageRecipe> read_images(const Value& list, const std::string& file,
                                     Findings& findings);
Policy read_policy(const Value& mapping, const std::string& file, const std::string& pointer,
                   Findings& findings);

/// `externals: {NAME: {address: HOST:PORT, port: CALLED} | {allow: REASON}}`
std::vector<ExternalEntry> read_externals(const Value& mapping, const std::string& file,
                                          Findings& findings);
/// `volumes: {NAME: {keep: PATH}}`
std::map<std::string, std::string> read_kept_volumes(const Value& mapping, const std::string& file,
                                                     Findings& findings);
/// A mapping of text to text; a value written as a number or truth value is its text.
std::map<std::string, std::string> read_text_map(const Value& mapping, const std::string& file,
                                                 const std::string& pointer, Findings& findings);

}  // namespace gonogo
