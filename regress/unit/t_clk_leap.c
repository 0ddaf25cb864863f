/* ISC licence, see LICENSE. */
/* Leap seconds: lists, votes, and what the clock room makes of them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "clk_world.h"

#define NEW_YEAR_2027	INT64_C(1798761600)	/* UTC, s */
#define UNIX_NTP	INT64_C(2208988800)

static struct world	w;

#define LIST_TEXT							\
	"# a list\r\n"							\
	"#$\t 3960835200\n"						\
	"#@\t 4007577600\n"						\
	"2272060800 10 # 1 Jan 1972\n"					\
	"2287785600\t11\t# 1 Jul 1972\n"					\
	"\n"								\
	"4007750400 12 # 1 Jan 2027\n"

static const char	list_text[] = LIST_TEXT
	"#h 20b79229 d06b99e7 9c8afe9 4b1c7622 4c81ea80";
static const char	unsummed[] = LIST_TEXT;

static bool
read_list(struct clk_list *l, struct clk_leap_table *t, const char *text)
{
	clk_list_begin(l);
	clk_list_feed(l, text, strlen(text));
	return clk_list_end(l, t);
}

static void
reads_a_list(void **state)
{
	struct clk_leap_table	t, u;
	struct clk_list		l;
	size_t			i, cut;

	(void)state;
	assert_true(read_list(&l, &t, list_text));
	assert_int_equal(t.n, 3);
	assert_int_equal(t.row[0].tai_s, 10);
	assert_int_equal(t.row[2].utc_ns, NEW_YEAR_2027 * TM_S);
	assert_int_equal(t.row[2].tai_s, 12);
	assert_int_equal(t.until_ns, (INT64_C(4007577600) - UNIX_NTP) * TM_S);
	/* cut anywhere it means the same */
	for (cut = 0; cut < sizeof list_text; cut++) {
		memset(&u, 0, sizeof u);
		clk_list_begin(&l);
		clk_list_feed(&l, list_text, cut);
		for (i = cut; i < sizeof list_text - 1; i++)
			clk_list_feed(&l, list_text + i, 1);
		assert_true(clk_list_end(&l, &u));
		assert_memory_equal(&t, &u, sizeof t);
	}
}

static void
refuses_bad_lists(void **state)
{
	static const char *const bad[] = {
		"",
		"2272060800 10\n",			/* no expiry */
		"#@ 4007577600\n",			/* no rows */
		"#@ x\n2272060800 10\n",
		"#@ 99999999999\n2272060800 10\n",
		"#@ 4007577600\n2272060800\n",
		"#@ 4007577600\n2272060800 9\n",
		"#@ 4007577600\n2272060800 101\n",
		"#@ 4007577600\n2272060800 10 11\n",
		"#@ 4007577600\n2272060801 10\n",
		"#@ 4007577600\n-272060800 10\n",
		"#@ 4007577600\n2272060800 10\n2287785600 12\n",
		"#@ 4007577600\n2272060800 10\n2272060800 11\n",
		"#@ 4007577600\n2287785600 11\n2272060800 10\n",
		/* the end of July */
		"#@ 4007577600\n2272060800 10\n2290464000 11\n",
		"#@ 4007577600\n2272060800 10                                "
		"                                                     11\n",
		"#@ 4007577600\n\x80\n2272060800 10\n",
		LIST_TEXT "#h 1 2 3 4 5\n",
		LIST_TEXT "#h 1 2 3 4\n",
		LIST_TEXT "#h 1 2 3 4 5 6\n",
	};
	struct clk_leap_table	t;
	struct clk_list		l;
	size_t			i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
		if (read_list(&l, &t, bad[i]))
			fail_msg("taken: %s", bad[i]);
	clk_list_begin(&l);
	clk_list_feed(&l, "#@ 4007577600\n2272060800 10\0\n", 30);
	assert_false(clk_list_end(&l, &t));
}

