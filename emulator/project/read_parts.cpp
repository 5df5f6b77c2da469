// SPDX-License-Identifier: Apache-2.0
#include "emulator/project/read_parts.h"

#include <charconv>

#include "emulator/base/text.h"

namespace gonogo {
namespace {

std::optional<std::uint16_t> port_of(const std::string& text) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number == 0 || number > 65535)
    return std::nullopt;
  return static_cast<std::uint16_t>(number);
}

std::optional<std::uint16_t> read_port(Reader& reader, std::string_view key) {
  const auto number = reader.integer(key);
  if (!number) return std::nullopt;
  if (*number >= 1 && *number <= 65535) return static_cast<std::uint16_t>(*number);
  reader.report("bad-port", "a port is a number from 1 to 65535", key);
  return std::nullopt;
}

// "8080:80" (host port, container port) or "80" (a free host port).
void read_publish(Reader& reader, TaskEntry& task) {
  for (const std::string& text : reader.texts("publish")) {
    const auto parts = split(text, ':');
    const auto last = port_of(parts.back());
    const auto first = parts.size() == 2 ? port_of(parts[0]) : std::optional<std::uint16_t>(0);
    if (parts.size() > 2 || !last || !first)
      reader.report("bad-port", "\"" + text + "\" is no published port", "publish",
                    "write \"HOST:CONTAINER\", for example \"8080:80\"");
    else
      task.publish.emplace_back(*first, *last);
  }
}

AttachContainer read_attached(const Value::Member& member, const Reader& of_tasks,
                              Findings& findings) {
  AttachContainer attached;
  const std::string pointer = of_tasks.pointer("attach") + pointer_token(member.key);
  Reader reader(member.value, of_tasks.file(), pointer, findings);
  attached.where = reader.place();
  attached.command = reader.texts("command");
  attached.workdir = reader.text("workdir").value_or("");
  attached.build = reader.texts("build");
  attached.port = read_port(reader, "port");
  if (const Value* environment = reader.mapping("environment"))
    attached.environment =
        read_text_map(*environment, reader.file(), reader.pointer("environment"), findings);
  reader.finish();
  return attached;
}

void read_attach(Reader& reader, TaskEntry& task, Findings& findings) {
  const Value* attach = reader.mapping("attach");
  if (attach == nullptr) return;
  for (const Value::Member& member : attach->members()) {
    if (member.value.is_object())
      task.attach[member.key] = read_attached(member, reader, findings);
    else
      reader.report("wrong-type", "what stands for container " + member.key + " is a mapping",
                    "attach", member.key + ": {command: [./server], workdir: .}");
  }
}

TaskEntry read_task(const Value::Member& member, const std::string& file, Findings& findings) {
  TaskEntry task{.name = member.key, .hostname = member.key};
  Reader reader(member.value, file, "/tasks" + pointer_token(member.key), findings);
  task.where = reader.place();
  if (reader.require("definition")) task.definition = reader.text("definition").value_or("");
  if (const Value* environment = reader.mapping("environment"))
    task.environment = read_text_map(*environment, file, reader.pointer("environment"), findings);
  if (const auto health = reader.choice("health", {"eager", "exact"}))
    task.exact_health = *health == "exact";
  if (const auto run = reader.choice("run", {"standalone", "service"}))
    task.service = *run == "service";
  if (const auto hostname = reader.text("hostname")) task.hostname = *hostname;
  task.port = read_port(reader, "port");
  read_publish(reader, task);
  read_attach(reader, task, findings);
  reader.finish();
  return task;
}

std::optional<PasswordSource> read_password(Reader& reader) {
  const Value* password = reader.find("password");
  if (password == nullptr) return std::nullopt;
  PasswordSource source;
  const Value* secret = password->find("secret");
  const Value* variable = password->find("env");
  if (password->is_text())
    source.text = password->as_text();
  else if (secret != nullptr && secret->is_text())
    source.secret = secret->as_text();
  else if (variable != nullptr && variable->is_text())
    source.variable = variable->as_text();
  else
    reader.report("wrong-type", "a password is text, {secret: NAME} or {env: NAME}", "password");
  return source;
}

void read_attach(Reader& reader, ServiceEntry& service, Findings& findings) {
  const Value* attach = reader.mapping("attach");
  if (attach == nullptr) return;
  Reader inner(*attach, reader.file(), reader.pointer("attach"), findings);
  if (const auto host = inner.text("host"))
    service.attach.host = *host == "localhost" ? "127.0.0.1" : *host;
  if (service.attach.host.rfind("127.", 0) != 0)
    inner.report("bad-host", "a service to attach to is on this machine's loopback", "host",
                 "host: 127.0.0.1");
  service.attach.port = read_port(inner, "port");
  service.attach.user = inner.text("user").value_or("");
  service.attach.password = read_password(inner);
  inner.finish();
}

void read_readiness(Reader& reader, ServiceEntry& service, Findings& findings) {
  const Value* ready = reader.mapping("ready");
  if (ready == nullptr) return;
  Reader inner(*ready, reader.file(), reader.pointer("ready"), findings);
  if (inner.require("port")) service.ready_port = read_port(inner, "port");
  inner.finish();
}

