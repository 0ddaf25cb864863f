/* ISC licence, see LICENSE. */
/*
 * A child that has been taken over: it says HELLO as it should and then
 * sends one record that breaks the catalogue.  It is put in the place of a
 * child's program, DIR/RULE/ntp-ROLE, and breaks the RULE in its path:
 * short long length type direction state size fds value hello, or sibling:
 * a record of unknown type to every sibling.
 */
#include <sys/auxv.h>
#include <sys/socket.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ipc.h"

#define PARENT_FD	3
#define NO_TYPE		0x5f

struct record {
	struct ipc_hdr	hdr;
	uint8_t		payload[8192];
};

/* Sends len bytes, with a descriptor unless that is -1. */
static void
put(int to, const void *p, size_t len, int fd)
{
	union {
		struct cmsghdr	hdr;
		char		buf[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec	 iov = { (void *)(uintptr_t)p, len };
	struct msghdr	 msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct cmsghdr	*c;

	if (fd != -1) {
		memset(&control, 0, sizeof control);
		msg.msg_control = control.buf;
		msg.msg_controllen = sizeof control.buf;
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof fd);
		memcpy(CMSG_DATA(c), &fd, sizeof fd);
	}
	(void)sendmsg(to, &msg, MSG_EOR | MSG_NOSIGNAL);
}

static void
record(struct record *r, uint16_t type, size_t len)
{
	memset(r, 0, sizeof *r);
	r->hdr.type = type;
	r->hdr.len = (uint32_t)len;
}

static enum role
role_of(const char *name)
{
	unsigned int	role;

	for (role = ROLE_NET; role < ROLES; role++)
		if (strcmp(ipc_role_name(role), name) == 0)
			return role;
	exit(2);
}

static void
hello(const char *rule, enum role role, unsigned int instance)
{
	struct msg_hello	h = { .role = role, .instance = instance };
	struct record		r;

	h.catalogue = ipc_catalogue_hash();
	if (strcmp(rule, "hello") == 0)
		h.catalogue ^= 1;
	record(&r, MSG_HELLO, sizeof h);
	memcpy(r.payload, &h, sizeof h);
	put(PARENT_FD, &r, sizeof r.hdr + sizeof h, -1);
}

/* The channel does not block. */
static bool
wait_for_record(void)
{
	struct pollfd	pfd = { .fd = PARENT_FD, .events = POLLIN };

	return poll(&pfd, 1, -1) == 1;
}

/* The parent's channels to siblings, as they come: one bad record each. */
static void
to_siblings(void)
{
	union {
		struct cmsghdr	hdr;
		char		buf[CMSG_SPACE(sizeof(int))];
	} control;
	struct record	 r, bad;
	struct iovec	 iov = { &r, sizeof r };
	struct msghdr	 msg;
	struct cmsghdr	*c;
	int		 fd;

	record(&bad, NO_TYPE, 8);
	for (;;) {
		memset(&msg, 0, sizeof msg);
		msg.msg_iov = &iov;
		msg.msg_iovlen = 1;
		msg.msg_control = control.buf;
		msg.msg_controllen = sizeof control.buf;
		if (!wait_for_record() || recvmsg(PARENT_FD, &msg, 0) <= 0)
			return;
		c = CMSG_FIRSTHDR(&msg);
		if (r.hdr.type != MSG_PEER_CHAN || c == NULL)
			continue;
		memcpy(&fd, CMSG_DATA(c), sizeof fd);
		put(fd, &bad, sizeof bad.hdr + 8, -1);
	}
}

static void
break_rule(const char *rule)
{
	struct record	r;
	struct msg_log	log;

	memset(&log, 0, sizeof log);
	log.priority = 6;
	strcpy(log.text, "harmless");
	record(&r, MSG_LOG, sizeof log);
	memcpy(r.payload, &log, sizeof log);

	if (strcmp(rule, "short") == 0)
		put(PARENT_FD, &r, 8, -1);
	else if (strcmp(rule, "long") == 0) {
		r.hdr.len = 5000;
		put(PARENT_FD, &r, sizeof r.hdr + 5000, -1);
	} else if (strcmp(rule, "length") == 0) {
		r.hdr.len += 8;
		put(PARENT_FD, &r, sizeof r.hdr + sizeof log, -1);
	} else if (strcmp(rule, "type") == 0) {
		r.hdr.type = NO_TYPE;
		put(PARENT_FD, &r, sizeof r.hdr + sizeof log, -1);
	} else if (strcmp(rule, "direction") == 0) {
		record(&r, MSG_CFG_BEGIN, 8);
		put(PARENT_FD, &r, sizeof r.hdr + 8, -1);
	} else if (strcmp(rule, "size") == 0) {
		r.hdr.len += 8;
		put(PARENT_FD, &r, sizeof r.hdr + sizeof log + 8, -1);
	} else if (strcmp(rule, "fds") == 0) {
		r.hdr.nfds = 1;
		put(PARENT_FD, &r, sizeof r.hdr + sizeof log, 0);
	} else if (strcmp(rule, "value") == 0) {
		memset(r.payload + 8, 'x', sizeof log.text);
		put(PARENT_FD, &r, sizeof r.hdr + sizeof log, -1);
	}
}

/* A record that is this role's to send, but only after its READY. */
static void
too_early(enum role role)
{
	struct msg_adj_freq	freq = { 0 };
	struct msg_cmd		cmd = { .cmd = CMD_MAKESTEP };
	struct record		r;

	switch (role) {
	case ROLE_CLOCK:
		record(&r, MSG_ADJ_FREQ, sizeof freq);
		memcpy(r.payload, &freq, sizeof freq);
		break;
	case ROLE_NET:
	case ROLE_DNS:	/* have nothing of the kind: READY twice */
		record(&r, MSG_READY, sizeof(struct msg_ready));
		put(PARENT_FD, &r, sizeof r.hdr + r.hdr.len, -1);
		break;
	default:
		record(&r, MSG_CTL_CMD, sizeof cmd);
		memcpy(r.payload, &cmd, sizeof cmd);
		r.hdr.nfds = 1;
		put(PARENT_FD, &r, sizeof r.hdr + sizeof cmd, 0);
		return;
	}
	put(PARENT_FD, &r, sizeof r.hdr + r.hdr.len, -1);
}

int
main(int argc, char **argv)
{
	char		 path[1024], *name, *rule;
	unsigned char	 c;
	enum role	 role;

	if (argc < 2)
		return 2;
	snprintf(path, sizeof path, "%s",
	    (const char *)(uintptr_t)getauxval(AT_EXECFN));
	if ((name = strrchr(path, '/')) == NULL)
		return 2;
	*name++ = '\0';
	rule = strrchr(path, '/') == NULL ? path : strrchr(path, '/') + 1;
	role = role_of(name);
	hello(rule, role, (unsigned int)atoi(argv[1]));
	if (strcmp(rule, "sibling") == 0)
		to_siblings();
	else if (strcmp(rule, "state") == 0)
		too_early(role);
	else
		break_rule(rule);
	/* Whoever is not killed stays, so that the test can see it. */
	while (wait_for_record() && recv(PARENT_FD, &c, 1, 0) > 0)
		;
	return 0;
}
