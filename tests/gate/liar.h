// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <random>
#include <string>
#include <vector>

#include "tests/gate/fake_bitbucket.h"

namespace gonogo::test {

/// A Bitbucket that keeps its own truth and tells it only now and then, by a seed: answers that are
/// cut, bent, refused or none at all. What it starts never succeeds, so nothing that it says may be
/// taken for success.
class Liar {
 public:
  /// `verdict_sha256`: what its pipelines say they were started for.
  Liar(FakeBitbucket& bitbucket, const std::string& verdict_sha256, unsigned seed);
  int started() const { return started_; }

 private:
  std::string pick(const std::vector<std::string>& from) { return from[below(from.size())]; }
  size_t below(size_t end) { return std::uniform_int_distribution<size_t>(0, end - 1)(random_); }
  std::string pipeline() const { return pipeline_json(truth_, variables_); }
  std::string start();
  std::string bent_text(std::string text);
  std::string bent(const std::string& status, const std::string& body);

  std::mt19937 random_;
  std::string truth_;
  std::string variables_;
  int started_ = 0;
};

}  // namespace gonogo::test
