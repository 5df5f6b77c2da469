// SPDX-License-Identifier: Apache-2.0
// Seeded lies: whatever a server says, the gate neither starts twice nor calls a failure success.
#include <doctest/doctest.h>

#include <random>

#include "emulator/base/text.h"
#include "tests/gate/fake_bitbucket.h"

using namespace gonogo;
using test::BitbucketStage;

namespace {

constexpr int rounds = 100;
constexpr int gates_a_round = 3;

/// A Bitbucket that keeps its own truth and tells it only now and then.
class Liar {
 public:
  Liar(BitbucketStage& stage, unsigned seed) : random_(seed) {
    // Its pipelines never succeed, so nothing that it says may be taken for success.
    truth_ = pick({test::in_progress(), test::in_progress("PAUSED"), test::completed("FAILED"),
                   test::completed("STOPPED"), test::completed("ERROR"), R"({"name":"PENDING"})"});
    variables_ = R"([{"key":"GONOGO_VERDICT_SHA256","value":")" + stage.digest() + "\"}]";
    stage.bitbucket.list = [this](const std::string&) {
      return bent("200 OK", R"({"values":[)" + (started_ > 0 ? pipeline() : "") + "]}");
    };
    stage.bitbucket.start = [this](const std::string&) { return start(); };
    stage.bitbucket.look = [this](const std::string&) { return bent("200 OK", pipeline()); };
    stage.bitbucket.steps = [this](const std::string&) { return bent("200 OK", "{}"); };
  }
  int started() const { return started_; }

 private:
  std::string pick(const std::vector<std::string>& from) { return from[below(from.size())]; }
  size_t below(size_t end) { return std::uniform_int_distribution<size_t>(0, end - 1)(random_); }
  std::string pipeline() const { return test::pipeline_json(truth_, variables_); }

  std::string start() {
    if (below(5) == 0)
      return test::json_answer(pick({"400 Bad", "401 No", "403 No", "404 No", "409 No", "429 Slow"}),
                               bent_text(R"({"error":{"message":"no"}})"));
    ++started_;
    return bent("201 Created", pipeline());
  }

  std::string bent_text(std::string text) {
    switch (below(4)) {
      case 0: text[below(text.size())] = static_cast<char>(below(256)); break;
      case 1: text.resize(below(text.size())); break;
      case 2: text.insert(below(text.size()), pick({"{", "}", "\"", ",", "null", "\\u0000"})); break;
      default: break;
    }
    return text;
  }

  std::string bent(const std::string& status, const std::string& body) {
    const std::string honest = test::json_answer(status, body);
    switch (below(6)) {
      case 0: return "";
      case 1: return honest.substr(0, below(honest.size()));
      case 2: return test::json_answer(pick({"500 Oops", "502 Oops", "204 No Content", "302 Found"}), "");
      case 3: return test::json_answer(status, bent_text(body));
      default: return honest;
    }
  }

  std::mt19937 random_;
  std::string truth_;
  std::string variables_;
  int started_ = 0;
};

}  // namespace

TEST_CASE("a lying Bitbucket gets one start and no success out of the gate") {
  int twice = 0;
  int false_success = 0;
  int started = 0;
  for (unsigned seed = 1; seed <= rounds; ++seed) {
    BitbucketStage stage;
    stage.trigger.deadline = std::chrono::seconds(20);
    stage.options.wait = true;
    Liar liar(stage, seed);
    for (int i = 0; i < gates_a_round; ++i)
      if (stage.gate() == 0) {
        ++false_success;
        MESSAGE("seed " << seed << ": " << stage.said);
      }
    if (liar.started() > 1) {
      ++twice;
      MESSAGE("seed " << seed << " started " << liar.started() << " times");
    }
    started += liar.started();
  }
  CHECK(twice == 0);
  CHECK(false_success == 0);
  // Else the rows above would hold by doing nothing.
  CHECK(started > rounds / 2);
}
