// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/exit_codes.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "emulator/verdict/verdict.h"

namespace gonogo::cli {
namespace {

constexpr std::string_view product_codes[] = {
    "bad-sql",      "build-failed",  "never-healthy", "never-listened",
    "sql-failed",   "task-stopped",
};

constexpr std::string_view input_codes[] = {
    "bad-json",        "bad-pattern",    "bad-quoting",       "bad-tag-expression",
    "bad-yaml",        "duplicate-key",  "environment-file-missing",
    "input-rejected",  "missing-file",   "no-definition",     "no-project",
    "no-such-run",     "not-running",    "nothing-matches",   "not-yet",
    "secret-arn-format", "secret-missing", "unknown-container", "unknown-schema",
    "unknown-service", "usage",          "vpc-too-small",     "wrong-type",
};

template <size_t size>
bool contains(const std::string_view (&codes)[size], const std::string& code) {
  return std::find(std::begin(codes), std::end(codes), code) != std::end(codes);
}

}  // namespace

StartFailure::Kind kind_of(const Error& error) {
  if (contains(product_codes, error.code)) return StartFailure::Kind::product;
  if (contains(input_codes, error.code)) return StartFailure::Kind::input;
  return StartFailure::Kind::infrastructure;
}

int exit_code_of(const Error& error) {
  if (error.code == "interrupted") return exit_code::interrupted;
  switch (kind_of(error)) {
    case StartFailure::Kind::product: return exit_code::no_go;
    case StartFailure::Kind::input: return exit_code::bad_input;
    case StartFailure::Kind::infrastructure: break;
  }
  return exit_code::cannot_tell;
}

}  // namespace gonogo::cli
