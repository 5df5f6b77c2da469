// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/supervisor/awslogs.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>

#include "emulator/task/size.h"

namespace gonogo {
namespace {

// Source: moby, daemon/logger/awslogs/cloudwatchlogs.go.
constexpr size_t longest_event = 262'144 - 26;
constexpr Milliseconds longest_wait{5'000};

// Source: Amazon CloudWatch Logs quotas: a PutLogEvents of at most 1 MB, sent one after the other,
// five a second for one stream.
constexpr std::uint64_t sent_a_second = 5U << 20U;
constexpr std::uint64_t default_buffer = 10U << 20U;  // ECS API reference, max-buffer-size

// Source: the same file of moby, strftimeToRegex, its slips included.
const std::map<std::string_view, std::string_view>& expressions() {
  static const std::map<std::string_view, std::string_view> table{
      {"%a", "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"},
      {"%A", "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"},
      {"%w", "[0-6]"},
      {"%d", "(?:0[1-9]|[1,2][0-9]|3[0,1])"},
      {"%b", "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"},
      {"%B",
       "(?:January|February|March|April|May|June|July|August|September|October|November|December)"},
      {"%m", "(?:0[1-9]|1[0-2])"},
      {"%Y", "\\d{4}"},
      {"%y", "\\d{2}"},
      {"%H", "(?:[0,1][0-9]|2[0-3])"},
      {"%I", "(?:0[0-9]|1[0-2])"},
      {"%p", "[A,P]M"},
      {"%M", "[0-5][0-9]"},
      {"%S", "[0-5][0-9]"},
      {"%f", "\\d{6}"},
      {"%z", "[+-]\\d{4}"},
      {"%Z", "[A-Z]{1,4}T"},
      {"%j", "(?:0[0-9][1-9]|[1,2][0-9][0-9]|3[0-5][0-9]|36[0-6])"},
      {"%L", "\\.\\d{3}"}};
  return table;
}

std::string expression_of(std::string_view datetime_format) {
  std::string expression;
  for (size_t at = 0; at < datetime_format.size(); ++at) {
    if (datetime_format[at] != '%' || at + 1 == datetime_format.size()) {
      expression += datetime_format[at];
      continue;
    }
    const auto found = expressions().find(datetime_format.substr(at++, 2));
    if (found != expressions().end()) expression += found->second;
  }
  return expression;
}

}  // namespace

AwslogsOptions awslogs_options(const LogConfiguration& log, const std::string& stream) {
  const auto option = [&](const std::string& name) {
    const auto found = log.options.find(name);
    return found == log.options.end() ? std::string() : found->second;
  };
  AwslogsOptions options{.stream = stream, .pattern = option("awslogs-multiline-pattern")};
  if (options.pattern.empty()) options.pattern = expression_of(option("awslogs-datetime-format"));
  // Non-blocking is the default since June 2025 (account setting defaultLogDriverMode).
  if (option("mode") != "blocking")
    options.buffer =
        static_cast<std::uint64_t>(read_bytes(option("max-buffer-size")).value_or(default_buffer));
  return options;
}

bool LogBuffer::take(size_t bytes, Moment now) {
  const std::chrono::duration<double> passed = now - since_.value_or(now);
  const auto sent = static_cast<std::uint64_t>(passed.count() * static_cast<double>(sent_a_second));
  if (sent > 0 || !since_) since_ = now;
  filled_ -= std::min(filled_, sent);
  // Source: moby, daemon/logger/ring.go: one line is always taken.
  if (filled_ > 0 && filled_ + bytes > size_) {
    ++lost_;
    return false;
  }
  filled_ += bytes;
  return true;
}

Result<std::unique_ptr<EventFile>> EventFile::open(EventLoop& loop, const Clock& clock,
                                                   const Path& path, const std::string& pattern) {
  auto begins = Pattern::compile(pattern);
  if (!begins)
    return fail({.code = "log-failed",
                 .what = "ResourceInitializationError: failed to validate logger args: awslogs "
                         "could not parse multiline pattern key \"" +
                         pattern + "\": " + begins.error().seen});
  if (auto done = make_folders(path.parent_path()); !done) return fail(done.error());
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  if (!file) return fail(system_error("log-failed", "open the log " + path.string(), errno));
  return std::make_unique<EventFile>(loop, clock, std::move(file), std::move(*begins));
}

EventFile::EventFile(EventLoop& loop, const Clock& clock, Descriptor file, Pattern pattern)
    : loop_(loop), clock_(clock), file_(std::move(file)), begins_(std::move(pattern)) {}

EventFile::~EventFile() { flush(); }

void EventFile::add(const std::string& line) {
  if (begins_.matches(line) || event_.size() + line.size() > longest_event) flush();
  if (event_.empty()) {
    event_ = to_rfc3339(clock_.wall(), 3) + " ";
    patience_ = loop_.at(clock_.now() + longest_wait, [this] {
      patience_.reset();
      flush();
    });
  }
  event_ += line + "\n";
}

void EventFile::flush() {
  if (patience_) loop_.cancel(*patience_);
  patience_.reset();
  // A full disk is seen by the container's own log.
  [[maybe_unused]] const ssize_t written = write(file_.get(), event_.data(), event_.size());
  event_.clear();
}

}  // namespace gonogo
