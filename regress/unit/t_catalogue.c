/* ISC licence, see LICENSE. */
/*
 * The catalogue, row by row: it has one handler in every role that receives
 * it, and every way to break it is met with the name of that rule.
 */
#include <sys/types.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "catalogue_rows.h"
#include "ipc.h"

/* Of the roles' cores; their headers are in rooms of their own. */
bool	net_handles(uint16_t);
bool	clk_handles(uint16_t);
bool	ctl_handles(uint16_t);
bool	par_handles(uint16_t);
bool	dns_handles(uint16_t);

static bool (*const handles[ROLES])(uint16_t) = {
	[ROLE_PARENT] = par_handles,
	[ROLE_NET] = net_handles,
	[ROLE_CLOCK] = clk_handles,
	[ROLE_CTL] = ctl_handles,
	[ROLE_DNS] = dns_handles,
};

/* A record as its receiver would judge it. */
struct record {
	struct ipc_hdr	hdr;
	_Alignas(8) uint8_t payload[IPC_MAX * 2];
};

static unsigned int
first_role(uint16_t set)
{
	unsigned int	role;

	for (role = 0; role < ROLES; role++)
		if (set & IPC_ROLE(role))
			return role;
	fail_msg("a row without a role");
	return ROLES;
}

static enum ipc_state
a_state(const struct ipc_row *row)
{
	return row->when & IPC_RUN ? IPC_RUN : IPC_START;
}

/* The sound record of a row, from and to the first roles that it names. */
static void
build(const struct ipc_row *row, struct record *r)
{
	const struct sample_row	*s = sample_row(row->type);

	if (s == NULL)
		fail_msg("%s has no sample in catalogue_rows.h", row->name);
	memset(r, 0, sizeof *r);
	r->hdr.type = row->type;
	r->hdr.nfds = (uint16_t)row->fds;
	r->hdr.len = row->size + row->tail_size * (row->tail_size > 0);
	s->good(r->payload);
}

static enum ipc_fault
judge(const struct ipc_row *row, const struct record *r)
{
	return ipc_judge(&r->hdr, r->payload, sizeof r->hdr + r->hdr.len,
	    r->hdr.nfds, first_role(row->from), first_role(row->to),
	    a_state(row));
}

static void
expect(const struct ipc_row *row, enum ipc_fault got, enum ipc_fault want)
{
	if (got != want)
		fail_msg("%s: \"%s\", expected \"%s\"", row->name,
		    ipc_fault_name(got), ipc_fault_name(want));
}

static void
test_handlers(void **state)
{
	const struct ipc_row	*row;
	unsigned int		 role;
	size_t			 i;

	(void)state;
	for (i = 0; (row = ipc_row_at(i)) != NULL; i++)
		for (role = 0; role < ROLES; role++) {
			if (handles[role] == NULL || by_shell(row->type, role))
				continue;
			if (handles[role](row->type) !=
			    !!(row->to & IPC_ROLE(role)))
				fail_msg("%s: %s %s", ipc_role_name(role),
				    row->to & IPC_ROLE(role) ?
				    "does not handle" : "handles", row->name);
		}
	assert_true(i > 30);
}

static void
test_names_and_numbers(void **state)
{
	const struct ipc_row	*row;
	uint16_t		 type;
	size_t			 i, known = 0;

	(void)state;
	for (i = 0; (row = ipc_row_at(i)) != NULL; i++) {
		assert_ptr_equal(ipc_row(row->type), row);
		assert_string_equal(ipc_type_name(row->type), row->name);
		assert_true(row->from != 0 && row->to != 0 && row->when != 0);
		assert_true((row->from & row->to) == 0);
		assert_non_null(row->check);
	}
	for (type = 0; type < UINT16_MAX; type++)
		known += ipc_row(type) != NULL;
	assert_int_equal(known, i);
}

static void
test_sound(void **state)
{
	const struct ipc_row	*row;
	struct record		 r;
	unsigned int		 from, to;
	size_t			 i;

	(void)state;
	for (i = 0; (row = ipc_row_at(i)) != NULL; i++) {
		build(row, &r);
		expect(row, judge(row, &r), IPC_OK);
		for (from = 0; from < ROLES; from++)
			for (to = 0; to < ROLES; to++)
				expect(row, ipc_judge(&r.hdr, r.payload,
				    sizeof r.hdr + r.hdr.len, row->fds, from,
				    to, a_state(row)),
				    (row->from & IPC_ROLE(from)) &&
				    (row->to & IPC_ROLE(to)) ? IPC_OK :
				    IPC_DIRECTION);
	}
}

