# ISC licence, see LICENSE.
# Builds chimed with GNU make or bmake.  `make help` lists the targets.

CC	= cc
BASE	= build
SAN	=
SBX	=
PREFIX	= /usr/local
SYSCONFDIR = /etc
LOCALSTATEDIR = /var
DESTDIR	=
CFLAGS	=
LDFLAGS	=

default: all

# B is the build directory of this compiler and these switches.
B	!= sh etc/build/probe.sh "$(BASE)" "$(CC)" "$(SAN)" "$(SBX)"
include $(B)/config.mk
PATHS	!= sh etc/build/paths.sh "$(B)" "$(PREFIX)" "$(SYSCONFDIR)" \
	  "$(LOCALSTATEDIR)"

VERSION	= 0.1
WARN	= -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes \
	  -Wmissing-prototypes -Wpointer-arith -Wwrite-strings
# glibc has 32 bits for a time on some machines unless it is asked.
DEFS	= -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64 \
	  -DVERSION='"$(VERSION)"' -DRELEASE_EPOCH=$(EPOCH) \
	  -include $(B)/paths.h
ALL_CFLAGS = -std=c11 $(WARN) $(OPT) $(HARDEN) $(DEFS) $(SYS_CFLAGS) \
	  $(DEP_CFLAGS) -MMD -MP $(CFLAGS)
LIBS	= $(B)/libcommon.a $(DEP_LIBS) -lm

PROGRAMS = $(B)/chimed $(B)/chimectl $(B)/libexec/ntp-net \
	  $(B)/libexec/ntp-clock $(B)/libexec/ntp-ctl $(B)/libexec/ntp-dns

all: need-build $(PROGRAMS)

$(B)/libcommon.a: $(OBJ_common)
	rm -f $(B)/libcommon.a
	ar rcs $(B)/libcommon.a $(OBJ_common)

# Everything but the processes' shells, for the test programs.
$(B)/libchimed.a: $(OBJ_all)
	rm -f $(B)/libchimed.a
	ar rcs $(B)/libchimed.a $(OBJ_all)

$(B)/chimed: $(OBJ_ntp_parent) $(B)/libcommon.a
	$(CC) $(LINK) -o $(B)/chimed $(OBJ_ntp_parent) $(LIBS)

$(B)/chimectl: $(OBJ_chimectl) $(B)/libcommon.a
	$(CC) $(LINK) -o $(B)/chimectl $(OBJ_chimectl) $(LIBS)

$(B)/libexec/ntp-net: $(OBJ_net) $(B)/libcommon.a
	@mkdir -p $(B)/libexec
	$(CC) $(LINK) -o $(B)/libexec/ntp-net $(OBJ_net) $(LIBS)

$(B)/libexec/ntp-clock: $(OBJ_ntp_clock) $(B)/libcommon.a
	@mkdir -p $(B)/libexec
	$(CC) $(LINK) -o $(B)/libexec/ntp-clock $(OBJ_ntp_clock) \
	    $(LIBS)

$(B)/libexec/ntp-ctl: $(OBJ_ctl) $(B)/libcommon.a
	@mkdir -p $(B)/libexec
	$(CC) $(LINK) -o $(B)/libexec/ntp-ctl $(OBJ_ctl) $(LIBS)

$(B)/libexec/ntp-dns: $(OBJ_dns) $(B)/libcommon.a
	@mkdir -p $(B)/libexec
	$(CC) $(LINK) -o $(B)/libexec/ntp-dns $(OBJ_dns) $(LIBS)

# The cores in one process, for simulators that run programs.
$(B)/regress/chimed-mono: $(OBJ_mono) $(B)/libchimed.a
	@mkdir -p $(B)/regress
	$(CC) $(LINK) -o $(B)/regress/chimed-mono $(OBJ_mono) \
	    $(B)/libchimed.a $(DEP_LIBS) -lm

# Without the libraries nothing compiles: say so, or let deps install them.
need-build:
	@if [ -n "$(MISSING)" ]; then \
		echo "missing:$(MISSING)"; \
		sh etc/build/deps.sh; \
		echo "run make again"; exit 1; \
	fi

deps:
	@sh etc/build/deps.sh

build-demo: all $(TEST_TOOLS)

build-tests: all $(UNIT_TESTS) $(TEST_TOOLS) $(SIMS) $(BENCH_TOOLS) \
	  $(B)/regress/chimed-mono

# A second make sees what deps installed.
check:
	@sh etc/build/deps.sh check
	@$(MAKE) CC="$(CC)" SAN="$(SAN)" SBX="$(SBX)" BASE="$(BASE)" build-tests
	@B=$(B) SAN="$(SAN)" sh regress/run.sh

# The simulator for SOAK seconds, whether it does the same whoever compiled
# it, and 1000 losses of power and kills; and whether it finds planted faults.
SOAK	= 600
JOBS	= 2
soak:
	@sh etc/build/deps.sh
	@$(MAKE) CC="$(CC)" SAN="$(SAN)" BASE="$(BASE)" build-tests
	@B=$(B) SECONDS=$(SOAK) JOBS=$(JOBS) SEED=$$(date +%s) \
	    sh regress/sim/check.sh
	@CC="$(CC)" sh regress/sim/same.sh
	@B=$(B) KILLS=1000 sh regress/hostile/power.sh || [ $$? = 77 ]
	@B=$(B) SOAK=1 sh regress/hostile/disk.sh || [ $$? = 77 ]

mutants:
	@sh etc/build/deps.sh
	@CC="$(CC)" sh regress/sim/mutants.sh

