/* ISC licence, see LICENSE. */
/* Changes of sources at run time, and that a reload keeps them. */
#include "par_overlay.h"
#include "par_test.h"

static struct par_overlay	overlay;
static char			why[256];

static void
from(const char *text)
{
	assert_int_equal(load_text(&conf, text), 0);
}

static int
fresh(void **state)
{
	(void)state;
	memset(&overlay, 0, sizeof overlay);
	from("server a\nserver b minpoll 4\npool p\n");
	return 0;
}

static struct msg_cfg_source *
named(const char *name)
{
	uint32_t	i;

	assert_int_equal(conf.clock.nsources, conf.nsources);
	for (i = 0; i < conf.nsources; i++)
		if (strcmp(conf.source[i].name, name) == 0)
			return &conf.source[i];
	return NULL;
}

/* As a reload does it; entries of what stays must stay. */
static void
reload(const char *text)
{
	static struct par_conf	old;

	old = conf;
	from(text);
	assert_true(par_overlay_apply(&overlay, &conf));
	par_conf_adopt_entries(&conf, &old);
}

static void
add(void **state)
{
	uint32_t	entry;

	(void)state;
	assert_int_equal(par_overlay_add(&overlay, &conf,
	    "server c iburst minpoll 5 key 7", why), CMD_OK);
	assert_non_null(named("c"));
	assert_int_equal(named("c")->minpoll, 5);
	assert_int_equal(named("c")->key, 7);
	entry = named("c")->entry;
	assert_true(entry != named("a")->entry && entry != named("p")->entry);
	assert_true(ipc_check_cfg_source(named("c")));
	assert_int_equal(par_overlay_add(&overlay, &conf, "server c", why),
	    CMD_EXISTS);
	assert_int_equal(par_overlay_add(&overlay, &conf, "server C", why),
	    CMD_EXISTS);
	reload("server z\nserver a\n");
	assert_int_equal(named("c")->entry, entry);
	assert_int_equal(named("c")->minpoll, 5);
	assert_null(named("p"));
	/* now the configuration has it too: as configured */
	reload("server c minpoll 3\n");
	assert_int_equal(conf.nsources, 1);
	assert_int_equal(named("c")->minpoll, 3);
}

/* The parser of the configuration judges the line. */
static void
add_bad(void **state)
{
	static const char *const	lines[] = {
		"server", "", "server c bogus", "server c minpoll 99",
		"allow all", "include /etc/passwd", "server c\nserver d",
		"server c nts", "server c key", "server c\n", "makestep 1 -1",
		"server 127.127.1.0", "server $(x)", "sourcedir /"
	};
	static char			longer[PAR_LINE_MAX * 2];
	static struct par_conf		before;
	size_t				i;

	(void)state;
	before = conf;
	for (i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		if (par_overlay_add(&overlay, &conf, lines[i], why) !=
		    CMD_INVALID)
			fail_msg("%s: taken", lines[i]);
		assert_int_equal(conf.nsources, 3);
		assert_int_equal(overlay.n, 0);
		assert_int_equal(conf.local_by_addr, 0);
		assert_memory_equal(&conf, &before,
		    offsetof(struct par_conf, next_entry));
	}
	assert_int_equal(par_overlay_add(&overlay, &conf, "server c bogus",
	    why), CMD_INVALID);
	assert_non_null(strstr(why, "bogus: expected an option"));
	memset(longer, 'x', sizeof longer - 1);
	assert_int_equal(par_overlay_add(&overlay, &conf, longer, why),
	    CMD_INVALID);
}

static void
delete(void **state)
{
	uint32_t	entry = named("b")->entry;

	(void)state;
	assert_int_equal(par_overlay_delete(&overlay, &conf, entry), CMD_OK);
	assert_null(named("b"));
	assert_int_equal(conf.nsources, 2);
	assert_int_equal(par_overlay_delete(&overlay, &conf, entry),
	    CMD_NOSOURCE);
	reload("server a\nserver b\n");
	assert_null(named("b"));
	assert_non_null(named("a"));
	/* added again it is there again, as it was added */
	assert_int_equal(par_overlay_add(&overlay, &conf, "server b prefer",
	    why), CMD_OK);
	reload("server a\n");
	assert_int_equal(named("b")->flags, SRC_PREFER);
	/* deleting what was added leaves nothing behind */
	assert_int_equal(par_overlay_delete(&overlay, &conf,
	    named("b")->entry), CMD_OK);
	assert_int_equal(overlay.n, 0);
}

