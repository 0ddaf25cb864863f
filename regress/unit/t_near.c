/* ISC licence, see LICENSE. */
/* "Did you mean": slips of the pen are recognised, other words are not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"

static const char *const	words[] = { "server", "servers", "local", "log",
	"logdir", "makestep", "maxdistance", "minsources", "iburst", "burst" };

static const char *
meant(const char *word)
{
	struct near	n;
	size_t		i;

	near_begin(&n, word);
	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		near_try(&n, words[i]);
	return near_best(&n);
}

static void
slips(void **state)
{
	static const struct {
		const char	*word, *meant;
	} rows[] = {
		{ "sever", "server" }, { "serverr", "server" },
		{ "SERVRE", "server" }, { "serves", "server" },
		{ "makestpe", "makestep" }, { "mkestpe", "makestep" },
		{ "maxdistence", "maxdistance" }, { "iburts", "iburst" },
		{ "bursts", "burst" }, { "lcoal", "local" },
		{ "lgo", "log" }, { "Log", "log" },
		/* what belongs behind a blank */
		{ "makestep=1.0", "makestep" }, { "lcoal=", "local" },
	};
	size_t	i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		assert_non_null(meant(rows[i].word));
		assert_string_equal(meant(rows[i].word), rows[i].meant);
	}
}

static void
others(void **state)
{
	static const char *const	rows[] = { "", "x", "lo", "=log", "x=log", "frobnicate",
	    "peer", "keep", "mskestpx1", "ser", "tracking", "lcaol",
	    "serverserverserverserverserverserverserver" };
	size_t	i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (meant(rows[i]) != NULL)
			fail_msg("%s: taken for %s", rows[i], meant(rows[i]));
}

/* Whatever the bytes. */
static void
bounds(void **state)
{
	char		longest[40];
	struct near	n;

	(void)state;
	memset(longest, 0xff, sizeof longest);
	longest[32] = '\0';
	near_begin(&n, longest);
	near_try(&n, "server");
	near_try(&n, "");
	near_try(&n, "a word that is longer than all keywords");
	assert_null(near_best(&n));
	longest[31] = 'x';
	near_try(&n, longest);
	assert_ptr_equal(near_best(&n), longest);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(slips),
		cmocka_unit_test(others),
		cmocka_unit_test(bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
