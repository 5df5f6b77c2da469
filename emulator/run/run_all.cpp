// SPDX-License-Identifier: Apache-2.0
#include "emulator/run/run_all.h"

#include <algorithm>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "emulator/io/interrupt.h"
#include "emulator/run/chains.h"
#include "emulator/run/worker.h"

namespace gonogo {
namespace {

constexpr Milliseconds waiting_quantum{100};

/// Where the workers take chains from and put what they have to tell.
class Board {
 public:
  Board(std::vector<size_t> order, int workers) : order_(std::move(order)), working_(workers) {}

  std::optional<size_t> take() {
    const std::scoped_lock lock(mutex_);
    if (stopped_ || taken_ == order_.size()) return std::nullopt;
    return order_[taken_++];
  }

  bool is_stopped() {
    const std::scoped_lock lock(mutex_);
    return stopped_;
  }

  void stop() {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
  }

  /// True for whoever asks first.
  bool take_keep() {
    const std::scoped_lock lock(mutex_);
    return !std::exchange(kept_, true);
  }

  void tell(std::function<void()> news) {
    const std::scoped_lock lock(mutex_);
    news_.push_back(std::move(news));
    changed_.notify_one();
  }

  void leave(std::exception_ptr bug) {
    const std::scoped_lock lock(mutex_);
    if (bug != nullptr && bug_ == nullptr) bug_ = std::move(bug);
    --working_;
    changed_.notify_one();
  }

  /// Passes the news on until the last worker has left.
  void listen(const std::function<void()>& waiting) {
    std::unique_lock lock(mutex_);
    while (working_ > 0 || !news_.empty()) {
      const bool any =
          changed_.wait_for(lock, waiting_quantum, [&] { return working_ == 0 || !news_.empty(); });
      std::deque<std::function<void()>> heard;
      heard.swap(news_);
      lock.unlock();
      for (const auto& news : heard) news();
      if (!any && waiting) waiting();
      lock.lock();
    }
  }

  void rethrow_bug() const {
    if (bug_ != nullptr) std::rethrow_exception(bug_);
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<size_t> order_;
  size_t taken_ = 0;
  int working_;
  bool stopped_ = false;
  bool kept_ = false;
  std::deque<std::function<void()>> news_;
  std::exception_ptr bug_;
};

/// The workers' words become calls of the listener in the caller's thread.
Workshop workshop_for(Board& board, const RunListener& listener,
                      const std::vector<Scenario>& scenarios, Workshop shop) {
  shop.stopped = [&board] { return board.is_stopped(); };
  shop.started = [&](size_t i) {
    if (listener.started) board.tell([&, i] { listener.started(scenarios[i]); });
  };
  shop.tries_again = [&](size_t i) {
    if (listener.tries_again) board.tell([&, i] { listener.tries_again(scenarios[i]); });
  };
  shop.ended = [&](const ScenarioResult& result) {
    if (listener.ended) board.tell([&listener, result] { listener.ended(result); });
  };
  shop.may_keep = [&board] { return board.take_keep(); };
  shop.left_up = [&](const std::string& name) {
    if (listener.left_up) board.tell([&listener, name] { listener.left_up(name); });
  };
  return shop;
}

void work(Board& board, const Workshop& shop, const std::vector<Chain>& chains,
          std::vector<ChainFindings>& findings, Redactor& redactor) {
  std::exception_ptr bug;
  try {
    Worker worker(shop, redactor);
    while (const auto chain = board.take())
      if (!worker.run(chains[*chain], findings[*chain])) board.stop();
    worker.finish();
  } catch (...) {
    bug = std::current_exception();
    board.stop();
  }
  board.leave(bug);
}

void add_world(const WorldFindings& world, int number, RunResult& result, bool& has_lost) {
  if (number == 1) {
    result.environment_ready = world.ready;
    result.plan = world.plan;
    result.approximations = world.approximations;
    result.not_mirrored = world.not_mirrored;
    result.mirrored = world.mirrored;
  }
  for (TimelineEntry entry : world.timeline) {
    entry.world = number;
    result.timeline.push_back(std::move(entry));
  }
  add_refused(result.refused, world.refused);
  // What a lost world looked like at its end is what people ask for.
  if (has_lost) return;
  if (!world.tasks.is_null()) result.tasks = world.tasks;
  if (!world.services.is_null()) result.services = world.services;
  has_lost = world.lost;
}

// In the order of the scenarios: who was faster must not show.
void gather(std::vector<ChainFindings>& findings, RunResult& result) {
  int worlds = 0;
  bool has_lost = false;
  for (ChainFindings& chain : findings) {
    for (ScenarioResult& scenario : chain.scenarios) {
      for (Attempt& attempt : scenario.attempts) attempt.world += worlds;
      result.scenarios.push_back(std::move(scenario));
    }
    for (const WorldFindings& world : chain.worlds) add_world(world, ++worlds, result, has_lost);
    if (chain.loss && (!result.loss || is_graver(*chain.loss, *result.loss)))
      result.loss = chain.loss;
    result.crashed.insert(result.crashed.end(), chain.crashed.begin(), chain.crashed.end());
    if (chain.start_failure && !result.start_failure) result.start_failure = chain.start_failure;
    result.interrupted = result.interrupted || chain.interrupted;
  }
}

// A chain that nobody took has results too: not-run.
void fill_gaps(const std::vector<Chain>& chains, const Workshop& shop,
               std::vector<ChainFindings>& findings) {
  Workshop closed = shop;
  closed.stopped = [] { return true; };
  Redactor unused;
  Worker worker(closed, unused);
  for (size_t i = 0; i < chains.size(); ++i)
    if (findings[i].scenarios.empty()) (void)worker.run(chains[i], findings[i]);
}

}  // namespace

int default_jobs() {
  constexpr unsigned most = 4;  // each is a MySQL, a Redis and the product
  return static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, most));
}

