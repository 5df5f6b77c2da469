// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "emulator/environment/supervisor/supervisor.h"
#include "emulator/io/sockets.h"

namespace gonogo {

/// The door of a world: one request a connection (`{"op":…}` → `{"ok":true,…}` or `{"error":{…}}`),
/// except `watch`, whose connection stays open and carries every entry of the timeline and every
/// change of state.
///
/// | op | request | answer |
/// |---|---|---|
/// | watch | | `{"entry":…}` … `{"state":…,"loss":…}` … |
/// | state | | `"state":…,"loss":…` |
/// | orders | | a document: the world's orders |
/// | timeline | | a document: the entries so far |
/// | describe | | a document: DescribeTasks' shape |
/// | waiting | | a document: `[[who, text]]` |
/// | refused | | a document: `[{from,to,count}]` |
/// | socket | network | an unconnected TCP socket |
/// | folder | container, path | the folder, O_PATH |
/// | exec | container, argv, environment, timeout (ms); in, out, err | code, timed_out |
/// | fault | fault, timeout (ms) | when it is there |
/// | program | argv, environment; output | when it has started; killed when the connection ends |
/// | signal | container, signal | |
/// | detach | | from now on the world outlives whoever started it |
/// | stop | | when all tasks have stopped; then the world ends |
/// A document is JSON in a sealed memory file: it may be larger than a packet.
class ControlDoor {
 public:
  ControlDoor(EventLoop& loop, const Clock& clock, Supervisor& supervisor, Descriptor listener,
              std::function<void()> on_detach);
  ~ControlDoor();

 private:
  struct Visitor;
  void accept();
  void serve(Visitor& visitor);
  void answer(Visitor& visitor, Packet& packet);
  std::optional<Value> document(const std::string& op) const;
  void watch(Visitor& visitor);
  void exec(Visitor& visitor, Packet& packet);
  void fault(Visitor& visitor, const Value& body);
  /// Something that answers this visitor later, if it is still there then.
  std::function<void(const Result<Value>&)> later(Visitor& visitor);
  void start_program(Visitor& visitor, Packet& packet);
  void reply(Visitor& visitor, Value body, const std::vector<int>& descriptors = {});
  void reply_document(Visitor& visitor, const Value& document);
  void refuse(Visitor& visitor, const Error& error);
  void forget(Visitor& visitor);
  void tell_watchers(const Value& body);
  Value state_value() const;

  EventLoop& loop_;
  const Clock& clock_;
  Supervisor& supervisor_;
  Descriptor listener_;
  std::function<void()> on_detach_;
  std::map<int, std::unique_ptr<Visitor>> visitors_;
  int exec_serial_ = 0;
  int visitor_serial_ = 0;
};

}  // namespace gonogo
