// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/supervisor/logs.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <deque>

#include "emulator/base/text.h"

namespace gonogo {
namespace {

constexpr size_t longest_line = 16U << 10U;
constexpr size_t remembered_lines = 50;

}  // namespace

struct Logs::File {
  std::string id;
  Descriptor file;
  std::deque<std::string> last;
  std::optional<LogBuffer> buffer{};
  std::unique_ptr<EventFile> events{};
};

struct Logs::Stream {
  File* file = nullptr;
  std::string name;
  Descriptor end;
  std::string partial;
  OnLine on_line;
  EventLoop::Id watch = 0;
};

Logs::Logs(EventLoop& loop, const Clock& clock, Path folder)
    : loop_(loop), clock_(clock), folder_(std::move(folder)) {}

Logs::~Logs() = default;

Result<OutputEnds> Logs::open(const std::string& id, const OnLine& on_line) {
  auto& file = files_[id];
  if (file == nullptr) {
    const Path path = folder_ / (id + ".log");
    if (auto done = make_folders(path.parent_path()); !done) return fail(done.error());
    Descriptor opened(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
    if (!opened) return fail(system_error("log-failed", "open the log " + path.string(), errno));
    file = std::make_unique<File>();
    file->id = id;
    file->file = std::move(opened);
  }
  auto out = add_stream(*file, "out", on_line);
  if (!out) return fail(out.error());
  auto err = add_stream(*file, "err", on_line);
  if (!err) return fail(err.error());
  return OutputEnds{std::move(*out), std::move(*err)};
}

Result<Descriptor> Logs::add_stream(File& file, const char* name, const OnLine& on_line) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return fail(system_error("log-failed", "make a pipe", errno));
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  auto stream = std::make_unique<Stream>();
  stream->file = &file;
  stream->name = name;
  stream->end = Descriptor(ends[0]);
  stream->on_line = on_line;
  Stream* added = stream.get();
  stream->watch = loop_.watch(ends[0], [this, added] { read_stream(*added); });
  streams_[ends[0]] = std::move(stream);
  return Descriptor(ends[1]);
}

void Logs::read_stream(Stream& stream) {
  char bytes[16384];
  const ssize_t size = read(stream.end.get(), bytes, sizeof bytes);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (size > 0) stream.partial.append(bytes, static_cast<size_t>(size));
  for (size_t end = 0; (end = stream.partial.find('\n')) != std::string::npos;) {
    write_line(stream, stream.partial.substr(0, end));
    stream.partial.erase(0, end + 1);
  }
  if (stream.partial.size() >= longest_line || (size <= 0 && !stream.partial.empty())) {
    write_line(stream, stream.partial);
    stream.partial.clear();
  }
  if (size > 0) return;
  if (stream.file->events != nullptr) stream.file->events->flush();
  loop_.cancel(stream.watch);
  streams_.erase(stream.end.get());
}

void Logs::write_line(Stream& stream, const std::string& text) {
  File& file = *stream.file;
  const std::string line =
      to_rfc3339(clock_.wall(), 9) + " " + file.id + " " + stream.name + " " + text + "\n";
  // A full disk must not end the world: what is lost is seen by the disk's own errors elsewhere.
  [[maybe_unused]] const ssize_t written = write(file.file.get(), line.data(), line.size());
  file.last.push_back(text);
  if (file.last.size() > remembered_lines) file.last.pop_front();
  if (stream.on_line) stream.on_line(text);
  send(file, text);
}

void Logs::send(File& file, const std::string& text) {
  if (file.buffer && !file.buffer->take(text.size(), clock_.now())) {
    if (file.buffer->lost() > 1) return;
    const std::string told = to_rfc3339(clock_.wall(), 9) + " " + file.id +
                             " err gonogo: from here on awslogs would lose lines, its buffer is "
                             "full (mode non-blocking)\n";
    [[maybe_unused]] const ssize_t written = write(file.file.get(), told.data(), told.size());
    return;
  }
  if (file.events != nullptr) file.events->add(text);
}

Result<Done> Logs::forward(const std::string& id, const AwslogsOptions& options) {
  File& file = *files_.at(id);
  if (options.buffer > 0 && !file.buffer) file.buffer.emplace(options.buffer);
  const std::string name = "awslogs/" + options.stream;
  if (options.pattern.empty()) {
    link(id, name);
  } else if (file.events == nullptr) {
    auto opened = EventFile::open(loop_, clock_, folder_ / name, options.pattern);
    if (!opened) return fail(opened.error());
    file.events = std::move(*opened);
  }
  return Done{};
}

std::uint64_t Logs::lost_lines(const std::string& id) const {
  const auto found = files_.find(id);
  if (found == files_.end() || !found->second->buffer) return 0;
  return found->second->buffer->lost();
}

// One that can't be made is done without.
void Logs::link(const std::string& id, const std::string& name) {
  const Path path = folder_ / name;
  if (!make_folders(path.parent_path())) return;
  const Path target = (folder_ / (id + ".log")).lexically_relative(path.parent_path());
  (void)symlink(target.c_str(), path.c_str());  // there already after a restart
}

std::vector<std::string> Logs::last_lines(const std::string& id, size_t count) const {
  const auto found = files_.find(id);
  if (found == files_.end()) return {};
  const auto& last = found->second->last;
  const size_t skipped = last.size() > count ? last.size() - count : 0;
  return {last.begin() + static_cast<std::ptrdiff_t>(skipped), last.end()};
}

}  // namespace gonogo
