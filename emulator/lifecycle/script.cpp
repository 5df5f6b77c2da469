// SPDX-License-Identifier: Apache-2.0
#include "emulator/lifecycle/script.h"

#include "emulator/base/reader.h"
#include "emulator/base/text.h"
#include "emulator/io/document.h"

namespace gonogo {
namespace {

ScriptedExit read_exit(const Value& value, Reader& above, const std::string& pointer,
                       Findings& findings, int default_code) {
  Reader reader(value, above.file(), pointer, findings);
  ScriptedExit exit{.code = default_code};
  if (reader.require("after")) exit.after = reader.duration("after").value_or(Milliseconds(0));
  exit.code = static_cast<int>(reader.integer("code").value_or(default_code));
  reader.finish();
  return exit;
}

std::vector<ScriptedExit> read_exits(Reader& reader, Findings& findings) {
  std::vector<ScriptedExit> exits;
  const Value* value = reader.find("exit");
  if (value == nullptr || value->is_null()) return exits;
  const std::string pointer = reader.pointer("exit");
  if (!value->is_array()) {
    exits.push_back(read_exit(*value, reader, pointer, findings, 0));
    return exits;
  }
  for (size_t i = 0; i < value->items().size(); ++i)
    exits.push_back(
        read_exit(value->items()[i], reader, pointer + "/" + std::to_string(i), findings, 0));
  return exits;
}

void read_on_stop(Reader& reader, Findings& findings, ContainerBehaviour& behaviour) {
  const Value* value = reader.find("on_stop");
  if (value == nullptr || value->is_null()) return;
  behaviour.deaf = value->is_text() && value->as_text() == "never";
  if (!behaviour.deaf)
    behaviour.on_stop = read_exit(*value, reader, reader.pointer("on_stop"), findings, 143);
}

ContainerBehaviour read_behaviour(const Value& value, const std::string& file,
                                  const std::string& pointer, Findings& findings) {
  Reader reader(value, file, pointer, findings);
  ContainerBehaviour behaviour;
  behaviour.start_delay = reader.duration("start_delay").value_or(Milliseconds(0));
  behaviour.exits = read_exits(reader, findings);
  behaviour.healthy_after = reader.duration("healthy_after").value_or(Milliseconds(0));
  behaviour.unhealthy_after = reader.duration("unhealthy_after");
  behaviour.oom_after = reader.duration("oom_after");
  behaviour.cannot_start = reader.text("cannot_start");
  read_on_stop(reader, findings, behaviour);
  reader.finish();
  return behaviour;
}

void read_containers(Reader& reader, const TaskDefinition& task, Findings& findings,
                     SimulationScript& script) {
  const Value* containers = reader.mapping("containers");
  if (containers == nullptr) return;
  std::vector<std::string> names;
  for (const ContainerDefinition& container : task.containers) names.push_back(container.name);
  for (const Value::Member& member : containers->members()) {
    const std::string pointer = "/containers" + pointer_token(member.key);
    if (task.find(member.key) == nullptr)
      findings.push_back({.rule = "unknown-container",
                          .message = "the task has no container \"" + member.key + "\"" +
                                     did_you_mean(member.key, names),
                          .where = {reader.file(), member.mark, pointer}});
    script.containers[member.key] = read_behaviour(member.value, reader.file(), pointer, findings);
  }
}

Event read_event(Reader& reader) {
  if (reader.has("spot_interruption")) {
    reader.choice("spot_interruption", {"warning"});
    return event::SpotInterruption{};
  }
  if (reader.has("resources_failed"))
    return event::ResourcesFailed{reader.scalar("resources_failed").value_or("")};
  event::StopTask stop;
  if (reader.require("stop_task")) stop.reason = reader.scalar("stop_task").value_or("");
  stop.stop_code = reader.text("stop_code").value_or(stop.stop_code);
  return stop;
}

void read_events(Reader& reader, Findings& findings, SimulationScript& script) {
  const Value* events = reader.list("events");
  if (events == nullptr) return;
  for (size_t i = 0; i < events->items().size(); ++i) {
    Reader item(events->items()[i], reader.file(), "/events/" + std::to_string(i), findings);
    ScriptedEvent scripted;
    if (item.require("at")) scripted.at = item.duration("at").value_or(Milliseconds(0));
    scripted.event = read_event(item);
    item.finish();
    script.events.push_back(std::move(scripted));
  }
}

}  // namespace

Result<SimulationScript> read_script(std::string_view text, const std::string& file,
                                     const TaskDefinition& task) {
  auto documents = parse_yaml(text, file);
  if (!documents) return fail(documents.error());
  SimulationScript script;
  if (documents->empty() || documents->front().is_null()) return script;
  Findings findings;
  Reader reader(documents->front(), file, "", findings);
  read_containers(reader, task, findings, script);
  read_events(reader, findings, script);
  script.until = reader.duration("until").value_or(script.until);
  script.service = reader.choice("run", {"standalone", "service"}).value_or("") == "service";
  reader.finish();
  if (findings.empty()) return script;
  return fail({.code = findings.front().rule,
               .what = "read the script: " + findings.front().message,
               .where = findings.front().where,
               .hint = findings.front().hint});
}

}  // namespace gonogo