# gcc -fanalyzer, clang-tidy, cppcheck.
lint: all
	@B=$(B) sh etc/build/lint.sh

demo:
	@sh etc/build/deps.sh
	@$(MAKE) CC="$(CC)" SAN="$(SAN)" BASE="$(BASE)" build-demo
	@B=$(B) sh regress/demo/demo.sh

# Accuracy beside chronyd, in clknetsim (a directory where it was built).  What
# is left empty is the script's own default; REUSE is a file of single runs,
# for chronyd's.
CLKNETSIM =
CHRONYD	=
SECONDS	=
SEEDS	=
REUSE	=

bench-accuracy:
	@sh etc/build/deps.sh bench
	@$(MAKE) CC="$(CC)" SAN="$(SAN)" BASE="$(BASE)" build-bench
	@python3 regress/bench/accuracy.py --build $(B) \
	    --clknetsim "$(CLKNETSIM)" --chronyd "$(CHRONYD)" \
	    $(SECONDS:%=--seconds %) $(SEEDS:%=--seeds %) --reuse "$(REUSE)"

# The same where the matrix does not look: starts, routes, losses, liars.
bench-others:
	@sh etc/build/deps.sh bench
	@$(MAKE) CC="$(CC)" SAN="$(SAN)" BASE="$(BASE)" build-bench
	@python3 regress/bench/others.py --build $(B) \
	    --clknetsim "$(CLKNETSIM)" --chronyd "$(CHRONYD)" \
	    $(SECONDS:%=--seconds %) $(SEEDS:%=--seeds %) --reuse "$(REUSE)"

# And does regress/sim agree with clknetsim?  Ten seeds, whatever SEEDS is.
bench-agree:
	@sh etc/build/deps.sh bench
	@$(MAKE) CC="$(CC)" SAN="$(SAN)" BASE="$(BASE)" build-bench
	@python3 regress/bench/agree.py --build $(B) \
	    --clknetsim "$(CLKNETSIM)" --chronyd "$(CHRONYD)" \
	    $(SECONDS:%=--seconds %)

# Fuzzers, each for so many seconds: clang only.
FUZZ_S	= 600

fuzz:
	@sh etc/build/deps.sh
	@$(MAKE) CC=clang SAN=fuzz BASE="$(BASE)" build-fuzz
	@CORPUS=regress/fuzz/corpus B="$(BASE)" sh regress/fuzz/fuzz.sh $(FUZZ_S)

# What the corpora reach of the code that they are for.
fuzz-coverage: all
	@CORPUS=regress/fuzz/corpus B=$(B) sh regress/fuzz/coverage.sh

build-fuzz: $(FUZZERS)

# Requests a second, beside an ideal echo and chronyd where it can be had.
bench-server:
	@sh etc/build/deps.sh bench
	@$(MAKE) CC="$(CC)" SAN="$(SAN)" BASE="$(BASE)" all $(BENCH_TOOLS)
	@B=$(B) sh regress/bench/server.sh

# A minute of what proc/flood.sh does for some seconds.
bench-flood:
	@$(MAKE) CC="$(CC)" SAN="$(SAN)" BASE="$(BASE)" build-tests
	@B=$(B) sh regress/bench/flood.sh 60

bench-plots:
	@sh etc/build/deps.sh bench
	@sh regress/bench/plots.sh $(B)

build-bench: $(B)/regress/chimed-mono $(SIMS)

install: all
	mkdir -p $(DESTDIR)$(PREFIX)/sbin $(DESTDIR)$(PREFIX)/bin \
	    $(DESTDIR)$(PREFIX)/libexec/chimed \
	    $(DESTDIR)$(PREFIX)/share/man/man5 \
	    $(DESTDIR)$(PREFIX)/share/man/man8 $(DESTDIR)$(SYSCONFDIR)
	install -m 755 $(B)/chimed $(DESTDIR)$(PREFIX)/sbin/chimed
	install -m 755 $(B)/chimectl $(DESTDIR)$(PREFIX)/bin/chimectl
	install -m 755 $(B)/libexec/ntp-net $(B)/libexec/ntp-clock \
	    $(B)/libexec/ntp-ctl $(B)/libexec/ntp-dns \
	    $(DESTDIR)$(PREFIX)/libexec/chimed
	install -m 644 man/chimed.8 man/chimectl.8 \
	    $(DESTDIR)$(PREFIX)/share/man/man8
	install -m 644 man/chimed.conf.5 $(DESTDIR)$(PREFIX)/share/man/man5
	@sh etc/build/conf.sh "$(DESTDIR)$(SYSCONFDIR)"
	@[ -z "$(SYSTEMDUNITDIR:none=)" ] || sh etc/build/units.sh \
	    "$(DESTDIR)$(SYSTEMDUNITDIR)" "$(PREFIX)"

clean:
	rm -rf $(BASE)

help:
	@echo "all check demo install deps clean lint"
	@echo "longer: soak mutants fuzz fuzz-coverage"
	@echo "figures: bench-accuracy bench-others bench-agree bench-plots"
	@echo "         bench-server bench-flood"
	@echo "SAN=1: with sanitizers; CC=clang; SBX=trap; DESTDIR= PREFIX="
	@echo "SYSTEMDUNITDIR=: for the files of systemd, or none"

.PHONY: all default check lint soak mutants demo install deps clean help \
	need-build build-tests build-demo build-bench \
	bench-accuracy bench-others bench-agree bench-plots bench-server \
	bench-flood fuzz build-fuzz fuzz-coverage
