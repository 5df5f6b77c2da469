// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "emulator/base/text.h"
#include "emulator/io/digest.h"
#include "emulator/io/document.h"
#include "emulator/project/cidr.h"
#include "emulator/project/interpolate.h"
#include "emulator/project/read_parts.h"

namespace gonogo {
namespace {

void read_vpc(Reader& root, Project& project) {
  const Value* vpc = root.mapping("vpc");
  if (vpc == nullptr) return;
  Findings findings;
  Reader reader(*vpc, root.file(), root.pointer("vpc"), findings);
  if (const auto cidr = reader.text("cidr")) {
    const auto parsed = parse_cidr(*cidr);
    if (parsed && parsed->prefix <= 24)
      project.vpc_cidr = *cidr;
    else
      root.report("bad-cidr", "vpc.cidr has to be an IPv4 network of at least 256 addresses", "vpc",
                  "for example 198.18.0.0/16");
  }
  reader.finish();
  for (Finding& finding : findings) root.report(finding.rule, finding.message, "vpc", finding.hint);
}

void read_gate(const Value& mapping, Project& project, Findings& findings) {
  Reader reader(mapping, project.file, "/gate", findings);
  if (const auto images = reader.choice("images", {"built-after", "prebuilt"}))
    project.images_prebuilt = *images == "prebuilt";
  project.gate_keys = reader.texts("keys");
  if (const Value* triggers = reader.list("triggers"))
    project.triggers = read_triggers(*triggers, project.file, findings);
  reader.finish();
}

void read_terraform(const Value& mapping, Project& project, Findings& findings) {
  Reader reader(mapping, project.file, "/terraform", findings);
  const auto state = reader.text("state");
  const auto plan = reader.text("plan");
  if (state.has_value() == plan.has_value())
    reader.report("missing-key", "terraform names a state or a plan, one of the two", "",
                  "terraform: {state: terraform.tfstate}");
  if (state == "" || plan == "")
    reader.report("wrong-type", "the file's name is empty", state ? "state" : "plan");
  project.terraform = {.file = state.value_or(plan.value_or("")),
                       .is_plan = plan.has_value(),
                       .commit = reader.text("commit").value_or("")};
  reader.finish();
}

// `policy: FILE` is read by whoever has the files.
void read_policy_or_file(Reader& root, Project& project, Findings& findings) {
  const Value* policy = root.find("policy");
  if (policy == nullptr) return;
  if (policy->is_text() && !policy->as_text().empty())
    project.policy_file = policy->as_text();
  else if (policy->is_object())
    project.policy = read_policy(*policy, project.file, root.pointer("policy"), findings);
  else
    root.report("wrong-type", "a policy is a mapping, or the path of a file that holds one",
                "policy", "policy: {require: {unit: 1}}");
}

void check_whole(const Project& project, Reader& root) {
  if (root.has("tasks") && project.tasks.empty()) root.report("no-tasks", "the project has no tasks", "tasks",
                                         "tasks: {web: {definition: web.task.json}}");
  std::set<std::string> names;
  const auto take = [&](const std::string& name, const std::string& what) {
    if (!name.empty() && !names.insert(name).second)
      root.report("duplicate-hostname", what + " and another have the host name " + name, "",
                  "give one of them another hostname");
  };
  for (const TaskEntry& task : project.tasks) take(task.hostname, "task " + task.name);
  for (const ServiceEntry& service : project.services)
    take(service.hostname, "service " + service.name);
  std::set<std::uint16_t> ports;
  for (const TaskEntry& task : project.tasks)
    for (const auto& [host, container] : task.publish)
      if (host != 0 && !ports.insert(host).second)
        root.report("duplicate-port", "port " + std::to_string(host) + " is published twice",
                    "tasks");
}

void read_root(const Value& value, Project& project, Findings& findings) {
  Reader root(value, project.file, "", findings);
  if (root.require("gonogo") && root.integer("gonogo") != 1)
    root.report("unknown-version", "this gonogo reads files of version 1", "gonogo", "gonogo: 1");
  if (root.require("project")) project.name = root.text("project").value_or("");
  if (!project.name.empty() && slug(project.name) != project.name)
    root.report("bad-name", "a project's name has small letters, digits and hyphens only",
                "project", "project: " + slug(project.name));
  if (const auto region = root.text("region")) project.region = *region;
  if (root.require("tasks"))
    if (const Value* tasks = root.mapping("tasks"))
      project.tasks = read_tasks(*tasks, project.file, findings);
  project.localhost_topology =
      root.choice("topology", {"vpc", "localhost"}).value_or("vpc") == "localhost";
  read_vpc(root, project);
  if (const Value* externals = root.mapping("externals"))
    project.externals = read_externals(*externals, project.file, findings);
  if (const Value* files = root.mapping("files"))
    project.files = read_text_map(*files, project.file, "/files", findings);
  if (const Value* volumes = root.mapping("volumes"))
    project.kept_volumes = read_kept_volumes(*volumes, project.file, findings);
  if (const Value* services = root.mapping("services"))
    project.services = read_services(*services, project.file, findings);
  if (const Value* images = root.list("images"))
    project.images = read_images(*images, project.file, findings);
  project.secrets = root.text("secrets").value_or("");
  project.scenarios = root.has("scenarios") ? root.texts("scenarios")
                                            : std::vector<std::string>{"scenarios"};
  if (const Value* vars = root.mapping("vars"))
    for (const Value::Member& member : vars->members()) project.vars[member.key] = member.value;
  read_policy_or_file(root, project, findings);
  if (const Value* terraform = root.mapping("terraform"))
    read_terraform(*terraform, project, findings);
  if (const Value* gate = root.mapping("gate")) read_gate(*gate, project, findings);
  check_whole(project, root);
  root.finish();
}

}  // namespace

ProjectReading read_project(std::string_view text, const std::string& file,
                            const std::string& folder,
                            const std::map<std::string, std::string>& environment,
                            const std::map<std::string, std::string>& settings) {
  ProjectReading reading;
  auto documents = parse_yaml(text, file);
  if (!documents) {
    reading.findings.push_back({.rule = documents.error().code,
                                .message = documents.error().what,
                                .where = documents.error().where,
                                .hint = documents.error().hint});
    return reading;
  }
  if (documents->size() != 1 || !documents->front().is_object()) {
    reading.findings.push_back({.rule = "wrong-type",
                                .message = "gonogo.yaml has to be a mapping",
                                .where = {file, {1, 1}, ""}});
    return reading;
  }
  Value& document = documents->front();
  Project project{.file = file, .folder = folder};
  project.sha256 = sha256(text);
  Interpolation interpolation(environment, settings, file, reading.findings);
  interpolation.apply(document);
  project.overrides = interpolation.overrides();
  read_root(document, project, reading.findings);
  if (!has_errors(reading.findings)) reading.project = std::move(project);
  return reading;
}

}  // namespace gonogo