static void
test_length(void **state)
{
	const struct ipc_row	*row;
	struct record		 r;
	unsigned int		 from, to;
	size_t			 i, got;

	(void)state;
	for (i = 0; (row = ipc_row_at(i)) != NULL; i++) {
		build(row, &r);
		from = first_role(row->from);
		to = first_role(row->to);
		got = sizeof r.hdr + r.hdr.len;
		expect(row, ipc_judge(&r.hdr, r.payload, sizeof r.hdr - 1,
		    row->fds, from, to, a_state(row)), IPC_SHORT);
		expect(row, ipc_judge(&r.hdr, r.payload, got - 1, row->fds,
		    from, to, a_state(row)), IPC_LENGTH);
		r.hdr.len += 8;
		expect(row, ipc_judge(&r.hdr, r.payload, got, row->fds, from,
		    to, a_state(row)), IPC_LENGTH);
		r.hdr.len = IPC_MAX + 1 - sizeof r.hdr;
		expect(row, ipc_judge(&r.hdr, r.payload, IPC_MAX + 1,
		    row->fds, from, to, a_state(row)), IPC_LONG);
	}
}

static void
test_size_and_tail(void **state)
{
	const struct ipc_row	*row;
	struct record		 r;
	enum ipc_fault		 more;
	size_t			 i;

	(void)state;
	for (i = 0; (row = ipc_row_at(i)) != NULL; i++) {
		build(row, &r);
		more = row->tail_size == 0 ? IPC_SIZE : IPC_TAIL;
		r.hdr.len++;
		expect(row, judge(row, &r), more);
		r.hdr.len = row->size - 1;
		expect(row, judge(row, &r), IPC_SIZE);
		r.hdr.len = 0;
		expect(row, judge(row, &r), IPC_SIZE);
		r.hdr.len = row->size + (row->tail_size == 0 ? 8 :
		    (row->tail_most + 1) * row->tail_size);
		if (sizeof r.hdr + r.hdr.len <= IPC_MAX)
			expect(row, judge(row, &r), more);
	}
}

static void
test_state(void **state)
{
	const struct ipc_row	*row;
	struct record		 r;
	enum ipc_state		 other;
	size_t			 i, found = 0;

	(void)state;
	for (i = 0; (row = ipc_row_at(i)) != NULL; i++) {
		if (row->when == (IPC_START | IPC_RUN))
			continue;
		found++;
		build(row, &r);
		other = row->when == IPC_START ? IPC_RUN : IPC_START;
		expect(row, ipc_judge(&r.hdr, r.payload,
		    sizeof r.hdr + r.hdr.len, row->fds, first_role(row->from),
		    first_role(row->to), other), IPC_STATE);
	}
	assert_true(found > 10);
}

static void
test_descriptors(void **state)
{
	const struct ipc_row	*row;
	struct record		 r;
	size_t			 i, n;

	(void)state;
	for (i = 0; (row = ipc_row_at(i)) != NULL; i++) {
		build(row, &r);
		for (n = 0; n <= 4; n++) {
			/* header and reality agree, but not with the row */
			r.hdr.nfds = (uint16_t)n;
			expect(row, judge(row, &r),
			    n == row->fds ? IPC_OK : IPC_FDS);
			/* the header says one thing, more or less came */
			r.hdr.nfds = (uint16_t)row->fds;
			expect(row, ipc_judge(&r.hdr, r.payload,
			    sizeof r.hdr + r.hdr.len, n,
			    first_role(row->from), first_role(row->to),
			    a_state(row)), n == row->fds ? IPC_OK : IPC_FDS);
		}
	}
}

static void
test_values(void **state)
{
	const struct sample_row	*s;
	const struct ipc_row	*row;
	struct record		 r;
	size_t			 i, n;

	(void)state;
	for (i = 0; (row = ipc_row_at(i)) != NULL; i++) {
		s = sample_row(row->type);
		build(row, &r);
		assert_non_null(s->bad[0]);
		for (n = 0; n < SAMPLE_BAD && s->bad[n] != NULL; n++) {
			build(row, &r);
			s->bad[n](r.payload);
			if (judge(row, &r) != IPC_VALUE)
				fail_msg("%s: bad value %zu was taken: %s",
				    row->name, n,
				    ipc_fault_name(judge(row, &r)));
		}
	}
}

/* Any bytes at all get some verdict, and no check reads past its row. */
static void
test_noise(void **state)
{
	const struct ipc_row	*row;
	struct record		 r;
	uint64_t		 rng = 88172645463325252U;
	size_t			 i, n, k;

	(void)state;
	for (i = 0; (row = ipc_row_at(i)) != NULL; i++)
		for (n = 0; n < 2000; n++) {
			build(row, &r);
			for (k = 0; k < r.hdr.len; k++) {
				rng ^= rng << 13;
				rng ^= rng >> 7;
				rng ^= rng << 17;
				if (n % 2 == 0 || rng % 64 == 0)
					r.payload[k] = rng >> 32 & 0xff;
			}
			assert_true(judge(row, &r) == IPC_OK ||
			    judge(row, &r) == IPC_VALUE);
		}
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_handlers),
		cmocka_unit_test(test_names_and_numbers),
		cmocka_unit_test(test_sound),
		cmocka_unit_test(test_length),
		cmocka_unit_test(test_size_and_tail),
		cmocka_unit_test(test_state),
		cmocka_unit_test(test_descriptors),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_noise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