StartFailure::Kind classify_start(const Error& error) {
  struct Row {
    std::string_view code;
    StartFailure::Kind kind;
  };
  using enum StartFailure::Kind;
  static constexpr Row rows[] = {
      {"task-stopped", product},       {"never-healthy", product},
      {"never-listened", product},     {"sql-failed", product},
      {"build-failed", product},       {"file-changed", infrastructure},
      {"missing-file", input},         {"secret-missing", input},
      {"environment-file-missing", input}, {"no-command", input},
      {"no-definition", input},        {"vpc-too-small", input},
      {"open-statement", input},       {"not-yet", input},
      {"attach-no-command", input},    {"attach-port-conflict", input},
      {"attach-service", input},
  };
  for (const Row& row : rows)
    if (row.code == error.code) return row.kind;
  return infrastructure;
}

void run_all(const std::vector<Scenario>& scenarios, EnvironmentSource& source, World& world,
             Redactor& redactor, const RunOptions& options, const RunListener& listener,
             RunResult& result) {
  const std::vector<Chain> chains = chains_of(scenarios);
  const size_t jobs = std::clamp<size_t>(static_cast<size_t>(std::max(options.jobs, 1)), 1,
                                         std::max<size_t>(chains.size(), 1));
  const bool as_they_are = jobs == 1 || options.shuffle;
  Board board(as_they_are ? order_of(chains.size(), options.shuffle)
                          : browsers_first(chains, scenarios),
              static_cast<int>(jobs));
  Turns turns;
  const Workshop shop = workshop_for(board, listener, scenarios,
                                     {.scenarios = scenarios,
                                      .source = source,
                                      .world = world,
                                      .options = options,
                                      .begin = world.clock.now(),
                                      .turns = turns});
  std::vector<ChainFindings> findings(chains.size());
  std::vector<Redactor> redactors(jobs, redactor);
  std::vector<std::jthread> threads;
  for (size_t i = 0; i < jobs; ++i)
    threads.emplace_back([&, i] { work(board, shop, chains, findings, redactors[i]); });
  board.listen([&] {
    // Workers wait for the product: only here is it asked whether anybody still listens.
    (void)interrupted();
    if (listener.waiting) listener.waiting();
  });
  threads.clear();
  board.rethrow_bug();
  for (const Redactor& each : redactors) redactor.add(each);
  fill_gaps(chains, shop, findings);
  gather(findings, result);
  if (interrupted()) result.interrupted = true;
}

}  // namespace gonogo
