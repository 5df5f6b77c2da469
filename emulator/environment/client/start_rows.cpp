// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/client/start_rows.h"

#include <algorithm>

#include "emulator/base/text.h"

namespace gonogo {
namespace {

using Timeline = std::vector<TimelineEntry>;
using Waiting = std::vector<std::pair<std::string, std::string>>;

const TimelineEntry* last_of(const Timeline& timeline, const std::string& who,
                             const std::string& event) {
  const auto found = std::find_if(timeline.rbegin(), timeline.rend(), [&](const auto& entry) {
    return entry.who == who && (event.empty() || entry.event == event);
  });
  return found != timeline.rend() ? &*found : nullptr;
}

std::string waits_for(const Waiting& waiting, const std::string& who) {
  for (const auto& [name, text] : waiting)
    if (name == who) return text;
  return "";
}

std::string engine_name(const ServicePlan& service) {
  switch (service.engine) {
    case ServiceEngine::mysql: return "MySQL";
    case ServiceEngine::mariadb: return "MariaDB";
    case ServiceEngine::redis: return "Redis";
    case ServiceEngine::container: return "";
  }
  return "";
}

std::string server_of(const ServicePlan& service) {
  const std::string name = engine_name(service);
  if (name.empty()) return "";
  const bool same = service.wanted.empty() || service.version == service.wanted ||
                    service.version.rfind(service.wanted + ".", 0) == 0;
  return name + " " + service.version +
         (same ? "" : " (wanted " + service.wanted + ": engine-version)");
}

/// "migrate exited 0, app healthy"
std::string containers_of(const TaskPlan& task, const Timeline& timeline) {
  std::vector<std::string> parts;
  for (const auto& container : task.definition.containers) {
    const TimelineEntry* last = last_of(timeline, task.name + "/" + container.name, "");
    if (last == nullptr) continue;
    const std::string state = last->event == "started" ? "runs" : last->event;
    parts.push_back(container.name + " " + state +
                    (last->event == "exited" && !last->text.empty() ? " " + last->text : ""));
  }
  return join(parts, ", ");
}

bool has_check(const TaskPlan& task) {
  return std::any_of(task.definition.containers.begin(), task.definition.containers.end(),
                     [](const auto& c) { return c.health_check.has_value(); });
}

StartRow row_of(const std::string& name, const Timeline& timeline, const Waiting& waiting,
                Nanoseconds now) {
  StartRow row{.name = name, .status = "starting", .since = now, .detail = waits_for(waiting, name)};
  if (const auto* lost = last_of(timeline, name, "lost")) {
    row.status = "failed";
    row.since = lost->t;
    row.detail = lost->text;
  } else if (const auto* ready = last_of(timeline, name, "ready")) {
    row.status = "ready";
    row.since = ready->t;
  }
  return row;
}

std::string published_url(const EnvironmentPlan& plan, const std::string& task) {
  for (const PublishedPort& port : plan.ports)
    if (port.task == task) return "http://127.0.0.1:" + std::to_string(port.host);
  return "";
}

}  // namespace

std::vector<StartRow> start_rows(const EnvironmentPlan& plan, const Timeline& timeline,
                                 const Waiting& waiting, Nanoseconds now) {
  std::vector<StartRow> rows;
  for (const ServicePlan& service : plan.services) {
    StartRow row = row_of(service.name, timeline, waiting, now);
    if (row.status == "ready") {
      row.detail = server_of(service);
      row.address = service.hostname + ":" + std::to_string(service.port);
    }
    rows.push_back(std::move(row));
  }
  for (const TaskPlan& task : plan.tasks) {
    StartRow row = row_of(task.name, timeline, waiting, now);
    if (row.status == "ready") {
      row.status = has_check(task) ? "healthy" : "running";
      row.detail = containers_of(task, timeline);
      row.address = published_url(plan, task.name);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace gonogo
