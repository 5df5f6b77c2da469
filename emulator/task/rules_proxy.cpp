// SPDX-License-Identifier: Apache-2.0
// proxyConfiguration: App Mesh's Envoy beside the application.
#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/task/rules.h"

namespace gonogo {
namespace {

void proxy_configuration_awsvpc_required(const RegisterRequest& request, Objections& objections) {
  if (request.find("proxyConfiguration") != nullptr && request.text("networkMode") != "awsvpc")
    objections.aws("/networkMode",
                   "APPMESH proxy configuration is only supported in networkMode=awsvpc");
}

void proxy_configuration_container_missing(const RegisterRequest& request, Objections& objections) {
  const Value* proxy = request.find("proxyConfiguration");
  if (proxy == nullptr) return;
  const std::string& name = text_in(*proxy, "containerName");
  if (!name.empty() && request.container(name) == nullptr)
    objections.own("/proxyConfiguration/containerName",
                   "the proxy container '" + name + "' does not exist in the task definition");
}

bool has_property(const Value& proxy, const std::vector<std::string>& names) {
  const Value* properties = present(proxy, "properties");
  if (properties == nullptr) return false;
  return std::any_of(properties->items().begin(), properties->items().end(),
                     [&](const Value& property) {
                       const std::string& name = text_in(property, "name");
                       return std::find(names.begin(), names.end(), name) != names.end() &&
                              !text_in(property, "value").empty();
                     });
}

// AWS names the first that is missing; the ingress port comes before the others.
void proxy_configuration_missing_required_props(const RegisterRequest& request,
                                                Objections& objections) {
  const Value* proxy = request.find("proxyConfiguration");
  if (proxy == nullptr) return;
  std::vector<std::string> missing;
  const std::vector<std::vector<std::string>> required{
      {"ProxyIngressPort"}, {"ProxyEgressPort"}, {"AppPorts"}, {"IgnoredUID", "IgnoredGID"}};
  for (const auto& names : required)
    if (!has_property(*proxy, names)) missing.push_back(join(names, " or "));
  if (missing.empty()) return;
  const std::string place = "/proxyConfiguration/properties";
  const std::string hint = "missing: " + join(missing, ", ");
  if (missing.front() == "ProxyIngressPort") {
    objections.aws(place, "Ingress port not found", hint);
  } else {
    objections.own(place, missing.front() + " not found", hint);
  }
}

constexpr TaskRule proxy_table[] = {
    {"proxy-configuration-awsvpc-required", proxy_configuration_awsvpc_required},
    {"proxy-configuration-container-missing", proxy_configuration_container_missing},
    {"proxy-configuration-missing-required-props", proxy_configuration_missing_required_props},
};

}  // namespace

std::span<const TaskRule> proxy_rules() { return proxy_table; }

}  // namespace gonogo
