// SPDX-License-Identifier: Apache-2.0
// Network mode, name resolution and ports.
#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "emulator/base/text.h"
#include "emulator/task/rules.h"

namespace gonogo {
namespace {

void fargate_network_mode(const RegisterRequest& request, Objections& objections) {
  if (request.bare_list || request.text("networkMode") == "awsvpc") return;
  objections.aws("/networkMode", "Fargate only supports network mode ‘awsvpc’.",
                 request.find("networkMode") == nullptr ? "without networkMode it is bridge" : "");
}

void network_mode_value(const RegisterRequest& request, Objections& objections) {
  const std::string& mode = request.text("networkMode");
  const std::vector<std::string> modes{"bridge", "host", "awsvpc", "none"};
  if (!mode.empty() && !request.on_fargate() &&
      std::find(modes.begin(), modes.end(), mode) == modes.end())
    objections.own("/networkMode",
                   "\"" + mode + "\" is none of " + join(modes, ", ") + did_you_mean(mode, modes));
}

/// Objects to a key of a container that is there and not empty.
void refuse_in_awsvpc(const RegisterRequest& request, std::string_view key,
                      const std::string& sentence, bool aws_words, Objections& objections) {
  if (!request.awsvpc()) return;
  for (const RegisterContainer& container : request.containers) {
    const Value* value = container.find(key);
    if (value == nullptr) continue;
    const bool said = value->is_array()  ? !value->items().empty()
                      : value->is_bool() ? value->as_bool()
                                         : !value->as_text().empty();
    if (!said) continue;
    const std::string place = container.pointer + pointer_token(key);
    aws_words ? objections.aws(place, sentence) : objections.own(place, sentence);
  }
}

void fargate_links(const RegisterRequest& request, Objections& objections) {
  refuse_in_awsvpc(request, "links", "Links are not supported when networkMode=awsvpc.", true,
                   objections);
}

void awsvpc_dns_servers(const RegisterRequest& request, Objections& objections) {
  refuse_in_awsvpc(request, "dnsServers",
                   "DNS servers are not supported on container when networkMode=awsvpc.", true,
                   objections);
}

void awsvpc_dns_search_domains(const RegisterRequest& request, Objections& objections) {
  refuse_in_awsvpc(request, "dnsSearchDomains",
                   "DNS search domains are not supported on container when networkMode=awsvpc.",
                   false, objections);
}

void awsvpc_extra_hosts(const RegisterRequest& request, Objections& objections) {
  refuse_in_awsvpc(request, "extraHosts",
                   "Extra hosts are not supported on container when networkMode=awsvpc.", true,
                   objections);
}

void awsvpc_hostname(const RegisterRequest& request, Objections& objections) {
  refuse_in_awsvpc(request, "hostname",
                   "hostname is not supported on container when networkMode=awsvpc.", true,
                   objections);
}

void fargate_disable_networking(const RegisterRequest& request, Objections& objections) {
  refuse_in_awsvpc(request, "disableNetworking",
                   "Disable Networking is not supported on container when networkMode=awsvpc.",
                   true, objections);
}

struct PortRange {
  int first = 0;
  int last = 0;
};

std::optional<PortRange> read_range(std::string_view text) {
  const auto parts = split(text, '-');
  if (parts.size() != 2) return std::nullopt;
  PortRange range;
  int* const ends[] = {&range.first, &range.last};
  for (size_t i = 0; i < 2; ++i) {
    const char* const end = parts[i].data() + parts[i].size();
    const auto read = std::from_chars(parts[i].data(), end, *ends[i]);
    if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  }
  return range;
}

template <typename Visit>
void for_each_mapping(const RegisterRequest& request, Visit visit) {
  for (const RegisterContainer& container : request.containers) {
    const auto& mappings = container.list("portMappings");
    for (size_t i = 0; i < mappings.size(); ++i)
      visit(container, mappings[i], container.pointer + "/portMappings/" + std::to_string(i));
  }
}

void port_number_range(const RegisterRequest& request, Objections& objections) {
  for_each_mapping(request, [&](const auto&, const Value& mapping, const std::string& place) {
    for (const std::string key : {"containerPort", "hostPort"}) {
      const auto port = integer_in(mapping, key);
      const int lowest = key == "hostPort" ? 0 : 1;  // 0: chosen by ECS
      if (port && (*port < lowest || *port > 65535))
        objections.own(place + "/" + key,
                       key + " must be from 1 to 65535, but is " + std::to_string(*port));
    }
  });
}

void port_missing(const RegisterRequest& request, Objections& objections) {
  for_each_mapping(request, [&](const auto&, const Value& mapping, const std::string& place) {
    if (mapping.is_object() && present(mapping, "containerPort") == nullptr &&
        present(mapping, "containerPortRange") == nullptr)
      objections.own(place, "a port mapping needs containerPort or containerPortRange");
  });
}

void host_port_mismatch(const RegisterRequest& request, Objections& objections) {
  const bool host = !request.on_fargate() && request.text("networkMode") == "host";
  if (!host && !request.awsvpc()) return;
  const std::string mode = host ? "host" : "awsvpc";
  for_each_mapping(request, [&](const auto&, const Value& mapping, const std::string& place) {
    const auto container_port = integer_in(mapping, "containerPort");
    const auto host_port = integer_in(mapping, "hostPort");
    if (container_port && host_port.value_or(0) != 0 && *host_port != *container_port)
      objections.aws(place + "/hostPort", "When networkMode=" + mode +
                                              ", the host ports and container ports in port "
                                              "mappings must match.");
  });
}

void port_mapping_duplicate_name(const RegisterRequest& request, Objections& objections) {
  std::set<std::string> seen;
  for_each_mapping(request, [&](const auto&, const Value& mapping, const std::string& place) {
    const std::string& name = text_in(mapping, "name");
    if (!name.empty() && !seen.insert(name).second && request.awsvpc())
      objections.aws(place + "/name", "When networkMode=awsvpc, port mapping name is already used");
  });
}

void port_mapping_name(const RegisterRequest& request, Objections& objections) {
  for_each_mapping(request, [&](const auto&, const Value& mapping, const std::string& place) {
    const std::string& name = text_in(mapping, "name");
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789_-";
    if (name.size() > 64 || name.find_first_not_of(allowed) != std::string::npos)
      objections.own(place + "/name",
                     "a port mapping's name has up to 64 lower-case letters, "
                     "digits, hyphens and underscores");
  });
}

void port_mapping_reuse(const RegisterRequest& request, Objections& objections) {
  if (!request.awsvpc()) return;
  std::map<std::string, std::vector<PortRange>> taken;
  for_each_mapping(request, [&](const auto&, const Value& mapping, const std::string& place) {
    const auto port = integer_in(mapping, "containerPort");
    auto range = read_range(text_in(mapping, "containerPortRange"));
    if (port) range = PortRange{static_cast<int>(*port), static_cast<int>(*port)};
    if (!range) return;
    const std::string& protocol = text_in(mapping, "protocol");
    auto& ranges = taken[protocol.empty() ? "tcp" : protocol];
    const bool overlaps = std::any_of(ranges.begin(), ranges.end(), [&](const PortRange& other) {
      return range->first <= other.last && other.first <= range->last;
    });
    if (overlaps)
      objections.aws(place + (port ? "/containerPort" : "/containerPortRange"),
                     "When networkMode=awsvpc, container port is used multiple times in task",
                     "all containers of a task share one network");
    ranges.push_back(*range);
  });
}

// It registers; a service with a load balancer or Service Connect then refuses the container.
// Source: terraform-aws-modules/terraform-aws-ecs issue 89, aws/amazon-ecs-agent issue 3428.
void port_mapping_both_protocols(const RegisterRequest& request, Objections& objections) {
  std::map<std::int64_t, std::string> protocols;
  for_each_mapping(request, [&](const auto&, const Value& mapping, const std::string& place) {
    const auto port = integer_in(mapping, "containerPort");
    if (!port) return;
    const std::string& written = text_in(mapping, "protocol");
    const std::string protocol = written.empty() ? "tcp" : written;
    const auto [known, is_new] = protocols.emplace(*port, protocol);
    if (!is_new && known->second != protocol)
      objections.own(place + "/containerPort",
                     "port " + std::to_string(*port) +
                         " is mapped for tcp and for udp: a service "
                         "with a load balancer can have one of them only");
  });
}

void port_range_reversed(const RegisterRequest& request, Objections& objections) {
  for_each_mapping(request, [&](const RegisterContainer& container, const Value& mapping,
                                const std::string& place) {
    const Value* written = present(mapping, "containerPortRange");
    if (written == nullptr || !written->is_text()) return;
    const auto range = read_range(written->as_text());
    if (range && range->first >= 1 && range->last <= 65535 && range->first <= range->last) return;
    objections.aws(place + "/containerPortRange",
                   "Invalid 'containerPortRange' setting for container '" + container.name + "'.",
                   "write the lower port first: \"8080-8090\"");
  });
}

void port_range_and_single_port(const RegisterRequest& request, Objections& objections) {
  for_each_mapping(request, [&](const auto&, const Value& mapping, const std::string& place) {
    if (present(mapping, "containerPortRange") != nullptr &&
        (present(mapping, "containerPort") != nullptr || present(mapping, "hostPort") != nullptr))
      objections.aws(place, "cannot specify both single port and port range");
  });
}

void port_range_count(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers) {
    const auto& mappings = container.list("portMappings");
    const auto ranges = std::count_if(mappings.begin(), mappings.end(), [](const Value& mapping) {
      return present(mapping, "containerPortRange") != nullptr;
    });
    if (ranges > 100)
      objections.own(container.pointer + "/portMappings",
                     "a container has at most 100 port ranges, but has " + std::to_string(ranges));
  }
}

constexpr TaskRule network_table[] = {
    {"fargate-network-mode", fargate_network_mode, RuleScope::on_fargate},
    {"network-mode", network_mode_value},
    {"fargate-links", fargate_links},
    {"awsvpc-dns-servers", awsvpc_dns_servers},
    {"awsvpc-dns-search-domains", awsvpc_dns_search_domains},
    {"awsvpc-extra-hosts", awsvpc_extra_hosts},
    {"awsvpc-hostname", awsvpc_hostname},
    {"fargate-disable-networking", fargate_disable_networking},
    {"port-number-range", port_number_range},
    {"port-missing", port_missing},
    {"host-network-host-port-mismatch", host_port_mismatch},
    {"port-mapping-duplicate-name", port_mapping_duplicate_name},
    {"port-mapping-name", port_mapping_name},
    {"port-mapping-reuse", port_mapping_reuse},
    {"port-mapping-both-protocols", port_mapping_both_protocols, RuleScope::always,
     Finding::Level::warning},
    {"port-range-reversed", port_range_reversed},
    {"port-range-and-single-port", port_range_and_single_port},
    {"port-range-count", port_range_count},
};

}  // namespace

std::span<const TaskRule> network_rules() { return network_table; }

}  // namespace gonogo
