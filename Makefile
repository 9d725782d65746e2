# The extension, built the way a DBA expects: make && make install && make installcheck.
# PG_CONFIG chooses the server. The relay and the unit tests are CMake's (CMakeLists.txt).
# The version stands in tqc.control and nowhere else.

PG_CONFIG ?= pg_config
EXTENSION = tqc
EXTVERSION := $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" tqc.control)
OUT = build/ext

# --- the library ---------------------------------------------------------------------------------
MODULE_big = tqc
OBJS = $(patsubst %.cpp,$(OUT)/%.o,$(sort $(wildcard src/*.cpp src/*/*.cpp)))

# Server and library headers are system headers: the server's do not survive our warnings.
# -g1: lines and functions for a backtrace; all of -g would take half as long again to compile.
TQC_CXXFLAGS = -g1 -std=c++20 -Wall -Wextra -Werror -Isrc \
	-fvisibility=hidden -fvisibility-inlines-hidden -DTQC_VERSION='"$(EXTVERSION)"'
# Only the SQL entry points leave the library: the server loads it RTLD_GLOBAL beside others.
SHLIB_LINK = -lstdc++ -lxml2 -Wl,--version-script=src/exports.map
# Bitcode serves to inline functions into SQL expressions; there is nothing here to inline.
override with_llvm = no

# --- tqc-kafka, the Kafka client that the worker `tqc kafka` starts ----------------------------------
# Without librdkafka's headers all else is built and installed; Kafka is then refused at run time.
KAFKA = $(OUT)/tqc-kafka
KAFKA_SOURCES = $(sort $(wildcard kafka/src/*.cpp))
HAS_KAFKA := $(shell pkg-config --exists rdkafka 2>/dev/null && echo yes)

# --- the SQL -------------------------------------------------------------------------------------
DATA_built = tqc--$(EXTVERSION).sql
DATA = $(wildcard sql/updates/tqc--*--*.sql)

# --- the packs: documents that the extension reads from $(datadir)/extension/tqc/packs --------------
PACKS = $(sort $(patsubst packs/%,%,$(wildcard packs/*.json packs/*/*.json)))

# --- installcheck: tests/sql/*.sql against expected/*.out, on a server that preloads tqc -----------
REGRESS = $(sort $(patsubst tests/sql/%.sql,%,$(wildcard tests/sql/*.sql)))
REGRESS_OPTS = --inputdir=tests

EXTRA_CLEAN = $(OUT) tqc--*.sql results

# PGXS has a `check` that only declines, and make warns of whoever redefines it: ours comes without.
ifeq ($(MAKECMDGOALS),check)
.PHONY: check
check: ; scripts/check
else

PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

CCACHE := $(shell command -v ccache)
SYSTEM_CPPFLAGS = $(patsubst -I/%,-isystem /%,$(CPPFLAGS))

$(OUT)/%.o: %.cpp Makefile
	@mkdir -p $(@D)
	$(CCACHE) $(CXX) $(CXXFLAGS) $(TQC_CXXFLAGS) $(SYSTEM_CPPFLAGS) -MMD -MP -c -o $@ $<

-include $(OBJS:.o=.d)

tqc.so: src/exports.map

packdir = $(DESTDIR)$(datadir)/extension/tqc/packs
.PHONY: install-packs uninstall-packs
install: install-packs
install-packs:
	$(MKDIR_P) $(sort $(addprefix '$(packdir)'/,$(dir $(PACKS))))
	$(foreach pack,$(PACKS),$(INSTALL_DATA) packs/$(pack) '$(packdir)/$(pack)' &&) true
uninstall: uninstall-packs
uninstall-packs:
	rm -rf '$(packdir)'

# The worker looks for it in pkglibdir, beside the library.
KAFKA_OBJS = $(KAFKA_SOURCES:%.cpp=$(OUT)/%.o)
$(KAFKA_OBJS): SYSTEM_CPPFLAGS += $(shell pkg-config --cflags rdkafka)
$(KAFKA): $(KAFKA_OBJS)
	$(CXX) $(CXXFLAGS) $(LDFLAGS) -o $@ $^ $(shell pkg-config --libs rdkafka)
-include $(KAFKA_OBJS:.o=.d)

.PHONY: kafka install-kafka uninstall-kafka
ifeq ($(HAS_KAFKA),yes)
kafka: $(KAFKA)
install-kafka: kafka
	$(MKDIR_P) '$(DESTDIR)$(pkglibdir)'
	$(INSTALL_PROGRAM) $(KAFKA) '$(DESTDIR)$(pkglibdir)/tqc-kafka'
else
kafka install-kafka: ; @echo "librdkafka is not here (pkg-config rdkafka): tqc is built without tqc-kafka"
endif
uninstall-kafka: ; rm -f '$(DESTDIR)$(pkglibdir)/tqc-kafka'
all: kafka
install: install-kafka
uninstall: uninstall-kafka

SQL_FILES := $(shell find sql -name '*.sql' -not -path 'sql/updates/*')
tqc--$(EXTVERSION).sql: sql/order tqc.control scripts/make-sql $(SQL_FILES)
	scripts/make-sql > $@.new
	mv $@.new $@

# --- for those who work on tqc -------------------------------------------------------------------
.PHONY: unit tap e2e docs demo format bench relay web print-cxxflags

unit tap e2e docs:; scripts/check $@
demo:             ; scripts/demo
format:           ; scripts/format
relay:            ; scripts/build-relay
web:              ; scripts/build-web
bench:            ; scripts/install-packages bench && bench/run
print-cxxflags:   ; @echo $(TQC_CXXFLAGS) $(SYSTEM_CPPFLAGS)

endif