static void
set(void **state)
{
	uint32_t	b = named("b")->entry;

	(void)state;
	assert_int_equal(par_overlay_set(&overlay, &conf, b, CMD_MINPOLL, 3),
	    CMD_OK);
	assert_int_equal(par_overlay_set(&overlay, &conf, b, CMD_MINPOLL, 12),
	    CMD_OK);
	assert_int_equal(overlay.n, 1);
	assert_int_equal(named("b")->minpoll, 12);
	assert_int_equal(named("b")->maxpoll, 12);
	assert_int_equal(par_overlay_set(&overlay, &conf, b, CMD_MAXDELAY,
	    TM_S / 10), CMD_OK);
	assert_int_equal(par_overlay_set(&overlay, &conf, b, CMD_MINPOLL, 25),
	    CMD_INVALID);
	assert_int_equal(par_overlay_set(&overlay, &conf, b, CMD_MAXDELAY,
	    -1), CMD_INVALID);
	assert_int_equal(par_overlay_set(&overlay, &conf, b, CMD_POLLTARGET,
	    256), CMD_INVALID);
	assert_int_equal(par_overlay_set(&overlay, &conf, b, CMD_RELOAD, 1),
	    CMD_INVALID);
	assert_int_equal(par_overlay_set(&overlay, &conf, 999, CMD_MINPOLL,
	    1), CMD_NOSOURCE);
	assert_true(ipc_check_cfg_source(named("b")));
	reload("server b iburst\nserver a\n");
	assert_int_equal(named("b")->minpoll, 12);
	assert_int_equal(named("b")->maxdelay_ns, TM_S / 10);
	assert_int_equal(named("b")->entry, b);
	assert_int_equal(named("a")->minpoll, 6);
}

/* What a configuration may say may be said at run time, and no more. */
static void
same_limits(void **state)
{
	static const struct {
		uint32_t	 cmd;
		const char	*option;
		int64_t		 value;
		bool		 fits;
	} rows[] = {
		{ CMD_MINPOLL, "minpoll -8", -8, false },
		{ CMD_MINPOLL, "minpoll -7", -7, true },
		{ CMD_MAXPOLL, "maxpoll 24", 24, true },
		{ CMD_MAXPOLL, "maxpoll 25", 25, false },
		{ CMD_MAXDELAY, "maxdelay 0", 0, true },
		{ CMD_MAXDELAY, "maxdelay 1000", 1000 * TM_S, true },
		{ CMD_MAXDELAY, "maxdelay 1000.000000001", 1000 * TM_S + 1,
		    false },
		{ CMD_MAXDELAYRATIO, "maxdelayratio -0.000001", -1, false },
		{ CMD_MAXDELAYRATIO, "maxdelayratio 1000000",
		    INT64_C(1000000000000), true },
		{ CMD_MAXDELAYDEVRATIO, "maxdelaydevratio 1000001",
		    INT64_C(1000001000000), false },
		{ CMD_MINSTRATUM, "minstratum 15", 15, true },
		{ CMD_MINSTRATUM, "minstratum 16", 16, false },
		{ CMD_POLLTARGET, "polltarget 0", 0, false },
		{ CMD_POLLTARGET, "polltarget 255", 255, true },
		{ CMD_POLLTARGET, "polltarget 256", 256, false },
		{ CMD_OFFSET, "offset -1000000", -1000000 * TM_S, true },
		{ CMD_OFFSET, "offset 1000001", 1000001 * TM_S, false },
	};
	struct msg_cfg_source	 set;
	char			 line[64];
	size_t			 i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		from("server a\n");
		if ((par_overlay_set(&overlay, &conf, named("a")->entry,
		    rows[i].cmd, rows[i].value) == CMD_OK) != rows[i].fits)
			fail_msg("%s at run time", rows[i].option);
		set = *named("a");
		snprintf(line, sizeof line, "server a %s\n", rows[i].option);
		if ((load_text(&conf, line) == 0) != rows[i].fits)
			fail_msg("%s configured", rows[i].option);
		if (rows[i].fits)
			assert_memory_equal(&set, named("a"), sizeof set);
	}
}

