/* ISC licence, see LICENSE. */
/* Routing tables of Linux are VRF interfaces: rtnetlink(7) tells which. */
#ifdef __linux__

#include <sys/types.h>
#include <sys/socket.h>

#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "par_group_io.h"
#include "par_rtable_io.h"

#define DUMP_ROOM	32768	/* octets of one answer, as iproute2 has it */

/* An attribute among others, NULL if it is not there. */
static const struct rtattr *
attr(const struct rtattr *a, size_t len, unsigned short type)
{
	int	left = (int)len;

	for (; RTA_OK(a, left); a = RTA_NEXT(a, left))
		if ((a->rta_type & NLA_TYPE_MASK) == type)
			return a;
	return NULL;
}

static const struct rtattr *
within(const struct rtattr *a, unsigned short type)
{
	return a == NULL ? NULL : attr(RTA_DATA(a), RTA_PAYLOAD(a), type);
}

static bool
is_text(const struct rtattr *a)
{
	return a != NULL && memchr(RTA_DATA(a), '\0', RTA_PAYLOAD(a)) != NULL;
}

/* The name of a link that is the table's VRF. */
static const char *
name_of(const struct nlmsghdr *h, uint32_t table)
{
	const struct ifinfomsg	*info = NLMSG_DATA(h);
	const struct rtattr	*name, *link, *kind, *id;
	const struct rtattr	*all = IFLA_RTA(info);
	size_t			 len = h->nlmsg_len;
	uint32_t		 is;

	if (h->nlmsg_type != RTM_NEWLINK || len < NLMSG_LENGTH(sizeof *info))
		return NULL;
	len -= NLMSG_LENGTH(sizeof *info);
	name = attr(all, len, IFLA_IFNAME);
	link = attr(all, len, IFLA_LINKINFO);
	kind = within(link, IFLA_INFO_KIND);
	id = within(within(link, IFLA_INFO_DATA), IFLA_VRF_TABLE);
	if (!is_text(name) || !is_text(kind) || id == NULL ||
	    RTA_PAYLOAD(id) != sizeof is ||
	    strcmp(RTA_DATA(kind), "vrf") != 0)
		return NULL;
	memcpy(&is, RTA_DATA(id), sizeof is);
	return is == table ? RTA_DATA(name) : NULL;
}

/* NLMSG_OK and NLMSG_NEXT; NULL: no more. */
static const struct nlmsghdr *
message(const void *dump, size_t len, size_t *at)
{
	const struct nlmsghdr	*h = (const void *)((const char *)dump + *at);

	if (*at > len || len - *at < sizeof *h || h->nlmsg_len < sizeof *h ||
	    h->nlmsg_len > len - *at)
		return NULL;
	*at += NLMSG_ALIGN(h->nlmsg_len);
	return h;
}

const char *
par_rtable_vrf(const void *dump, size_t len, uint32_t table)
{
	const struct nlmsghdr	*h;
	const char		*name;
	size_t			 at = 0;

	while ((h = message(dump, len, &at)) != NULL)
		if ((name = name_of(h, table)) != NULL)
			return name;
	return NULL;
}

static int
ask_links(int fd)
{
	const struct {
		struct nlmsghdr		h;
		struct ifinfomsg	info;
	}	m = {
		.h.nlmsg_len = sizeof m, .h.nlmsg_type = RTM_GETLINK,
		.h.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP
	};

	return send(fd, &m, sizeof m, 0) == sizeof m ? 0 : -1;
}

/* The kernel answers while it is asked: where nothing is left, it has. */
static int
join_vrf(int fd, int links, uint32_t table)
{
	static union {
		struct nlmsghdr	h;
		char		buf[DUMP_ROOM];
	}		 u;
	const char	*name;
	ssize_t		 n;

	if (ask_links(links) == -1)
		return -1;
	while ((n = recv(links, u.buf, sizeof u, MSG_DONTWAIT)) > 0) {
		name = par_rtable_vrf(u.buf, (size_t)n, table);
		if (name != NULL)
			return par_group_device(fd, name);
	}
	errno = ENODEV;
	return -1;
}

int
par_rtable_join(int fd, unsigned int table)
{
	int	links, result, error;

	links = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (links == -1)
		return -1;
	result = join_vrf(fd, links, table);
	error = errno;
	close(links);
	errno = error;
	return result;
}

#endif
