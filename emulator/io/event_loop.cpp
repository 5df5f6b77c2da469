// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/event_loop.h"

#include <fcntl.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <optional>
#include <utility>

namespace gonogo {
namespace {

namespace asio = boost::asio;
using StreamDescriptor = asio::posix::stream_descriptor;

}  // namespace

struct EventLoop::Loop {
  // A callback may cancel itself while it runs: the loop holds its entry meanwhile.
  struct Entry {
    EventLoop::Callback callback;
    std::optional<StreamDescriptor> descriptor{};
    std::optional<asio::steady_timer> timer{};
    StreamDescriptor::wait_type waits_for = StreamDescriptor::wait_read;
  };

  asio::io_context context{1};
  std::map<Id, std::shared_ptr<Entry>> entries;
  Id last = 0;

  Id add(std::shared_ptr<Entry> entry) {
    entries.emplace(++last, std::move(entry));
    return last;
  }

  std::shared_ptr<Entry> find(Id id) const {
    const auto found = entries.find(id);
    return found != entries.end() ? found->second : nullptr;
  }

  // Each wait is a fresh request to the kernel, so that what a callback left unread wakes it again.
  void arm(Id id, Entry& entry) {
    entry.descriptor->async_wait(entry.waits_for, [this, id](boost::system::error_code error) {
      if (error != asio::error::operation_aborted) on_ready(id);
    });
  }

  void on_ready(Id id) {
    const auto entry = find(id);
    if (!entry) return;
    entry->callback();
    if (find(id) == entry) arm(id, *entry);
  }

  void fire_once(Id id) {
    const auto entry = find(id);
    if (!entry) return;
    entries.erase(id);
    entry->callback();
  }

  // A copy of the descriptor: one of the kernel's epoll entries each, so that reading and writing of
  // one socket can be watched apart, and nothing of the caller's is closed.
  Id watch(int descriptor, StreamDescriptor::wait_type kind, Callback callback) {
    auto entry = std::make_shared<Entry>(Entry{.callback = std::move(callback)});
    entry->waits_for = kind;
    entry->descriptor.emplace(context);
    boost::system::error_code error;
    entry->descriptor->assign(fcntl(descriptor, F_DUPFD_CLOEXEC, 0), error);
    const Id id = add(entry);
    if (!error) arm(id, *entry);
    return id;
  }
};

EventLoop::EventLoop() : loop_(std::make_unique<Loop>()) {}
EventLoop::~EventLoop() = default;

EventLoop::Id EventLoop::watch(int descriptor, Callback on_readable) {
  return loop_->watch(descriptor, StreamDescriptor::wait_read, std::move(on_readable));
}

EventLoop::Id EventLoop::watch_writable(int descriptor, Callback on_writable) {
  return loop_->watch(descriptor, StreamDescriptor::wait_write, std::move(on_writable));
}

EventLoop::Id EventLoop::at(Moment when, Callback callback) {
  auto entry = std::make_shared<Loop::Entry>(Loop::Entry{.callback = std::move(callback)});
  entry->timer.emplace(loop_->context, when);
  const Id id = loop_->add(entry);
  entry->timer->async_wait([loop = loop_.get(), id](boost::system::error_code error) {
    if (!error) loop->fire_once(id);
  });
  return id;
}

EventLoop::Id EventLoop::soon(Callback callback) {
  const Id id = loop_->add(std::make_shared<Loop::Entry>(Loop::Entry{.callback = std::move(callback)}));
  asio::post(loop_->context, [loop = loop_.get(), id] { loop->fire_once(id); });
  return id;
}

void EventLoop::cancel(Id id) { loop_->entries.erase(id); }

void EventLoop::run() {
  loop_->context.restart();
  loop_->context.run();
}

void EventLoop::stop() { loop_->context.stop(); }

}  // namespace gonogo