/* Whatever comes, a table that is taken is one that can be. */
static void
survives_any_list(void **state)
{
	static const char	abc[] = "0123456789 #@$h\t\r\n\n4007577600";
	char			text[sizeof unsummed];
	struct clk_leap_table	t;
	struct clk_list		l;
	int			i, k;
	uint32_t		r;

	(void)state;
	w.seed = 11;
	for (i = 0; i < 200000; i++) {
		memcpy(text, unsummed, sizeof text);
		for (k = 0; k < 1 + i % 5; k++)
			text[(size_t)(world_uniform(&w) *
			    (sizeof text - 1))] = i % 7 == 0 ?
			    (char)(world_uniform(&w) * 256) :
			    abc[(size_t)(world_uniform(&w) *
			    (sizeof abc - 1))];
		clk_list_begin(&l);
		clk_list_feed(&l, text, sizeof text - 1);
		if (!clk_list_end(&l, &t))
			continue;
		assert_in_range(t.n, 1, CLK_LEAP_ROWS);
		assert_true(t.until_ns > 0);
		for (r = 0; r < t.n; r++) {
			assert_in_range(t.row[r].tai_s, 10, 100);
			assert_true(r == 0 ||
			    t.row[r].utc_ns > t.row[r - 1].utc_ns);
		}
	}
}

static void
by_majority(void **state)
{
	struct clk_leap		l;
	struct clk_leap_votes	v = { .insert = 2, .all = 4 };
	int64_t			eve_ns = (NEW_YEAR_2027 - 3600) * TM_S;
	struct tm_raw		raw = { 5 };

	(void)state;
	memset(&l, 0, sizeof l);
	assert_false(clk_leap_review(&l, &v, raw, eve_ns));
	v.insert = 3;
	/* only on the last day of June or December */
	assert_false(clk_leap_review(&l, &v, raw, eve_ns - TM_DAY));
	assert_false(clk_leap_review(&l, &v, raw, eve_ns - 31 * TM_DAY));
	assert_true(clk_leap_review(&l, &v, raw, eve_ns));
	assert_int_equal(clk_leap_bits(&l), 1);
	assert_int_equal(l.at_ns, NEW_YEAR_2027 * TM_S);
	assert_int_equal(l.due_ns, 5 + 3600 * TM_S);
	assert_false(clk_leap_pass(&l, raw, eve_ns));
	/* the clock runs a little differently: the instant moves */
	raw.ns += 1800 * TM_S;
	assert_false(clk_leap_pass(&l, raw, eve_ns + 1799 * TM_S));
	assert_int_equal(l.due_ns, 5 + 3601 * TM_S);
	raw.ns = l.due_ns - 1;
	assert_false(clk_leap_pass(&l, raw, NEW_YEAR_2027 * TM_S - 1));
	assert_int_not_equal(clk_leap_quiet(&l, raw), 0);
	raw.ns++;
	assert_true(clk_leap_pass(&l, raw, NEW_YEAR_2027 * TM_S));
	/* 23:59:60 is 23:59:59 again */
	assert_int_equal(tm_utc_from_true(&l.past,
	    (struct tm_true){ NEW_YEAR_2027 * TM_S }),
	    (NEW_YEAR_2027 - 1) * TM_S);
	assert_int_equal(clk_leap_bits(&l), 0);
	/* and no other one follows, though all still say so */
	v.insert = 4;
	assert_false(clk_leap_review(&l, &v, raw,
	    (NEW_YEAR_2027 - 1) * TM_S + 500));
	/* a withdrawn one never happens */
	memset(&l, 0, sizeof l);
	clk_leap_review(&l, &v, raw, eve_ns);
	v.insert = 1;
	assert_true(clk_leap_review(&l, &v, raw, eve_ns));
	raw.ns += TM_DAY;
	assert_false(clk_leap_pass(&l, raw, eve_ns + TM_DAY));
}