/* Options of selection add up, as do the commands that set them. */
static void
selectopts(void **state)
{
	const int64_t	trust = SRC_TRUST, prefer = SRC_PREFER;
	uint32_t	b = named("b")->entry;

	(void)state;
	named("b")->flags = SRC_IBURST | SRC_TRUST;
	assert_int_equal(par_overlay_set(&overlay, &conf, b, CMD_SELECTOPTS,
	    prefer << 32 | prefer), CMD_OK);
	assert_int_equal(named("b")->flags, SRC_IBURST | SRC_TRUST |
	    SRC_PREFER);
	assert_int_equal(par_overlay_set(&overlay, &conf, b, CMD_SELECTOPTS,
	    trust << 32), CMD_OK);
	assert_int_equal(named("b")->flags, SRC_IBURST | SRC_PREFER);
	assert_int_equal(overlay.n, 1);
	assert_int_equal(par_overlay_set(&overlay, &conf, b, CMD_SELECTOPTS,
	    INT64_C(0)), CMD_OK);
	assert_int_equal(par_overlay_set(&overlay, &conf, b, CMD_SELECTOPTS,
	    (int64_t)SRC_XLEAVE << 32 | SRC_XLEAVE), CMD_INVALID);
	assert_int_equal(par_overlay_set(&overlay, &conf, b, CMD_SELECTOPTS,
	    prefer << 32 | trust), CMD_INVALID);
	assert_int_equal(par_overlay_set(&overlay, &conf, b, CMD_SELECTOPTS,
	    INT64_MIN), CMD_INVALID);
	assert_int_equal(par_overlay_set(&overlay, &conf, b, CMD_OFFSET,
	    -TM_MS), CMD_OK);
	assert_int_equal(par_overlay_set(&overlay, &conf, b, CMD_OFFSET,
	    INT64_MAX), CMD_INVALID);
	reload("server b trust xleave\n");
	assert_int_equal(named("b")->flags, SRC_XLEAVE | SRC_PREFER);
	assert_int_equal(named("b")->offset_ns, -TM_MS);
	assert_int_equal(par_overlay_set(&overlay, &conf, b, CMD_SELECTOPTS,
	    trust << 32 | trust), CMD_OK);
	assert_int_equal(par_overlay_set(&overlay, &conf, b, CMD_SELECTOPTS,
	    prefer << 32), CMD_OK);
	reload("server b prefer\n");
	assert_int_equal(named("b")->flags, SRC_TRUST);
}

/* Lines that may be given at run time, and what an error leaves. */
static void
settings(void **state)
{
	static const char *const	bad[] = { "local bogus", "local stratum",
	    "local stratum 4 distance x", "maxupdateskew", "maxupdateskew x",
	    "reselectdist 1 2", "makestep 1 -1", "include /etc/passwd", "",
	    " local", "local\nallow all", "server d", "allow all" };
	static char			longer[400];
	static struct par_conf		before;
	size_t				i;

	(void)state;
	assert_int_equal(par_overlay_setting(&overlay, &conf,
	    "local stratum 5 orphan", why), CMD_OK);
	assert_int_equal(par_overlay_setting(&overlay, &conf,
	    "maxupdateskew 7", why), CMD_OK);
	assert_int_equal(par_overlay_setting(&overlay, &conf,
	    "RESELECTDIST 0.5", why), CMD_OK);
	assert_int_equal(conf.clock.local_stratum, 5);
	assert_int_equal(conf.clock.local_waitunsynced_ns, 300 * TM_S);
	before = conf;
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		if (par_overlay_setting(&overlay, &conf, bad[i], why) !=
		    CMD_INVALID)
			fail_msg("%s: taken", bad[i]);
		assert_true(same_conf(&conf, &before));
	}
	assert_int_equal(par_overlay_setting(&overlay, &conf,
	    "local stratun 4", why), CMD_INVALID);
	assert_non_null(strstr(why, "did you mean \"stratum\"?"));
	memset(longer, ' ', sizeof longer - 1);
	memcpy(longer, "local", 5);
	assert_int_equal(par_overlay_setting(&overlay, &conf, longer, why),
	    CMD_INVALID);
	reload("server b\nlocal stratum 9\nmaxupdateskew 100\n");
	assert_int_equal(conf.clock.local_stratum, 5);
	assert_int_equal(conf.clock.local_orphan, 1);
	assert_int_equal(conf.clock.local_waitunsynced_ns, 300 * TM_S);
	assert_int_equal(conf.clock.maxupdateskew_ppb16, 7 * TM_PPM16);
	assert_int_equal(conf.clock.reselectdist_ns, TM_S / 2);
	assert_true(ipc_check_cfg_clock(&conf.clock));
	/* the last one counts */
	assert_int_equal(par_overlay_setting(&overlay, &conf, "local off",
	    why), CMD_OK);
	reload("server b\nlocal stratum 9\n");
	assert_int_equal(conf.clock.local_stratum, 0);
	assert_int_equal(par_overlay_setting(&overlay, &conf, "local", why),
	    CMD_OK);
	assert_int_equal(conf.clock.local_stratum, 10);
	assert_int_equal(conf.clock.local_waitunsynced_ns, 0);
}

