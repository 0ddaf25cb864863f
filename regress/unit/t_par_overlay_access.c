/* ISC licence, see LICENSE. */
/* allow and deny at run time, over the configuration. */
#include <sys/types.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "net_access.h"
#include "par_overlay.h"

static struct par_overlay	over;
static struct par_conf		conf;
static struct net_access	table;

static int
setup(void **state)
{
	(void)state;
	memset(&over, 0, sizeof over);
	par_conf_init(&conf);
	return 0;
}

static enum cmd_status
change(const char *subnet, bool allow, bool all)
{
	struct msg_cfg_access	r;

	memset(&r, 0, sizeof r);
	if (subnet[0] != '\0')
		assert_int_equal(addr_parse_subnet(subnet, &r.net, &r.bits),
		    0);
	r.allow = allow;
	r.all = all;
	return par_overlay_access(&over, &conf, &r);
}

/* What ntp-net makes of it. */
static bool
may(const char *host)
{
	struct addr	a;
	uint32_t	i;

	net_access_clear(&table);
	for (i = 0; i < conf.naccess; i++)
		assert_int_equal(net_access_add(&table, &conf.access[i].net,
		    conf.access[i].bits, conf.access[i].allow,
		    conf.access[i].all), 0);
	assert_int_equal(addr_parse(host, &a), 0);
	return net_access_allowed(&table, &a);
}

/* The configuration as it is read again. */
static void
reload(void)
{
	par_conf_init(&conf);
	par_overlay_apply_access(&over, &conf);
}

static void
kept_over_reload(void **state)
{
	(void)state;
	assert_false(may("10.1.2.3"));
	assert_int_equal(change("10.0.0.0/8", true, false), CMD_OK);
	assert_int_equal(change("10.1.0.0/16", false, false), CMD_OK);
	assert_true(may("10.2.2.3"));
	assert_false(may("10.1.2.3"));
	reload();
	assert_true(may("10.2.2.3"));
	assert_false(may("10.1.2.3"));
	assert_int_equal(change("10.0.0.0/8", true, true), CMD_OK);
	assert_true(may("10.1.2.3"));
	assert_int_equal(over.naccess, 1);
	reload();
	assert_true(may("10.1.2.3"));
}

static void
both_families(void **state)
{
	(void)state;
	assert_int_equal(change("", true, false), CMD_OK);
	assert_true(may("10.1.2.3"));
	assert_true(may("2001:db8::1"));
	assert_int_equal(change("", false, true), CMD_OK);
	assert_false(may("10.1.2.3"));
	assert_int_equal(over.naccess, 2);
}

/* However often somebody changes his mind, there is room. */
static void
bounded(void **state)
{
	char		net[20];
	unsigned int	i, full = 0;

	(void)state;
	for (i = 0; i < 10000; i++)
		assert_int_equal(change("10.0.0.0/8", i % 2, false), CMD_OK);
	assert_int_equal(over.naccess, 1);
	for (i = 0; i < 1000; i++) {
		snprintf(net, sizeof net, "10.1.%u.%u", i / 250, i % 250);
		full += change(net, true, false) == CMD_TOOMANY;
	}
	assert_int_equal(over.naccess, PAR_OVER_ACCESS);
	assert_int_equal(full, 1000 - (PAR_OVER_ACCESS - 1));
	/* what overrides all of them makes room */
	assert_int_equal(change("10.0.0.0/8", true, true), CMD_OK);
	assert_int_equal(over.naccess, 1);
}

static void
bad(void **state)
{
	struct msg_cfg_access	r;

	(void)state;
	memset(&r, 0, sizeof r);
	r.net.family = 4;
	r.bits = 33;
	assert_int_equal(par_overlay_access(&over, &conf, &r), CMD_INVALID);
	assert_int_equal(conf.naccess, 0);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test_setup(kept_over_reload, setup),
		cmocka_unit_test_setup(both_families, setup),
		cmocka_unit_test_setup(bounded, setup),
		cmocka_unit_test_setup(bad, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
