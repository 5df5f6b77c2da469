# SPDX-License-Identifier: Apache-2.0
# Thin: each target is one command that can be typed by hand. BUILD=folder builds elsewhere.
BUILD ?= build
JOBS ?= $(shell nproc)
FAULTS ?= 1500
KILLS ?= 200
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
# Root's images by sudo lie beside the user's own (in `rootless`), not in root's home.
export GONOGO_STORE ?= $(HOME)/.cache/gonogo

# The compiler and libraries of the build, what the engine runs, what tests and the sample need.
PACKAGES := g++ cmake ninja-build ccache mold pkg-config git ca-certificates \
  libboost-dev curl libcurl4-openssl-dev nlohmann-json3-dev libyaml-cpp-dev libhiredis-dev \
  libmysqlcppconn-dev doctest-dev libcli11-dev libexpected-dev \
  libre2-dev libpugixml-dev libgumbo-dev libvalijson-dev libsodium-dev libgit2-dev libnl-route-3-dev \
  libnl-nf-3-dev libcpp-httplib-dev libarchive-dev libdtl-dev openssl librapidcheck-dev nghttp2-server \
  chromium chromium-driver chromium-headless-shell \
  crun tini iptables uidmap mmdebstrap debian-archive-keyring busybox-static unzip procps util-linux python3 shellcheck python3-boto3

.PHONY: help setup configure build program demo test sanitize fuzz torture bench mutants bundle install clean \
  torture-faults torture-kills torture-fuzz torture-sanitize torture-threads torture-tidy

help:
	@echo "make demo     installs what is missing, builds, and judges the sample product"
	@echo "make test     all tests, live ones too"
	@echo "make sanitize the pure rooms under address and undefined-behaviour sanitizers"
	@echo "make fuzz     looks SECONDS (60) for an input that reader TARGET (or all) can't answer"
	@echo "make bench    how fast it is, beside what it is made of"
	@echo "make torture  what takes too long for every change: FAULTS (1500), KILLS (200), fuzzing, sanitizers"
	@echo "make mutants  breaks the sample product on purpose: is every fault caught?"
	@echo "make bundle   one tar.gz that runs in anybody's image"
	@echo "make install  gonogo into PREFIX (default /usr/local)"

setup:
	@BUILD=$(BUILD) ./.ci/setup $(PACKAGES)

configure: setup
	@mkdir -p $(BUILD)
	@[ -f $(BUILD)/build.ninja ] || cmake -S . -B $(BUILD) -G Ninja >$(BUILD)/configure.log 2>&1 || \
	  { cat $(BUILD)/configure.log; exit 1; }
	@mkdir -p $(GONOGO_STORE)

build: configure
	@echo "== building"
	@cmake --build $(BUILD) -j $(JOBS) -- --quiet

# Without the tests, which take as long again; with the sample product, which sudo must not build as root.
PROGRAM := gonogo gonogo-supervisor gonogo-exec launches-backend launches-backend-tests
program: configure
	@echo "== building"
	@cmake --build $(BUILD) -j $(JOBS) --target $(PROGRAM) -- --quiet

# Without root by a user namespace; by sudo where doctor finds that there can be none.
demo: program
	@echo "== gonogo run"
	@sudo=; $(BUILD)/gonogo doctor -q >/dev/null 2>&1 || sudo="$(SUDO)"; \
	  $$sudo env GONOGO_STORE=$(GONOGO_STORE) LAUNCHES_BUG=$(LAUNCHES_BUG) $(BUILD)/gonogo run
	@echo
	@echo "You have just judged a product. Now yours: README.md, \"Your own product\"."

# Gherkin's other languages: npm's package has them, where there is an npm.
GHERKIN := $(BUILD)/npm/node_modules/@cucumber/gherkin
test: build
	@[ -d $(GHERKIN) ] || ! command -v npm >/dev/null || npm install --prefix $(BUILD)/npm \
	  --silent --no-audit --no-fund @cucumber/gherkin@42.0.1 || echo "npm has no @cucumber/gherkin"
	@echo "== images and tests"
	@$(SUDO) env GONOGO_STORE=$(GONOGO_STORE) ctest --test-dir $(BUILD) --output-on-failure \
	  --no-tests=error -j $(JOBS)

