/* ISC licence, see LICENSE. */
/* The client protocol: every rule broken, one at a time, and noise. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ctl_proto.h"

static const enum ctl_type by_client[] = { CTL_REQUEST, CTL_COMMAND };
static const enum ctl_type by_daemon[] = { CTL_ROW, CTL_END, CTL_RESULT };

/* A record of a type that is right in every way.  Returns its length. */
static size_t
good(struct ctl_record *r, enum ctl_type type)
{
	struct ctl_hello	hello = { CTL_VERSION, 0 };
	struct msg_stat_req	req = { STAT_SOURCES, 0 };
	struct msg_stat_end	end = { .table = STAT_SOURCES };
	struct msg_cmd		cmd;
	struct msg_cmd_result	result;
	struct msg_stat_row	row;

	memset(&cmd, 0, sizeof cmd);
	memset(&result, 0, sizeof result);
	memset(&row, 0, sizeof row);
	cmd.cmd = result.cmd = CMD_MAKESTEP;
	row.table = STAT_TRACKING;
	switch (type) {
	case CTL_HELLO:
		return ctl_compose(r, type, 1, &hello);
	case CTL_REQUEST:
		return ctl_compose(r, type, 2, &req);
	case CTL_ROW:
		return ctl_compose(r, type, 3, &row);
	case CTL_END:
		return ctl_compose(r, type, 4, &end);
	case CTL_COMMAND:
		return ctl_compose(r, type, 5, &cmd);
	case CTL_RESULT:
		return ctl_compose(r, type, 6, &result);
	case CTL_TYPES:
		break;
	}
	fail();
	return 0;
}

static void
test_good(void **state)
{
	struct ctl_record	r;
	size_t			i, len;

	(void)state;
	len = good(&r, CTL_HELLO);
	assert_int_equal(ctl_judge(&r, len, CTL_BY_CLIENT, false), IPC_OK);
	assert_int_equal(ctl_judge(&r, len, CTL_BY_DAEMON, false), IPC_OK);
	for (i = 0; i < 2; i++) {
		len = good(&r, by_client[i]);
		assert_int_equal(ctl_judge(&r, len, CTL_BY_CLIENT, true),
		    IPC_OK);
	}
	for (i = 0; i < 3; i++) {
		len = good(&r, by_daemon[i]);
		assert_int_equal(ctl_judge(&r, len, CTL_BY_DAEMON, true),
		    IPC_OK);
	}
}

static void
test_lengths(void **state)
{
	struct ctl_record	r;
	unsigned int		type;
	enum ctl_sender		by;
	size_t			len, got;

	(void)state;
	for (type = CTL_HELLO; type < CTL_TYPES; type++) {
		by = type == CTL_REQUEST || type == CTL_COMMAND ?
		    CTL_BY_CLIENT : CTL_BY_DAEMON;
		len = good(&r, (enum ctl_type)type);
		for (got = 0; got <= CTL_MAX; got++) {
			if (got == len)
				continue;
			assert_int_equal(ctl_judge(&r, got, by,
			    type != CTL_HELLO), got < sizeof r.hdr ?
			    IPC_SHORT : IPC_LENGTH);
			/* and when the header agrees with what came */
			r.hdr.len = (uint32_t)(got - sizeof r.hdr);
			if (got >= sizeof r.hdr)
				assert_int_equal(ctl_judge(&r, got, by,
				    type != CTL_HELLO), IPC_SIZE);
			r.hdr.len = (uint32_t)(len - sizeof r.hdr);
		}
		assert_int_equal(ctl_judge(&r, CTL_MAX + 1, by, true),
		    IPC_LONG);
	}
}

static void
test_types(void **state)
{
	struct ctl_record	r;
	size_t			len = good(&r, CTL_REQUEST);
	uint32_t		type;

	(void)state;
	for (type = 0; type <= UINT16_MAX; type++) {
		if (type >= CTL_HELLO && type < CTL_TYPES)
			continue;
		r.hdr.type = (uint16_t)type;
		assert_int_equal(ctl_judge(&r, len, CTL_BY_CLIENT, true),
		    IPC_TYPE);
	}
	len = good(&r, CTL_REQUEST);
	r.hdr.pad = 1;
	assert_int_equal(ctl_judge(&r, len, CTL_BY_CLIENT, true), IPC_TYPE);
	len = good(&r, CTL_REQUEST);
	r.hdr.pad2 = 1;
	assert_int_equal(ctl_judge(&r, len, CTL_BY_CLIENT, true), IPC_TYPE);
}