ServiceEntry read_service(const Value::Member& member, const std::string& file,
                          Findings& findings) {
  ServiceEntry service{.name = member.key, .hostname = member.key};
  Reader reader(member.value, file, "/services" + pointer_token(member.key), findings);
  service.where = reader.place();
  reader.require("engine");
  const auto engine = reader.choice("engine", {"mysql", "mariadb", "redis", "container"});
  if (engine == "mysql") service.engine = ServiceEngine::mysql;
  if (engine == "redis") service.engine = ServiceEngine::redis;
  if (engine == "mariadb") {
    service.engine = ServiceEngine::mariadb;
    reader.report("not-yet", "the engine mariadb is not there yet", "engine", "engine: mysql");
  }
  service.version = reader.scalar("version").value_or("");
  if (const auto hostname = reader.text("hostname")) service.hostname = *hostname;
  if (engine == "mysql") {
    service.database = reader.text("database").value_or("");
    service.user = reader.text("user").value_or("");
    for (const char* key : {"database", "user"}) reader.require(key);
    if (const auto password = read_password(reader)) {
      service.password = password->text;
      service.password_secret = password->secret;
      if (!password->variable.empty())
        reader.report("wrong-type", "a service's password is text or {secret: NAME}", "password");
    }
    service.schema = reader.texts("schema");
    service.seed = reader.texts("seed");
  }
  if (engine == "container") {
    if (reader.require("image")) service.image = reader.text("image").value_or("");
    reader.require("ready");
    read_readiness(reader, service, findings);
  }
  read_attach(reader, service, findings);
  reader.finish();
  return service;
}

ImageRecipe read_recipe(const Value& item, const std::string& file, const std::string& pointer,
                        Findings& findings) {
  ImageRecipe recipe;
  Reader reader(item, file, pointer, findings);
  recipe.where = reader.place();
  if (reader.require("match")) recipe.match = reader.text("match").value_or("");
  if (reader.require("debian")) recipe.debian = reader.choice("debian", {"bookworm"}).value_or("");
  recipe.packages = reader.texts("packages");
  if (const Value* files = reader.mapping("files"))
    for (const auto& [from, to] : read_text_map(*files, file, reader.pointer("files"), findings)) {
      if (to.empty() || to.front() != '/' || to.find("/../") != std::string::npos)
        reader.report("bad-path", "\"" + to + "\" is no absolute path inside the image", "files");
      recipe.files.emplace_back(from, to);
    }
  recipe.build = reader.texts("build");
  recipe.dockerfile = reader.text("dockerfile").value_or("");
  recipe.context = reader.text("context").value_or("");
  if (recipe.dockerfile.empty() && !recipe.context.empty())
    reader.report("no-dockerfile", "a context belongs to a dockerfile", "context");
  recipe.entrypoint = reader.texts("entrypoint");
  recipe.command = reader.texts("command");
  recipe.user = reader.scalar("user").value_or("");
  recipe.working_directory = reader.text("working_directory").value_or("");
  recipe.stop_signal = reader.text("stop_signal").value_or("");
  recipe.environment = reader.texts("environment");
  reader.finish();
  return recipe;
}

}  // namespace

std::map<std::string, std::string> read_text_map(const Value& mapping, const std::string& file,
                                                 const std::string& pointer, Findings& findings) {
  std::map<std::string, std::string> texts;
  Reader reader(mapping, file, pointer, findings);
  for (const Value::Member& member : mapping.members())
    if (const auto text = reader.scalar(member.key)) texts[member.key] = *text;
  return texts;
}

std::vector<TaskEntry> read_tasks(const Value& mapping, const std::string& file,
                                  Findings& findings) {
  std::vector<TaskEntry> tasks;
  for (const Value::Member& member : mapping.members()) {
    if (!member.value.is_object())
      findings.push_back({.rule = "wrong-type",
                          .message = "a task is a mapping with at least its definition",
                          .where = {file, member.mark, "/tasks" + pointer_token(member.key)}});
    else
      tasks.push_back(read_task(member, file, findings));
  }
  return tasks;
}

std::vector<ServiceEntry> read_services(const Value& mapping, const std::string& file,
                                        Findings& findings) {
  std::vector<ServiceEntry> services;
  for (const Value::Member& member : mapping.members()) {
    if (!member.value.is_object())
      findings.push_back({.rule = "wrong-type",
                          .message = "a service is a mapping with at least its engine",
                          .where = {file, member.mark, "/services" + pointer_token(member.key)}});
    else
      services.push_back(read_service(member, file, findings));
  }
  return services;
}

std::vector<ImageRecipe> read_images(const Value& list, const std::string& file,
                                     Findings& findings) {
  std::vector<ImageRecipe> recipes;
  for (const Value& item : list.items()) {
    const std::string pointer = "/images/" + std::to_string(recipes.size());
    if (!item.is_object())
      findings.push_back({.rule = "wrong-type",
                          .message = "an image is a mapping with match and debian",
                          .where = {file, item.mark, pointer}});
    else
      recipes.push_back(read_recipe(item, file, pointer, findings));
  }
  return recipes;
}

}  // namespace gonogo
