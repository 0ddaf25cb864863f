/* ISC licence, see LICENSE. */
/* ntp-dns: queries to answers, and the system's resolver on what is local. */
#include <sys/types.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "dns_io.h"
#include "dns_resolve.h"
#include "dns_zone_io.h"

static struct answer {
	unsigned int	n;
	struct ipc_end	to;
	uint32_t	seq;
	size_t		naddrs;
	struct {
		struct msg_dns_reply	head;
		struct msg_addr		tail[DNS_ADDRS];
	}		r;
} got;

static bool
ear(void *arg, struct ipc_end to, uint16_t type, uint32_t gen, uint32_t seq,
    const void *payload, size_t len, int fd)
{
	struct ipc_hdr	hdr = { type, 0, (uint32_t)len, gen, seq };

	(void)arg, (void)fd;
	assert_int_equal(type, MSG_DNS_REPLY);
	memset(&got.r, 0, sizeof got.r);
	memcpy(&got.r, payload, len);
	assert_string_equal(ipc_fault_name(ipc_judge(&hdr, &got.r,
	    sizeof hdr + len, 0, ROLE_DNS, to.role, IPC_RUN)), "ok");
	got.n++;
	got.to = to;
	got.seq = seq;
	got.naddrs = (len - sizeof got.r.head) / sizeof got.r.tail[0];
	return true;
}

/* As many addresses as the name has letters; an error for ".". */
static enum dns_error
by_letters(void *arg, const char *name, unsigned int family,
    struct addr out[DNS_ADDRS], size_t *n)
{
	(void)arg;
	if (name[0] == '.')
		return DNS_TRYAGAIN;
	for (*n = 0; *n < strlen(name) && *n < DNS_ADDRS; (*n)++) {
		memset(&out[*n], 0, sizeof out[*n]);
		out[*n].family = (uint8_t)family;
		out[*n].ip[3] = (uint8_t)*n;
	}
	return DNS_OK;
}

static void
query(struct dns *dns, const char *name)
{
	struct tm_now		now = { { 0 }, { 0 } };
	struct ipc_msg		m;
	struct msg_dns_query	*q = (void *)m.payload;

	memset(&m, 0, sizeof m);
	m.hdr.type = MSG_DNS_QUERY;
	m.hdr.len = sizeof *q;
	m.hdr.seq = 5;
	m.from = (struct ipc_end){ ROLE_NET, 2 };
	q->id = 99;
	q->family = 6;
	strlcpy(q->name, name, sizeof q->name);
	dns_msg(dns, &m, now);
}

static void
answers(void **state)
{
	struct dns_ops	ops = { { NULL, ear, NULL, NULL }, NULL, by_letters,
			    dns_zone_leaps };
	struct dns	dns;

	(void)state;
	dns_init(&dns, &ops);
	query(&dns, "abc");
	assert_int_equal(got.n, 1);
	assert_int_equal(got.to.role, ROLE_NET);
	assert_int_equal(got.to.instance, 2);
	assert_int_equal(got.seq, 5);
	assert_int_equal(got.r.head.id, 99);
	assert_int_equal(got.r.head.error, DNS_OK);
	assert_int_equal(got.naddrs, 3);
	assert_int_equal(got.r.tail[2].addr.family, 6);
	assert_int_equal(got.r.tail[2].addr.ip[3], 2);
	query(&dns, "abcdefghijklmnopqrstuvwxyz");
	assert_int_equal(got.naddrs, DNS_ADDRS);
	query(&dns, ".");
	assert_int_equal(got.n, 3);
	assert_int_equal(got.r.head.error, DNS_TRYAGAIN);
	assert_int_equal(got.naddrs, 0);
	assert_true(dns_deadline(&dns) == TM_NEVER);
}

/* Without a network there are still addresses, and names that cannot be. */
static void
system_resolver(void **state)
{
	struct addr	a[DNS_ADDRS];
	size_t		n;

	(void)state;
	assert_int_equal(dns_io_lookup(NULL, "192.0.2.7", 0, a, &n), DNS_OK);
	assert_int_equal(n, 1);
	assert_int_equal(a[0].family, 4);
	assert_int_equal(a[0].ip[3], 7);
	assert_int_equal(a[0].port, 0);
	assert_int_equal(dns_io_lookup(NULL, "::1", 6, a, &n), DNS_OK);
	assert_int_equal(a[0].family, 6);
	/* an address of the other family is not what was asked for */
	assert_int_equal(dns_io_lookup(NULL, "192.0.2.7", 6, a, &n),
	    DNS_NOTFOUND);
	assert_int_equal(n, 0);
	assert_int_not_equal(dns_io_lookup(NULL, "no-such-name.invalid", 0,
	    a, &n), DNS_OK);
	assert_int_equal(n, 0);
}

/* Is there a 60th second in June 1972?  musl passes over those of a zone. */
static bool
libc_counts_leaps(const char *zone)
{
	time_t		t = 78796800;
	struct tm	tm;

	setenv("TZ", zone, 1);
	tzset();
	localtime_r(&t, &tm);
	unsetenv("TZ");
	tzset();
	return tm.tm_sec == 60;
}

/* The zone's leap seconds, where the system has such zones. */
static void
zones(void **state)
{
	struct msg_leap_row	row[DNS_LEAPS];
	int64_t			now_ns = INT64_C(1795000000) * TM_S;
	size_t			n;

	(void)state;
	assert_int_equal(dns_zone_leaps(NULL, "UTC", now_ns, row), 0);
	assert_int_equal(dns_zone_leaps(NULL, "Nowhere/Land", now_ns, row),
	    0);
	assert_int_equal(dns_zone_leaps(NULL, "UTC", INT64_MAX, row), 0);
	if (access("/usr/share/zoneinfo/right/UTC", R_OK) == -1)
		return;
	if (!libc_counts_leaps("right/UTC")) {
		assert_int_equal(dns_zone_leaps(NULL, "right/UTC", now_ns,
		    row), 0);
		puts("this libc counts no leap seconds");
		return;
	}
	n = dns_zone_leaps(NULL, "right/UTC", now_ns, row);
	assert_in_range(n, 28, DNS_LEAPS);
	assert_int_equal(row[0].tai_s, 10);
	assert_int_equal(row[0].utc_ns, INT64_C(63072000) * TM_S);
	assert_int_equal(row[27].utc_ns, INT64_C(1483228800) * TM_S);
	assert_int_equal(row[27].tai_s, 37);
	assert_int_equal(dns_zone_leaps(NULL, "right/Europe/Paris", now_ns,
	    row), 0);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(answers),
		cmocka_unit_test(zones),
		cmocka_unit_test(system_resolver),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