static void
test_directions(void **state)
{
	struct ctl_record	r;
	size_t			i, len;

	(void)state;
	for (i = 0; i < 2; i++) {
		len = good(&r, by_client[i]);
		assert_int_equal(ctl_judge(&r, len, CTL_BY_DAEMON, true),
		    IPC_DIRECTION);
	}
	for (i = 0; i < 3; i++) {
		len = good(&r, by_daemon[i]);
		assert_int_equal(ctl_judge(&r, len, CTL_BY_CLIENT, true),
		    IPC_DIRECTION);
	}
}

static void
test_order(void **state)
{
	struct ctl_record	r;
	size_t			len;

	(void)state;
	len = good(&r, CTL_HELLO);
	assert_int_equal(ctl_judge(&r, len, CTL_BY_CLIENT, true), IPC_STATE);
	len = good(&r, CTL_REQUEST);
	assert_int_equal(ctl_judge(&r, len, CTL_BY_CLIENT, false), IPC_STATE);
	len = good(&r, CTL_COMMAND);
	assert_int_equal(ctl_judge(&r, len, CTL_BY_CLIENT, false), IPC_STATE);
	len = good(&r, CTL_END);
	assert_int_equal(ctl_judge(&r, len, CTL_BY_DAEMON, false), IPC_STATE);
}

static void
bad_value(struct ctl_record *r, enum ctl_sender by)
{
	assert_int_equal(ctl_judge(r, sizeof r->hdr + r->hdr.len, by,
	    r->hdr.type != CTL_HELLO), IPC_VALUE);
}

static void
test_values(void **state)
{
	struct ctl_record	 r;
	struct ctl_hello	*hello = (void *)r.payload;
	struct msg_stat_req	*req = (void *)r.payload;
	struct msg_stat_row	*row = (void *)r.payload;
	struct msg_stat_end	*end = (void *)r.payload;
	struct msg_cmd		*cmd = (void *)r.payload;
	struct msg_cmd_result	*result = (void *)r.payload;

	(void)state;
	good(&r, CTL_HELLO);
	hello->version = 0;
	bad_value(&r, CTL_BY_CLIENT);
	good(&r, CTL_HELLO);
	hello->pad = 1;
	bad_value(&r, CTL_BY_DAEMON);
	good(&r, CTL_REQUEST);
	req->table = STAT_LAST + 1;
	bad_value(&r, CTL_BY_CLIENT);
	req->table = 0;
	bad_value(&r, CTL_BY_CLIENT);
	good(&r, CTL_ROW);
	memset(row->u.tracking.name, 'a', sizeof row->u.tracking.name);
	bad_value(&r, CTL_BY_DAEMON);
	good(&r, CTL_END);
	end->status = CMD_STATUS_LAST + 1;
	bad_value(&r, CTL_BY_DAEMON);
	good(&r, CTL_COMMAND);
	cmd->cmd = 0;
	bad_value(&r, CTL_BY_CLIENT);
	good(&r, CTL_COMMAND);
	memset(cmd->text, 'a', sizeof cmd->text);
	bad_value(&r, CTL_BY_CLIENT);
	good(&r, CTL_RESULT);
	memset(result->text, 'a', sizeof result->text);
	bad_value(&r, CTL_BY_DAEMON);
}

/* xorshift64: the same noise in every run */
static uint64_t
noise(uint64_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 7;
	*x ^= *x << 17;
	return *x;
}

/*
 * Random records with a likely header: what passes must be right in all
 * that the core relies on.
 */
static void
test_noise(void **state)
{
	struct ctl_record	 r;
	const struct msg_stat_req *req = (const void *)r.payload;
	const struct msg_cmd *cmd = (const void *)r.payload;
	uint64_t		 x = 20260101;
	unsigned int		 passed = 0, i;
	size_t			 j, len;

	(void)state;
	for (i = 0; i < 200000; i++) {
		len = good(&r, (enum ctl_type)(1 + noise(&x) % 6));
		for (j = noise(&x) % 4; j > 0; j--)
			((uint8_t *)&r)[noise(&x) % len] = (uint8_t)noise(&x);
		if (ctl_judge(&r, len, CTL_BY_CLIENT, true) != IPC_OK)
			continue;
		passed++;
		if (r.hdr.type == CTL_REQUEST)
			assert_in_range(req->table, STAT_TRACKING,
			    STAT_LAST);
		else {
			assert_int_equal(r.hdr.type, CTL_COMMAND);
			assert_in_range(cmd->cmd, CMD_MAKESTEP, CMD_LAST);
			assert_true(strnlen(cmd->text, sizeof cmd->text) <
			    sizeof cmd->text);
		}
	}
	assert_true(passed > 1000);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_directions),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_noise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