# The pure rooms, with every memory and undefined-behaviour check, under their own tests.
sanitize: build
	@echo "== the pure rooms under address and undefined-behaviour sanitizers"
	@cmake --build $(BUILD) -j $(JOBS) --target test-checked -- --quiet
	@cd $(BUILD) && ./test-checked

bench: build
	@cmake --build $(BUILD) -j $(JOBS) --target gonogo-bench gonogo-bench-scenario -- --quiet
	@$(SUDO) env GONOGO_STORE=$(GONOGO_STORE) $(BUILD)/gonogo-bench
	@$(BUILD)/gonogo-bench-scenario

# Looks for inputs that a reader can't answer: make fuzz TARGET=scenario SECONDS=600, or TARGET=all. What is
# found belongs into tests/fuzz/found/TARGET.what-it-is, where every `make test` tries it.
TARGET ?= scenario
SECONDS ?= 60
# Without the checks that every access would have: they make some sources take minutes, and what they would see of
# null and freed memory the address sanitizer sees.
CHECKED := -O1 -g1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all \
  -fno-sanitize=null,alignment,object-size,vptr
$(BUILD)/fuzz/build.ninja:
	@BUILD=$(BUILD) ./.ci/setup clang libclang-rt-14-dev
	@mkdir -p $(BUILD)/fuzz
	@cmake -S . -B $(BUILD)/fuzz -G Ninja -DGONOGO_CHECKED=ON -DGONOGO_WARNINGS_AS_ERRORS=ON \
	  -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ \
	  -DCMAKE_CXX_FLAGS="$(CHECKED)" >$(BUILD)/fuzz/configure.log 2>&1 || { cat $(BUILD)/fuzz/configure.log; exit 1; }
fuzz: setup $(BUILD)/fuzz/build.ninja
	@cmake --build $(BUILD)/fuzz -j $(JOBS) --target gonogo-fuzz -- --quiet
	@tests/fuzz/run.sh $(BUILD)/fuzz $(SECONDS) $(TARGET)

# What takes too long to decide about each change, each part for itself: make torture PARTS="faults fuzz".
PARTS ?= faults kills fuzz sanitize threads tidy
torture: build
	@.ci/torture $(PARTS)

torture-faults:
	@cmake --build $(BUILD) -j $(JOBS) --target gonogo-torture -- --quiet
	@$(BUILD)/gonogo-torture $(FAULTS) $(SEED)

torture-kills:
	@cmake --build $(BUILD) -j $(JOBS) --target gonogo-kills -- --quiet
	@$(SUDO) env GONOGO_STORE=$(GONOGO_STORE) $(BUILD)/gonogo-kills $(KILLS) $(SEED)

torture-fuzz:
	@$(MAKE) --no-print-directory fuzz TARGET=all SECONDS=5

torture-sanitize: $(BUILD)/fuzz/build.ninja
	@cmake --build $(BUILD)/fuzz -j $(JOBS) --target checked-tests -- --quiet
	@.ci/sanitized $(BUILD)/fuzz/test-*

torture-threads:
	@cmake --build $(BUILD) -j $(JOBS) --target test-threads -- --quiet
	@cd $(BUILD) && ./test-threads

torture-tidy: $(BUILD)/fuzz/build.ninja
	@BUILD=$(BUILD) ./.ci/setup clang-tidy
	@cmake --build $(BUILD)/fuzz --target generated/emulator/cli/error_ids.inc -- --quiet
	@.ci/tidy $(BUILD)/fuzz $(JOBS)

mutants: build
	@$(SUDO) env GONOGO_STORE=$(GONOGO_STORE) tests/live/mutants.sh $(BUILD)

bundle: build
	@.ci/bundle $(BUILD) $(BUILD)/gonogo-bundle.tar.gz

install: build
	$(SUDO) cmake --install $(BUILD)

clean:
	rm -rf $(BUILD)
