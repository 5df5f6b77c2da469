// SPDX-License-Identifier: Apache-2.0
#include "emulator/project/project_schema.h"

#include <string>

#include "emulator/base/text.h"

namespace gonogo {
namespace {

Value of_type(const char* type) { return Value::object({{"type", type}}); }

Value either(std::initializer_list<const char*> names) {
  Value list = Value::array();
  for (const char* name : names) list.push(name);
  return Value::object({{"type", std::move(list)}});
}

Value texts() { return Value::object({{"type", "array"}, {"items", of_type("string")}}); }

Value duration() {
  Value schema = either({"string", "integer"});
  schema.set("pattern", "^([0-9]+(\\.[0-9]+)?(ms|s|m|h|d))+$");
  return schema;
}

Value schema_of(std::string_view type) {
  if (type == "text") return of_type("string");
  if (type == "scalar") return either({"string", "number", "boolean"});
  if (type == "integer") return of_type("integer");
  if (type == "texts") return texts();
  if (type == "mapping") return of_type("object");
  if (type == "mapping or text") return either({"object", "string"});
  if (type == "list") return of_type("array");
  if (type == "duration") return duration();
  if (type == "any") return Value::object();
  Value choices = Value::array();
  for (const std::string& choice : split(type, '|')) choices.push(choice);
  return Value::object({{"enum", std::move(choices)}});
}

/// The schema that holds what is called by the path: made closed on the way.
Value& at(Value& schema, const std::vector<std::string>& path, size_t count) {
  Value* here = &schema;
  for (size_t i = 0; i < count; ++i) {
    std::string name = path[i];
    const bool item = name.ends_with("[]");
    if (item) name.resize(name.size() - 2);
    if (name == "*") {
      here->erase("properties");
      if (here->find("additionalProperties") == nullptr ||
          !here->find("additionalProperties")->is_object())
        here->set("additionalProperties", of_type("object"));
      here = here->find("additionalProperties");
    } else {
      here = here->find("properties")->find(name);
    }
    if (item) {
      if (here->find("items") == nullptr) here->set("items", of_type("object"));
      here = here->find("items");
    }
    if (here->find("properties") == nullptr && here->find("additionalProperties") == nullptr) {
      here->set("properties", Value::object());
      here->set("additionalProperties", false);
    }
  }
  return *here;
}

}  // namespace

const std::vector<ProjectKey>& project_keys() {
  // clang-format off
  static const std::vector<ProjectKey> keys{
      {"gonogo", "integer", "version of this file: 1", true},
      {"project", "text", "its name: small letters, digits and hyphens", true},
      {"region", "text", "AWS region that tasks are told (default eu-west-1)"},
      {"tasks", "mapping", "the tasks by name", true},
      {"tasks.*.definition", "text", "path of the task definition", true},
      {"tasks.*.environment", "mapping", "variables for every container, as containerOverrides would give"},
      {"tasks.*.health", "eager|exact", "eager (default): health commands are tried at once, too; exact: by Fargate's interval only"},
      {"tasks.*.run", "standalone|service", "as RunTask or as a service does"},
      {"tasks.*.hostname", "text", "its name inside the VPC (default: the task's)"},
      {"tasks.*.port", "integer", "port of ${task.NAME}, where the definition has none"},
      {"tasks.*.publish", "texts", "\"HOST:CONTAINER\": reachable on this machine"},
      {"tasks.*.attach", "mapping", "engine attach: its containers by name, as processes of this machine"},
      {"tasks.*.attach.*.command", "texts", "what is run (default: what the recipe of its image says)"},
      {"tasks.*.attach.*.workdir", "text", "where it is run (default: the project's folder)"},
      {"tasks.*.attach.*.environment", "mapping", "variables in place of the definition's"},
      {"tasks.*.attach.*.port", "integer", "where it listens (default: its first containerPort)"},
      {"tasks.*.attach.*.build", "texts", "command that makes the program, before each run"},
      {"topology", "vpc|localhost", "vpc (default): an address for each task"},
      {"vpc", "mapping", "the network"},
      {"vpc.cidr", "text", "IPv4 network (default 198.18.0.0/16)"},
      {"externals", "mapping", "what tasks call beyond the VPC, by its name"},
      {"externals.*.address", "text", "HOST:PORT of this machine that answers for it"},
      {"externals.*.port", "integer", "where tasks call it (default: the address' port)"},
      {"externals.*.allow", "text", "why it need not be there, in place of an address"},
      {"files", "mapping", "S3 ARN to path, for environmentFiles"},
      {"volumes", "mapping", "EFS file systems whose folders are kept"},
      {"volumes.*.keep", "text", "folder that takes the files of that file system", true},
      {"terraform", "mapping", "what is deployed already, to bind to and compare with"},
      {"terraform.state", "text", "path of a state"},
      {"terraform.plan", "text", "path of a plan as JSON"},
      {"terraform.commit", "text", "commit of its repository (default: the checkout that the file is in)"},
      {"services", "mapping", "what tasks reach and what is no task"},
      {"services.*.engine", "mysql|redis|container", "what it is", true},
      {"services.*.version", "scalar", "production's series: 8.4, 7"},
      {"services.*.hostname", "text", "the name that tasks know"},
      {"services.*.database", "text", "MySQL: the schema"},
      {"services.*.user", "text", "MySQL: the account of tasks and scenarios"},
      {"services.*.password", "any", "text, or {secret: NAME}"},
      {"services.*.schema", "texts", "SQL scripts, in order"},
      {"services.*.seed", "texts", "SQL scripts of data, in order"},
      {"services.*.attach", "mapping", "engine attach: where it runs already, and who may empty it"},
      {"services.*.attach.host", "text", "an address of this machine's loopback (default 127.0.0.1)"},
      {"services.*.attach.port", "integer", "default: 3306, 6379"},
      {"services.*.attach.user", "text", "default: the service's user"},
      {"services.*.attach.password", "any", "text, {secret: NAME} or {env: NAME}"},
      {"services.*.image", "text", "of engine container"},
      {"services.*.ready", "mapping", "of engine container: when it is ready"},
      {"services.*.ready.port", "integer", "it listens there"},
      {"images", "list", "what stands in for registry images; the first match wins"},
      {"images[].match", "text", "glob over the reference", true},
      {"images[].debian", "bookworm", "suite that it is built from", true},
      {"images[].packages", "texts", "Debian packages"},
      {"images[].files", "mapping", "path here to path inside"},
      {"images[].build", "texts", "command that makes the files, before each run"},
      {"images[].dockerfile", "text", "what the deployed image is built from: its digest is bound"},
      {"images[].context", "text", "that build's folder (default: the Dockerfile's)"},
      {"images[].entrypoint", "texts", "as in an image"},
      {"images[].command", "texts", "as in an image"},
      {"images[].user", "scalar", "as in an image"},
      {"images[].working_directory", "text", "as in an image"},
      {"images[].stop_signal", "text", "as in an image"},
      {"images[].environment", "texts", "NAME=VALUE, as in an image"},
      {"secrets", "text", "path of a YAML file: ARN or name to value"},
      {"scenarios", "texts", "folders and files of scenarios (default: scenarios)"},
      {"vars", "mapping", "values for ${name} in all scenarios"},
      {"policy", "mapping or text", "what a GO needs, or the path of a file that says so"},
      {"policy.require", "mapping", "least number of passed cases of each kind"},
      {"policy.require.unit", "integer", "of kind unit"},
      {"policy.require.regression", "integer", "of kind regression"},
      {"policy.require.acceptance", "integer", "of kind acceptance"},
      {"policy.must_pass", "texts", "tags: each has scenarios, and all of them passed"},
      {"policy.flaky", "no-go|warn", "what a flaky scenario means"},
      {"policy.quarantine", "list", "known failures that are excused until a day"},
      {"policy.quarantine[].id", "scalar", "of a scenario, or ID::CASE of a report's case", true},
      {"policy.quarantine[].owner", "scalar", "who mends it", true},
      {"policy.quarantine[].ticket", "scalar", "where that is tracked", true},
      {"policy.quarantine[].reason", "scalar", "why it is excused", true},
      {"policy.quarantine[].expires", "scalar", "the last day: 2026-12-31", true},
      {"policy.max_quarantined", "integer", "how many entries there may be (default 5)"},
      {"policy.budgets", "list", "how long http steps may take"},
      {"policy.budgets[].scenario", "text", "glob over scenario ids"},
      {"policy.budgets[].step", "text", "glob over names of steps"},
      {"policy.budgets[].max", "duration", "the longest time", true},
      {"policy.max_age", "duration", "how long a verdict is good for (default 2h)"},
      {"policy.approximations", "mapping", "what may differ from Fargate"},
      {"policy.approximations.allow", "texts", "ids beside the harmless ones"},
      {"policy.overrides", "texts", "names of variables and --set that may differ"},
      {"policy.expect", "texts", "ids of scenarios that must run"},
      {"policy.break_glass", "mapping", "who may let the gate open for what is no GO"},
      {"policy.break_glass.keys", "texts", "their public keys, as base64 text", true},
      {"policy.break_glass.max", "duration", "the longest that may last (default 4h)"},
      {"gate", "mapping", "what a GO starts"},
      {"gate.images", "built-after|prebuilt", "who builds what is deployed"},
      {"gate.keys", "texts", "files of public keys: a verdict that none of them signed opens nothing"},
      {"gate.triggers", "list", "what is started, each a mapping of one kind"},
      {"gate.triggers[].command", "text", "of this machine's shell"},
      {"gate.triggers[].bitbucket", "mapping", "a custom pipeline of Bitbucket"},
      {"gate.triggers[].bitbucket.workspace", "text", "of the orchestrator", true},
      {"gate.triggers[].bitbucket.repository", "text", "of the orchestrator", true},
      {"gate.triggers[].bitbucket.pipeline", "text", "its name below pipelines: custom:", true},
      {"gate.triggers[].bitbucket.ref", "text", "branch or tag whose bitbucket-pipelines.yml counts"},
      {"gate.triggers[].bitbucket.ref_type", "branch|tag", "what ref is (default branch)"},
      {"gate.triggers[].bitbucket.commit", "text", "pins the orchestrator's own commit"},
      {"gate.triggers[].bitbucket.variables", "mapping", "for the pipeline, beside GONOGO_*"},
      {"gate.triggers[].bitbucket.user", "text", "e-mail address that belongs to an API token"},
      {"gate.triggers[].bitbucket.token", "mapping", "the token, never in a file"},
      {"gate.triggers[].bitbucket.token.env", "text", "its variable (GONOGO_BITBUCKET_TOKEN)", true},
      {"gate.triggers[].bitbucket.deadline", "duration", "of gonogo gate --wait (default 1h)"},
      {"gate.triggers[].webhook", "mapping", "a POST signed after standardwebhooks.com"},
      {"gate.triggers[].webhook.url", "text", "https, or http at 127.0.0.1", true},
      {"gate.triggers[].webhook.secret", "mapping", "the secret, never in a file"},
      {"gate.triggers[].webhook.secret.env", "text", "its variable (GONOGO_WEBHOOK_SECRET)", true},
  };
  // clang-format on
  return keys;
}

Value project_schema() {
  Value schema = Value::object({{"$schema", "http://json-schema.org/draft-07/schema#"},
                                {"title", "gonogo.yaml"},
                                {"type", "object"},
                                {"properties", Value::object()},
                                {"additionalProperties", false}});
  for (const ProjectKey& key : project_keys()) {
    const std::vector<std::string> path = split(key.path, '.');
    Value& owner = at(schema, path, path.size() - 1);
    if (owner.find("properties") == nullptr) owner.set("properties", Value::object());
    if (key.required) {
      if (owner.find("required") == nullptr) owner.set("required", Value::array());
      owner.find("required")->push(path.back());
    }
    Value made = schema_of(key.type);
    made.set("description", std::string(key.help));
    owner.find("properties")->set(path.back(), std::move(made));
  }
  return schema;
}

}  // namespace gonogo
