/* ISC licence, see LICENSE. */
/* Which VRF interface has a routing table, in dumps that are made up. */
#include <sys/types.h>
#include <sys/socket.h>

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "par_rtable_io.h"

#ifdef __linux__
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

static union {
	struct nlmsghdr	h;
	char		buf[4096];
}		u;
static size_t	used;

static void *
grow(size_t len)
{
	void	*at = u.buf + used;

	used += NLMSG_ALIGN(len);
	assert_true(used <= sizeof u);
	return at;
}

static struct rtattr *
begin(unsigned short type)
{
	struct rtattr	*a = grow(RTA_LENGTH(0));

	a->rta_type = type;
	return a;
}

static void
end(struct rtattr *a)
{
	a->rta_len = (unsigned short)(u.buf + used - (char *)a);
}

static void
add(unsigned short type, const void *data, size_t len)
{
	struct rtattr	*a = begin(type);

	memcpy(grow(len), data, len);
	a->rta_len = (unsigned short)RTA_LENGTH(len);
}

/* A link of that kind; a VRF of that table. */
static void
link_of(const char *name, const char *kind, uint32_t table)
{
	struct nlmsghdr	*h = grow(NLMSG_LENGTH(sizeof(struct ifinfomsg)));
	struct rtattr	*info, *data;

	add(IFLA_IFNAME, name, strlen(name) + 1);
	info = begin(IFLA_LINKINFO);
	add(IFLA_INFO_KIND, kind, strlen(kind) + 1);
	data = begin(IFLA_INFO_DATA);
	add(IFLA_VRF_TABLE, &table, sizeof table);
	end(data);
	end(info);
	h->nlmsg_type = RTM_NEWLINK;
	h->nlmsg_len = (uint32_t)(u.buf + used - (char *)h);
}

static void
found(void **state)
{
	size_t	cut;

	(void)state;
	used = 0;
	memset(&u, 0, sizeof u);
	/* another kind's first number means something else */
	link_of("vlan5", "vlan", 5);
	link_of("red", "vrf", 4);
	link_of("blue", "vrf", 5);
	assert_string_equal(par_rtable_vrf(&u, used, 5), "blue");
	assert_string_equal(par_rtable_vrf(&u, used, 4), "red");
	assert_null(par_rtable_vrf(&u, used, 6));
	for (cut = 0; cut < used; cut++)
		assert_null(par_rtable_vrf(&u, cut, 5));
}

/* No machine has this one. */
static void
not_there(void **state)
{
	int	fd = socket(AF_INET, SOCK_DGRAM, 0);

	(void)state;
	assert_int_equal(par_rtable_join(fd, 0xfffffffe), -1);
	assert_int_equal(errno, ENODEV);
	close(fd);
}
#endif

int
main(void)
{
#ifdef __linux__
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(found),
		cmocka_unit_test(not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
#else
	return 0;
#endif
}