static void
deleted(void **state)
{
	struct clk_leap		l;
	struct clk_leap_votes	v = { .remove = 1, .all = 1 };
	int64_t			utc_ns = (NEW_YEAR_2027 - 1) * TM_S - 1;
	struct tm_raw		raw = { 100 };
	struct tm_true		t = { utc_ns + 1 };

	(void)state;
	memset(&l, 0, sizeof l);
	assert_true(clk_leap_review(&l, &v, raw, utc_ns));
	assert_int_equal(clk_leap_bits(&l), 2);
	assert_int_equal(l.due_ns, 101);
	raw.ns++;
	assert_true(clk_leap_pass(&l, raw, utc_ns + 1));
	/* 23:59:58 is followed by 00:00:00 */
	assert_int_equal(tm_utc_from_true(&l.past, t), NEW_YEAR_2027 * TM_S);
}

static void
lists_and_zones(void **state)
{
	struct clk_leap		l;
	struct clk_leap_votes	v = { .insert = 0, .all = 4 };
	struct clk_list		r;
	int64_t			eve_ns = (NEW_YEAR_2027 - 3600) * TM_S;
	struct tm_raw		raw = { 5 };

	(void)state;
	memset(&l, 0, sizeof l);
	assert_true(read_list(&r, &l.list, list_text));
	/* it expired two days before */
	assert_false(clk_leap_review(&l, &v, raw, eve_ns));
	assert_int_equal(clk_leap_tai(&l, eve_ns), 0);
	assert_int_equal(clk_leap_tai(&l, eve_ns - 10 * TM_DAY), 11);
	/* a zone announces, even against the sources' silence */
	l.zone = l.list;
	l.zone.until_ns = 0;
	assert_true(clk_leap_review(&l, &v, raw, eve_ns));
	assert_int_equal(l.sign, 1);
	assert_int_equal(clk_leap_tai(&l, eve_ns), 11);
	assert_int_equal(clk_leap_tai(&l, eve_ns + 3600 * TM_S), 12);
	/* a valid list decides, against all of them */
	l.list.until_ns = eve_ns + 100 * TM_DAY;
	l.list.n = 2;
	v.insert = 4;
	assert_true(clk_leap_review(&l, &v, raw, eve_ns));
	assert_int_equal(l.sign, 0);
}

/* What a restarted process learns from the page. */
static void
restored(void **state)
{
	struct clk_leap	l;
	struct tm_leaps	page;
	struct tm_raw	raw = { 77 };
	int64_t		eve_ns = (NEW_YEAR_2027 - 10) * TM_S;

	(void)state;
	memset(&l, 0, sizeof l);
	memset(&page, 0, sizeof page);
	tm_leap_add(&page, (NEW_YEAR_2027 - 184 * 86400) * TM_S, 1);
	tm_leap_add(&page, NEW_YEAR_2027 * TM_S, 1);
	clk_leap_restore(&l, &page, raw, eve_ns);
	assert_int_equal(l.past.n, 1);
	assert_int_equal(l.sign, 1);
	assert_int_equal(l.due_ns, 77 + 10 * TM_S);
	assert_true(clk_leap_pass(&l, (struct tm_raw){ l.due_ns },
	    NEW_YEAR_2027 * TM_S));
	assert_memory_equal(&l.past, &page, sizeof page);
	clk_leap_restore(&l, &page, raw, eve_ns + 20 * TM_S);
	assert_int_equal(l.sign, 0);
	assert_int_equal(l.past.n, 2);
}

/* Two hours before the end of 2026; all servers announce it. */
static void
start_on_the_eve(struct msg_cfg_clock *c, uint8_t leap)
{
	int	i;

	world_init(&w, 4);
	w.theta_ns = (NEW_YEAR_2027 - 7200) * TM_S - w.raw_ns;
	w.steer.wall_ns = world_true(&w, w.raw_ns) - 3 * TM_S;
	for (i = 0; i < 4; i++)
		w.srv[i].leap = leap;
	world_policy(&w, c);
	world_start(&w, c, NULL);
}

