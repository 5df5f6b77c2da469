// SPDX-License-Identifier: Apache-2.0
#include "tests/task/rule_rows.h"

namespace gonogo::test {
namespace {

// clang-format off
constexpr RuleRow network_table[] = {
    {"fargate-network-mode", R"({"networkMode":"bridge"})", "{}", "/networkMode", "Fargate only supports network mode ‘awsvpc’."},
    {"fargate-network-mode", R"({"networkMode":null})", "{}", "/networkMode", "Fargate only supports network mode ‘awsvpc’."},
    {"network-mode", R"({"requiresCompatibilities":["EC2"],"networkMode":"hosts"})", R"({"requiresCompatibilities":["EC2"],"networkMode":"host"})", "/networkMode",
     "\"hosts\" is none of bridge, host, awsvpc, none; did you mean \"host\"?"},
    {"fargate-links", R"({"c":{"links":["db"]}})", R"({"c":{"links":[]}})", "/containerDefinitions/0/links", "Links are not supported when networkMode=awsvpc."},
    {"awsvpc-dns-servers", R"({"c":{"dnsServers":["8.8.8.8"]}})", R"({"c":{"dnsServers":[]}})", "/containerDefinitions/0/dnsServers", "DNS servers are not supported on container when networkMode=awsvpc."},
    {"awsvpc-dns-search-domains", R"({"c":{"dnsSearchDomains":["x"]}})", R"({"c":{"dnsSearchDomains":[]}})", "/containerDefinitions/0/dnsSearchDomains",
     "DNS search domains are not supported on container when networkMode=awsvpc."},
    {"awsvpc-extra-hosts", R"({"c":{"extraHosts":[{"hostname":"db","ipAddress":"10.0.0.1"}]}})", R"({"c":{"extraHosts":[]}})", "/containerDefinitions/0/extraHosts",
     "Extra hosts are not supported on container when networkMode=awsvpc."},
    {"awsvpc-hostname", R"({"c":{"hostname":"web"}})", R"({"c":{"hostname":""}})", "/containerDefinitions/0/hostname", "hostname is not supported on container when networkMode=awsvpc."},
    {"fargate-disable-networking", R"({"c":{"disableNetworking":true}})", R"({"c":{"disableNetworking":false}})", "/containerDefinitions/0/disableNetworking",
     "Disable Networking is not supported on container when networkMode=awsvpc."},
    {"port-number-range", R"({"c":{"portMappings":[{"containerPort":65536}]}})", R"({"c":{"portMappings":[{"containerPort":65535}]}})", "/containerDefinitions/0/portMappings/0/containerPort",
     "containerPort must be from 1 to 65535, but is 65536"},
    {"port-number-range", R"({"c":{"portMappings":[{"containerPort":0}]}})", R"({"c":{"portMappings":[{"containerPort":1,"hostPort":0}]}})", "/containerDefinitions/0/portMappings/0/containerPort",
     "containerPort must be from 1 to 65535, but is 0"},
    {"port-missing", R"({"c":{"portMappings":[{"protocol":"tcp"}]}})", R"({"c":{"portMappings":[{"containerPortRange":"80-90"}]}})", "/containerDefinitions/0/portMappings/0",
     "a port mapping needs containerPort or containerPortRange"},
    {"host-network-host-port-mismatch", R"({"c":{"portMappings":[{"containerPort":80,"hostPort":8080}]}})", R"({"c":{"portMappings":[{"containerPort":80,"hostPort":80}]}})",
     "/containerDefinitions/0/portMappings/0/hostPort", "When networkMode=awsvpc, the host ports and container ports in port mappings must match."},
    {"host-network-host-port-mismatch", R"({"requiresCompatibilities":["EC2"],"networkMode":"host","c":{"portMappings":[{"containerPort":80,"hostPort":8080}]}})",
     R"({"requiresCompatibilities":["EC2"],"networkMode":"bridge","c":{"portMappings":[{"containerPort":80,"hostPort":8080}]}})",
     "/containerDefinitions/0/portMappings/0/hostPort", "When networkMode=host, the host ports and container ports in port mappings must match."},
    {"port-mapping-duplicate-name", R"({"c":{"portMappings":[{"containerPort":80,"name":"web"},{"containerPort":81,"name":"web"}]}})", R"({"c":{"portMappings":[{"containerPort":80,"name":"web"},{"containerPort":81,"name":"web2"}]}})",
     "/containerDefinitions/0/portMappings/1/name", "When networkMode=awsvpc, port mapping name is already used"},
    {"port-mapping-name", R"({"c":{"portMappings":[{"containerPort":80,"name":"Web"}]}})", R"({"c":{"portMappings":[{"containerPort":80,"name":"web_1-a"}]}})",
     "/containerDefinitions/0/portMappings/0/name", "a port mapping's name has up to 64"},
    {"port-mapping-reuse", R"({"containerDefinitions":[{"name":"a","image":"i","portMappings":[{"containerPort":80}]},{"name":"b","image":"i","portMappings":[{"containerPort":80}]}]})",
     R"({"containerDefinitions":[{"name":"a","image":"i","portMappings":[{"containerPort":80}]},{"name":"b","image":"i","portMappings":[{"containerPort":81}]}]})",
     "/containerDefinitions/1/portMappings/0/containerPort", "When networkMode=awsvpc, container port is used multiple times in task"},
    {"port-mapping-reuse", R"({"c":{"portMappings":[{"containerPort":85},{"containerPortRange":"80-90"}]}})", R"({"c":{"portMappings":[{"containerPort":91},{"containerPortRange":"80-90"}]}})",
     "/containerDefinitions/0/portMappings/1/containerPortRange", "When networkMode=awsvpc, container port is used multiple times in task"},
    {"port-mapping-both-protocols", R"({"c":{"portMappings":[{"containerPort":53},{"containerPort":53,"protocol":"udp"}]}})", R"({"c":{"portMappings":[{"containerPort":53},{"containerPort":54,"protocol":"udp"}]}})",
     "/containerDefinitions/0/portMappings/1/containerPort", "port 53 is mapped for tcp and for udp"},
    {"port-range-reversed", R"({"c":{"portMappings":[{"containerPortRange":"90-80"}]}})", R"({"c":{"portMappings":[{"containerPortRange":"80-80"}]}})",
     "/containerDefinitions/0/portMappings/0/containerPortRange", "Invalid 'containerPortRange' setting for container 'app'."},
    {"port-range-reversed", R"({"c":{"portMappings":[{"containerPortRange":"80"}]}})", R"({"c":{"portMappings":[{"containerPortRange":"1-65535"}]}})",
     "/containerDefinitions/0/portMappings/0/containerPortRange", "Invalid 'containerPortRange' setting for container 'app'."},
    {"port-range-and-single-port", R"({"c":{"portMappings":[{"containerPort":80,"containerPortRange":"80-90"}]}})", R"({"c":{"portMappings":[{"containerPortRange":"80-90"}]}})",
     "/containerDefinitions/0/portMappings/0", "cannot specify both single port and port range"},
};
// clang-format on

}  // namespace

std::span<const RuleRow> network_rows() { return network_table; }

}  // namespace gonogo::test