/* Tables are bounded, and a full one says so. */
static void
full(void **state)
{
	static const uint32_t	cmds[] = {
		CMD_MINPOLL, CMD_MAXPOLL, CMD_MINSTRATUM, CMD_POLLTARGET
	};
	char			line[32];
	uint32_t		i, k;
	enum cmd_status		status = CMD_OK;

	(void)state;
	for (i = 0; i < 1000 && status == CMD_OK; i++) {
		snprintf(line, sizeof line, "server s%u", i);
		status = par_overlay_add(&overlay, &conf, line, why);
	}
	assert_int_equal(status, CMD_TOOMANY);
	assert_int_equal(conf.nsources, PAR_SOURCES);
	assert_in_range(overlay.n, 1, PAR_CHANGES - 1);
	status = CMD_OK;
	for (i = PAR_SOURCES - 1; i > 0 && status == CMD_OK; i--)
		for (k = 0; k < 4 && status == CMD_OK; k++)
			status = par_overlay_set(&overlay, &conf,
			    conf.source[i].entry, cmds[k], 7);
	assert_int_equal(status, CMD_TOOMANY);
	assert_int_equal(overlay.n, PAR_CHANGES);
	assert_int_equal(par_overlay_set(&overlay, &conf, named("a")->entry,
	    CMD_MINPOLL, 3), CMD_TOOMANY);
	assert_int_equal(named("a")->minpoll, 6);
	assert_int_equal(par_overlay_delete(&overlay, &conf,
	    named("a")->entry), CMD_TOOMANY);
	assert_non_null(named("a"));
}

/* What was added has no room beside what a new configuration brings. */
static void
no_room_after_a_reload(void **state)
{
	static char	text[PAR_SOURCES * 32];
	char		line[32];
	uint32_t	i;

	(void)state;
	assert_int_equal(par_overlay_add(&overlay, &conf, "server c", why),
	    CMD_OK);
	text[0] = '\0';
	for (i = 0; i < PAR_SOURCES - 1; i++) {
		snprintf(line, sizeof line, "server s%u\n", i);
		strlcat(text, line, sizeof text);
	}
	from(text);
	assert_true(par_overlay_apply(&overlay, &conf));
	strlcat(text, "server t\n", sizeof text);
	from(text);
	assert_false(par_overlay_apply(&overlay, &conf));
	assert_null(named("c"));
}

static void
onoff(void **state)
{
	struct msg_cmd	c;
	int		i;

	(void)state;
	memset(&c, 0, sizeof c);
	c.cmd = CMD_OFFLINE;
	c.addr.family = 4;
	c.value[1] = 32;
	for (i = 0; i < 200; i++) {
		c.addr.ip[3] = (uint8_t)(i % 100);
		assert_int_equal(par_overlay_again(&overlay, &c),
		    i % 100 < PAR_AGAIN);
	}
	assert_int_equal(overlay.nagain, PAR_AGAIN);
	memset(&c.addr, 0, sizeof c.addr);
	c.value[1] = 0;
	c.cmd = CMD_ONLINE;
	assert_true(par_overlay_again(&overlay, &c));
	assert_int_equal(overlay.nagain, 1);
	assert_int_equal(overlay.again[0].cmd, CMD_ONLINE);
	/* what was deleted stays so */
	c.cmd = CMD_DELETE;
	c.addr.family = 4;
	c.value[0] = 1;
	assert_true(par_overlay_again(&overlay, &c));
	memset(&c, 0, sizeof c);
	c.cmd = CMD_OFFLINE;
	assert_true(par_overlay_again(&overlay, &c));
	assert_int_equal(overlay.nagain, 2);
	assert_int_equal(overlay.again[0].cmd, CMD_DELETE);
	assert_int_equal(overlay.again[1].cmd, CMD_OFFLINE);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test_setup(add, fresh),
		cmocka_unit_test_setup(add_bad, fresh),
		cmocka_unit_test_setup(delete, fresh),
		cmocka_unit_test_setup(set, fresh),
		cmocka_unit_test_setup(same_limits, fresh),
		cmocka_unit_test_setup(selectopts, fresh),
		cmocka_unit_test_setup(settings, fresh),
		cmocka_unit_test_setup(full, fresh),
		cmocka_unit_test_setup(no_room_after_a_reload, fresh),
		cmocka_unit_test_setup(onoff, fresh),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
