// SPDX-License-Identifier: Apache-2.0
#include "emulator/project/spec_json.h"

namespace gonogo {
namespace {

Value ulimits_value(const std::vector<Ulimit>& limits) {
  Value list = Value::array();
  for (const Ulimit& limit : limits)
    list.push(Value::object({{"name", limit.name}, {"soft", limit.soft}, {"hard", limit.hard}}));
  return list;
}

Value mounts_value(const std::vector<Mount>& mounts) {
  Value list = Value::array();
  for (const Mount& mount : mounts)
    list.push(Value::object({{"tmpfs", mount.kind == Mount::Kind::tmpfs},
                             {"source", mount.source},
                             {"target", mount.target},
                             {"readOnly", mount.read_only},
                             {"size", static_cast<std::int64_t>(mount.size)}}));
  return list;
}

Value volumes_value(const std::vector<SharedVolume>& volumes) {
  Value list = Value::array();
  for (const SharedVolume& each : volumes)
    list.push(Value::object({{"volume", each.volume},
                             {"target", each.target},
                             {"readOnly", each.read_only},
                             {"copyUp", each.copy_up},
                             {"keep", each.keep}}));
  return list;
}

TextPairs revealed(const std::vector<std::pair<std::string, Secret>>& environment,
                   Secrets secrets) {
  TextPairs pairs;
  for (const auto& [name, value] : environment)
    pairs.emplace_back(name, secrets == Secrets::shown ? value.reveal() : "");
  return pairs;
}

}  // namespace

Value pairs_value(const TextPairs& pairs) {
  Value list = Value::array();
  for (const auto& [first, second] : pairs) list.push(Value(Value::Array{first, second}));
  return list;
}

TextPairs pairs_of(const Value& value) {
  TextPairs pairs;
  for (const Value& item : value.items())
    if (item.items().size() == 2)
      pairs.emplace_back(item.items()[0].as_text(), item.items()[1].as_text());
  return pairs;
}

Value to_value(const ContainerSpec& spec, Secrets secrets) {
  return Value::object({{"id", spec.id},
                        {"network", spec.network},
                        {"root", texts_value(spec.root)},
                        {"argv", texts_value(spec.argv)},
                        {"environment", pairs_value(revealed(spec.environment, secrets))},
                        {"workingDirectory", spec.working_directory},
                        {"user", spec.user},
                        {"hostname", spec.hostname},
                        {"pool", spec.pool},
                        {"poolMemory", static_cast<std::int64_t>(spec.pool_memory)},
                        {"memory", static_cast<std::int64_t>(spec.memory)},
                        {"memoryReservation", static_cast<std::int64_t>(spec.memory_reservation)},
                        {"cpuShares", spec.cpu_shares},
                        {"ulimits", ulimits_value(spec.ulimits)},
                        {"capabilities", texts_value(spec.capabilities)},
                        {"readOnlyRoot", spec.read_only_root},
                        {"initProcess", spec.init_process},
                        {"mounts", mounts_value(spec.mounts)},
                        {"sharedVolumes", volumes_value(spec.shared_volumes)},
                        {"poolStorage", static_cast<std::int64_t>(spec.pool_storage)},
                        {"sharedPid", spec.shared_pid},
                        {"filterCalls", spec.filter_calls},
                        {"systemControls", pairs_value(spec.system_controls)},
                        {"notify", spec.notify},
                        {"stopSignal", spec.stop_signal},
                        {"logStream", spec.log_stream}});
}

ContainerSpec container_spec_of(const Value& value) {
  ContainerSpec spec{.id = text_of(value, "id"),
                     .network = text_of(value, "network"),
                     .root = texts_of(value, "root"),
                     .argv = texts_of(value, "argv"),
                     .working_directory = text_of(value, "workingDirectory"),
                     .user = text_of(value, "user"),
                     .hostname = text_of(value, "hostname"),
                     .pool = text_of(value, "pool"),
                     .pool_memory = static_cast<std::uint64_t>(number_of(value, "poolMemory")),
                     .pool_storage = static_cast<std::uint64_t>(number_of(value, "poolStorage")),
                     .memory = static_cast<std::uint64_t>(number_of(value, "memory")),
                     .memory_reservation =
                         static_cast<std::uint64_t>(number_of(value, "memoryReservation")),
                     .cpu_shares = static_cast<int>(number_of(value, "cpuShares")),
                     .capabilities = texts_of(value, "capabilities"),
                     .read_only_root = flag_of(value, "readOnlyRoot"),
                     .init_process = flag_of(value, "initProcess"),
                     .shared_pid = flag_of(value, "sharedPid"),
                     .filter_calls = flag_of(value, "filterCalls"),
                     .system_controls = pairs_of(part_of(value, "systemControls")),
                     .notify = flag_of(value, "notify"),
                     .stop_signal = text_of(value, "stopSignal"),
                     .log_stream = text_of(value, "logStream")};
  for (const auto& [name, text] : pairs_of(part_of(value, "environment")))
    spec.environment.emplace_back(name, Secret(text));
  for (const Value& volume : part_of(value, "sharedVolumes").items())
    spec.shared_volumes.push_back({.volume = text_of(volume, "volume"),
                                   .target = text_of(volume, "target"),
                                   .read_only = flag_of(volume, "readOnly"),
                                   .copy_up = flag_of(volume, "copyUp"),
                                   .keep = text_of(volume, "keep")});
  for (const Value& limit : part_of(value, "ulimits").items())
    spec.ulimits.push_back(
        {text_of(limit, "name"), number_of(limit, "soft"), number_of(limit, "hard")});
  for (const Value& mount : part_of(value, "mounts").items())
    spec.mounts.push_back(
        {.kind = flag_of(mount, "tmpfs") ? Mount::Kind::tmpfs : Mount::Kind::bind,
         .source = text_of(mount, "source"),
         .target = text_of(mount, "target"),
         .read_only = flag_of(mount, "readOnly"),
         .size = static_cast<std::uint64_t>(number_of(mount, "size"))});
  return spec;
}

}  // namespace gonogo
