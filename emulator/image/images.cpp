// SPDX-License-Identifier: Apache-2.0
#include "emulator/image/images.h"

#include <algorithm>
#include <set>

#include "emulator/base/text.h"
#include "emulator/image/attached_images.h"
#include "emulator/image/bake_mysql.h"
#include "emulator/image/mysqld_preload.h"
#include "emulator/image/recipe.h"

namespace gonogo {
namespace {

constexpr const char* service_suite = "bookworm";

/// What all the steps below need.
struct Workshop {
  const Project& project;
  const SecretStore& secrets;
  const Store& store;
  World& world;
  const OnProgress& progress;
};

Error no_image(const std::string& reference, const Location& where) {
  return {.code = "no-image",
          .what = "nothing stands in for the image \"" + reference + "\"",
          .where = where,
          .hint = "add to images: in gonogo.yaml an entry with match: \"" + reference +
                  "\" and debian: bookworm"};
}

std::string version_of(const DebianRoot& root, const std::string& package) {
  for (const auto& [name, version] : root.packages) {
    if (name != package) continue;
    const size_t epoch = version.find(':');
    const std::string upstream =
        epoch == std::string::npos ? version : version.substr(epoch + 1);
    return upstream.substr(0, upstream.find('-'));
  }
  return "";
}

Result<ServiceRoot> debian_service(const Workshop& shop, const std::string& package) {
  auto root = debian_root(shop.world, shop.store, service_suite, {package}, shop.progress);
  if (!root) return fail(root.error());
  return ServiceRoot{.root = {.folders = root->folders,
                              .digest = root->digest,
                              .packages = root->packages},
                     .version = version_of(*root, package)};
}

Result<ServiceRoot> mysql_service(const Workshop& shop, const ServiceEntry& service) {
  auto root = mysql_root(shop.world, shop.store, shop.progress);
  if (!root) return fail(root.error());
  Secret password(service.password);
  if (!service.password_secret.empty()) {
    auto resolved = resolve_secret({.name = "password",
                                    .value_from = service.password_secret,
                                    .where = service.where},
                                   shop.secrets);
    if (!resolved) return because(resolved.error(), "the password of service " + service.name);
    password = *resolved;
  }
  auto data = bake_mysql(shop.world, shop.store, shop.project, service, password, *root,
                         shop.progress);
  if (!data) return fail(data.error());
  auto preload = mysqld_preload(shop.world, shop.store);
  if (!preload) return fail(preload.error());
  return ServiceRoot{.root = {.folders = {root->folder, preload->folder},
                              .config = {.environment = {preload->variable}},
                              .digest = root->digest,
                              .packages = root->packages},
                     .version = root->version,
                     .data_folder = *data};
}

Result<ServiceRoot> make_service(const Workshop& shop, const ServiceEntry& service) {
  switch (service.engine) {
    case ServiceEngine::mysql: return mysql_service(shop, service);
    case ServiceEngine::redis: return debian_service(shop, "redis-server");
    case ServiceEngine::mariadb:
      return fail({.code = "no-image", .what = "the engine mariadb is not there yet",
                   .where = service.where});
    case ServiceEngine::container: break;
  }
  const ImageRecipe* recipe = find_recipe(shop.project.images, service.image);
  if (recipe == nullptr) return fail(no_image(service.image, service.where));
  auto root = make_recipe(shop.world, shop.store, shop.project, *recipe, shop.progress);
  if (!root) return fail(root.error());
  return ServiceRoot{.root = std::move(*root)};
}

}  // namespace

Result<Images> make_images(const Project& project,
                           const std::vector<std::pair<std::string, TaskDefinition>>& definitions,
                           const SecretStore& secrets, const Store& store, World& world,
                           bool build, const OnProgress& progress) {
  const Workshop shop{project, secrets, store, world, progress};
  Images images;
  std::set<std::vector<std::string>> built;
  for (const auto& [task, definition] : definitions) {
    for (const ContainerDefinition& container : definition.containers) {
      if (images.roots.count(container.image) != 0) continue;
      const ImageRecipe* recipe = find_recipe(project.images, container.image);
      if (recipe == nullptr) return fail(no_image(container.image, container.where));
      if (build && !recipe->build.empty() && built.insert(recipe->build).second)
        if (auto done = run_build(world, project, recipe->build, recipe->where); !done) return fail(done.error());
      auto root = make_recipe(world, store, project, *recipe, progress);
      if (!root) return fail(root.error());
      images.roots[container.image] = std::move(*root);
    }
  }
  for (const ServiceEntry& service : project.services) {
    auto root = make_service(shop, service);
    if (!root) return fail(root.error());
    images.service_roots[service.name] = std::move(*root);
  }
  auto resolver = debian_service(shop, "dnsmasq-base");
  if (!resolver) return fail(resolver.error());
  images.service_roots["resolver"] = std::move(*resolver);
  return images;
}

}  // namespace gonogo
