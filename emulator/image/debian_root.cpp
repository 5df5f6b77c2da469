// SPDX-License-Identifier: Apache-2.0
#include "emulator/image/debian_root.h"

#include <algorithm>

#include "emulator/base/members.h"
#include "emulator/base/text.h"
#include "emulator/io/digest.h"
#include "emulator/io/user_namespace.h"

namespace gonogo {
namespace {

constexpr const char* recipe_version = "2";  // a changed way of building makes other roots
constexpr Milliseconds build_patience{900'000};

const std::vector<std::string> lean_options{
    "--aptopt=Acquire::Languages \"none\"",        "--aptopt=Acquire::Check-Valid-Until \"false\"",
    "--dpkgopt=path-exclude=/usr/share/man/*",     "--dpkgopt=path-exclude=/usr/share/doc/*",
    "--dpkgopt=path-exclude=/usr/share/locale/*", "--dpkgopt=path-exclude=/usr/share/info/*"};

// What apt needs only while it works lies on tmpfs, so that it never gets into the layer.
constexpr const char* install_script = R"(set -e
base=$1 work=$2 extra=$3; shift 3
mkdir -p "$work/tree" "$work/overlay" "$work/merged"
mount -t overlay overlay -o "lowerdir=$base,upperdir=$work/tree,workdir=$work/overlay$extra" "$work/merged"
root=$work/merged
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"  # who is not root can't make devices: the base has none then
for device in null zero full random urandom; do
  : >"$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"
done
mount -t tmpfs tmpfs "$root/var/lib/apt/lists"
mount -t tmpfs tmpfs "$root/var/cache/apt"
mkdir -p "$root/var/cache/apt/archives/partial" "$root/var/lib/apt/lists/partial"
cp /etc/resolv.conf "$root/etc/resolv.conf"
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"; chmod 755 "$root/usr/sbin/policy-rc.d"
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
chroot "$root" apt-get -qq update
chroot "$root" apt-get -qq install -y --no-install-recommends "$@"
chroot "$root" dpkg-query -W -f '${Package} ${Version}\n' >"$work/packages"
find "$root/var/log" -type f -delete
rm -rf "$root/usr/sbin/policy-rc.d" "$root/etc/resolv.conf" "$root"/var/cache/debconf/*-old \
  "$root"/var/lib/dpkg/*-old "$root/var/cache/ldconfig/aux-cache"
)";

Value packages_value(const std::string& lines) {
  Value packages = Value::object();
  for (const std::string& line : split_lines(lines)) {
    const auto words = split(line, ' ');
    if (words.size() == 2) packages.set(words[0], words[1]);
  }
  return packages;
}

std::vector<std::pair<std::string, std::string>> packages_of(const Value& facts) {
  std::vector<std::pair<std::string, std::string>> packages;
  if (const Value* list = facts.find("packages"))
    for (const Value::Member& member : list->members())
      packages.emplace_back(member.key, member.value.as_text());
  return packages;
}

Result<Value> facts_of(World& world, const Path& folder, const std::string& description,
                       const std::string& packages) {
  auto digest = tree_digest(world, folder / "tree");
  if (!digest) return fail(digest.error());
  return Value::object({{"description", description},
                        {"digest", *digest},
                        {"tree", *digest},
                        {"packages", packages_value(packages)}});
}

Result<Done> can_bootstrap() {
  if (auto done = become_root(); !done) return because(done.error(), "making an image");
  return require_program("mmdebstrap", "mmdebstrap");
}

// What it writes beside its tree, keys for gpg, goes with the folder when it is killed.
std::vector<std::string> mmdebstrap_in(const Path& folder, const std::string& variant) {
  return {"env", "TMPDIR=" + folder.string(), "mmdebstrap", "--quiet", "--variant=" + variant};
}

Result<StoreEntry> base_root(World& world, const Store& store, const std::string& suite,
                             const OnProgress& progress) {
  const std::string key = sha256(std::string("base ") + recipe_version + " " + suite);
  return find_or_make(world, store, "roots", key, [&](const Path& folder) -> Result<Value> {
    if (auto done = can_bootstrap(); !done) return fail(done.error());
    progress("debian " + suite, "making the base that images share");
    std::vector<std::string> argv = mmdebstrap_in(folder, "minbase");
    argv.insert(argv.end(), lean_options.begin(), lean_options.end());
    argv.insert(argv.end(), {suite, (folder / "tree").string()});
    auto made = run_builder(world, {.argv = contained(argv), .timeout = build_patience},
                            "recipe-failed", "making a Debian " + suite);
    if (!made) return fail(made.error());
    auto packages = run_builder(world,
                                {.argv = {"chroot", (folder / "tree").string(), "dpkg-query", "-W",
                                          "-f", "${Package} ${Version}\n"}},
                                "recipe-failed", "listing the packages");
    if (!packages) return fail(packages.error());
    return facts_of(world, folder, "Debian " + suite + ", minimal", packages->out);
  });
}

Result<StoreEntry> package_layer(World& world, const Store& store, const StoreEntry& base,
                                 const std::string& suite,
                                 const std::vector<std::string>& packages,
                                 const OnProgress& progress) {
  const std::string list = join(packages, " ");
  const std::string key =
      sha256(std::string("layer ") + recipe_version + " " + base.tree.string() + " " + list);
  return find_or_make(world, store, "roots", key, [&](const Path& folder) -> Result<Value> {
    if (auto done = can_bootstrap(); !done) return fail(done.error());
    progress("debian " + suite, "installing " + list);
    std::vector<std::string> argv{"sh", "-c", install_script, "sh", base.tree.string(),
                                  folder.string(), overlay_extra()};
    argv.insert(argv.end(), packages.begin(), packages.end());
    auto made = run_builder(world, {.argv = contained(argv), .timeout = build_patience}, "recipe-failed",
                            "installing " + list);
    if (!made) return fail(made.error());
    auto versions = read_file(folder / "packages");
    if (!versions) return fail(versions.error());
    for (const char* name : {"overlay", "merged", "packages"}) (void)remove_tree(folder / name);
    return facts_of(world, folder, "Debian " + suite + ": " + list, *versions);
  });
}

}  // namespace

Result<DebianRoot> debian_root(World& world, const Store& store, const std::string& suite,
                               const std::vector<std::string>& wanted,
                               const OnProgress& progress) {
  auto base = base_root(world, store, suite, progress);
  if (!base) return fail(base.error());
  DebianRoot root{.folders = {base->tree.string()},
                  .digest = text_of(base->facts, "digest"),
                  .packages = packages_of(base->facts)};
  if (wanted.empty()) return root;
  std::vector<std::string> packages = wanted;
  std::sort(packages.begin(), packages.end());
  auto layer = package_layer(world, store, *base, suite, packages, progress);
  if (!layer) return fail(layer.error());
  root.folders.insert(root.folders.begin(), layer->tree.string());
  root.digest = "sha256:" + sha256(root.digest + " " + text_of(layer->facts, "digest"));
  root.packages = packages_of(layer->facts);
  return root;
}

std::vector<std::string> mysqld_from_outside(const std::string& root) {
  return {root + "/usr/lib64/ld-linux-x86-64.so.2", "--library-path",
          root + "/usr/lib/x86_64-linux-gnu", root + "/usr/sbin/mysqld"};
}

Result<MysqlRoot> mysql_root(World& world, const Store& store, const OnProgress& progress) {
  const std::string key = sha256(std::string("mysql ") + recipe_version);
  auto entry = find_or_make(world, store, "roots", key, [&](const Path& folder) -> Result<Value> {
    if (auto done = can_bootstrap(); !done) return fail(done.error());
    progress("mysql", "unpacking MySQL's server of Debian sid");
    std::vector<std::string> argv = mmdebstrap_in(folder, "extract");
    argv.push_back("--include=mysql-server-core");
    argv.insert(argv.end(), lean_options.begin(), lean_options.end());
    argv.push_back("--extract-hook=ls \"$1\"/var/cache/apt/archives/*.deb | "
                   "sed 's|.*/||; s|_| |; s|_.*||' >\"$1\"/../packages");
    argv.insert(argv.end(), {"sid", (folder / "tree").string()});
    auto made = run_builder(world, {.argv = contained(argv), .timeout = build_patience},
                            "recipe-failed", "unpacking MySQL's server of Debian sid");
    if (!made) return fail(made.error());
    // Unpacked packages lack the links of a merged /usr, and the users.
    std::error_code ignored;
    for (const char* name : {"bin", "sbin", "lib", "lib64"})
      std::filesystem::create_directory_symlink(std::string("usr/") + name,
                                                folder / "tree" / name, ignored);
    if (auto done = write_file(folder / "tree/etc/passwd", "root:x:0:0:root:/:/bin/false\n"); !done)
      return fail(done.error());
    std::vector<std::string> ask = mysqld_from_outside((folder / "tree").string());
    ask.insert(ask.end(), {"--no-defaults", "--version"});
    auto version = run_builder(world, {.argv = ask}, "recipe-failed", "asking mysqld's version");
    if (!version) return fail(version.error());
    auto packages = read_file(folder / "packages");
    auto facts = facts_of(world, folder, "MySQL server, Debian sid", packages ? *packages : "");
    if (!facts) return facts;
    // "mysqld  Ver 9.7.4 for Linux on x86_64 ((Debian))"
    const size_t at = version->out.find("Ver ");
    facts->set("version", at == std::string::npos
                              ? std::string(trim(version->out))
                              : split(version->out.substr(at + 4), ' ').front());
    return facts;
  });
  if (!entry) return fail(entry.error());
  return MysqlRoot{.folder = entry->tree.string(),
                   .digest = text_of(entry->facts, "digest"),
                   .version = text_of(entry->facts, "version"),
                   .packages = packages_of(entry->facts)};
}

}  // namespace gonogo
