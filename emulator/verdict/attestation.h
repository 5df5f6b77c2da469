// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "emulator/base/result.h"
#include "emulator/io/dsse.h"
#include "emulator/verdict/verdict.h"

namespace gonogo {

/// in-toto/attestation, spec/v1/envelope.md and statement.md.
constexpr std::string_view in_toto_payload_type = "application/vnd.in-toto+json";
constexpr std::string_view in_toto_statement_type = "https://in-toto.io/Statement/v1";
/// What a predicate says is known by its type's URI.
constexpr std::string_view verdict_predicate_type = "urn:gonogo:verdict:v1";
constexpr std::string_view svr_predicate_type = "https://in-toto.io/attestation/svr/v0.2";
constexpr std::string_view test_result_predicate_type =
    "https://in-toto.io/attestation/test-result/v0.1";

/// Why a run's verdict gets no signature: "" for a full one of a clean commit. Anything else would
/// say of a commit, or of a whole, what was not tried.
std::string unsigned_because(const Verdict& verdict);

/// The whole verdict as an in-toto statement about its commit and the images that are no stand-ins.
/// `results_sha256` is that of results.json's bytes.
Value verdict_statement(const Verdict& verdict, const std::string& results_sha256);

/// A Simple Verification Result for verifiers that know no gonogo: lists only what holds, so a
/// verdict that the gate would refuse has no property.
Value svr_statement(const Verdict& verdict);

/// The tests by name. WARNED is a GO with warnings; whatever is no GO is FAILED.
Value test_result_statement(const Verdict& verdict, const RunResult& result);

/// A verdict that somebody signed.
struct SignedVerdict {
  Verdict verdict;
  std::string results_sha256;
  std::string key_id;  ///< of the key that verified it
};

/// Reads the verified bytes of an envelope; another predicate, a statement about another commit
/// than its verdict, and whatever can't be read is the Error `bad-attestation`.
Result<SignedVerdict> signed_verdict_of(const Opened& opened, const std::string& file);

}  // namespace gonogo