/* Wall less UTC, from an instant when true has left it by so much. */
static int64_t
wall_error(int64_t sum_s)
{
	return world_wall_error(&w) + sum_s * TM_S;
}

static void
the_kernel_makes_it(void **state)
{
	struct msg_cfg_clock	c;
	int			steps;

	(void)state;
	world_init(&w, 4);
	c = world_conf(&w);
	start_on_the_eve(&c, 1);
	world_run(&w, 60);
	assert_int_equal(w.leaps, 1);
	assert_int_equal(w.leap.step, 1);
	assert_int_equal(w.leap.utc_ns, NEW_YEAR_2027 * TM_S);
	assert_int_equal(w.status.leap, 1);
	assert_int_equal(w.truth.leap, 1);
	steps = w.steps;
	world_run(&w, 7200 - 60 - 5);
	/* the kernel's second, 30 ms late */
	world_run(&w, tm_s_from_ns(NEW_YEAR_2027 * TM_S + 30 * TM_MS -
	    world_true(&w, w.raw_ns)));
	assert_int_equal(w.truth.leap, 0);
	assert_int_equal(w.status.leap, 1);
	world_anchor(&w);
	w.steer.wall_ns -= TM_S;
	world_run(&w, 120);
	assert_int_equal(w.steps, steps);
	assert_int_equal(w.status.leap, 0);
	assert_int_equal(w.leaps, 1);
	assert_true(llabs(wall_error(1)) < TM_MS);
	assert_int_equal(w.truth.sync, PAGE_SYNC);
	assert_int_equal(w.bad, 0);
	assert_int_equal(w.refused, 0);
}

static void
modes(void **state)
{
	struct msg_cfg_clock	c;

	(void)state;
	world_init(&w, 4);
	c = world_conf(&w);
	c.leapmode = LEAP_STEP;
	start_on_the_eve(&c, 1);
	world_run(&w, 7200 + 30);
	assert_int_equal(w.status.leap, 0);
	assert_true(llabs(wall_error(1)) < TM_MS);

	c.leapmode = LEAP_SLEW;
	start_on_the_eve(&c, 1);
	world_run(&w, 7200 + 3);
	assert_int_equal(w.status.leap, 0);
	assert_true(llabs(wall_error(1)) > 500 * TM_MS);
	world_run(&w, 60);
	assert_int_equal(w.steps, 1);
	assert_true(llabs(wall_error(1)) < TM_MS);

	c.leapmode = LEAP_IGNORE;
	start_on_the_eve(&c, 1);
	world_run(&w, 7200 + 30);
	assert_int_equal(w.leaps, 0);
	assert_int_equal(w.truth.leap, 0);
	assert_true(llabs(wall_error(0)) < TM_MS);
}

static void
withdrawn(void **state)
{
	struct msg_cfg_clock	c;
	int			i;

	(void)state;
	world_init(&w, 4);
	c = world_conf(&w);
	start_on_the_eve(&c, 1);
	world_run(&w, 600);
	assert_int_equal(w.leaps, 1);
	for (i = 0; i < 4; i++)
		w.srv[i].leap = 0;
	world_run(&w, 600);
	assert_int_equal(w.leaps, 2);
	assert_int_equal(w.leap.step, 0);
	assert_int_equal(w.status.leap, 0);
	world_run(&w, 7200);
	assert_true(llabs(wall_error(0)) < TM_MS);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(reads_a_list),
		cmocka_unit_test(refuses_bad_lists),
		cmocka_unit_test(survives_any_list),
		cmocka_unit_test(by_majority),
		cmocka_unit_test(deleted),
		cmocka_unit_test(lists_and_zones),
		cmocka_unit_test(restored),
		cmocka_unit_test(the_kernel_makes_it),
		cmocka_unit_test(modes),
		cmocka_unit_test(withdrawn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
