/* ISC licence, see LICENSE. */
/*
 * Decodes the NTP exchanges that pass an interface, and says each kind of
 * them once.  usage: ntp_watch INTERFACE SECONDS NAME=PREFIX...
 * A host is called NAME where its address begins with PREFIX; packets of
 * others are not looked at.  An exchange is a request and its reply, two
 * lines and an empty one:
 *
 *	b > a: v4 mode 3, 48 octets: org 0, rec 0, xmt new
 *	a > b: v4 mode 4, 48 octets: org = xmt of b's mode 3, ...
 *
 * Of a timestamp is told where the two have seen it before; so the text
 * is the same in every capture of the same kind of exchange.
 */
#include <sys/types.h>
#include <sys/socket.h>

#include <err.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "ntp_wire.h"

#ifdef __linux__
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>

#define NAMES	16
#define SEEN	64		/* packets that timestamps are looked for in */
#define KINDS	256
#define TEXT	512
#define NTP	123

struct host {
	const char	*name, *prefix;
};

/* A packet as it was captured. */
struct packet {
	const struct host	*from, *to;
	uint32_t		 src, dst;
	uint16_t		 sport, dport;
	uint8_t			 data[WIRE_MAX];
	size_t			 len;
};

static struct host	hosts[NAMES];
static size_t		nhosts;
static struct packet	seen[SEEN];	/* the last ones, in a ring */
static size_t		nseen;
static char		kinds[KINDS][2 * TEXT + 4];
static size_t		nkinds;

static const struct host *
host_of(uint32_t ip)
{
	struct in_addr	in = { ip };
	char		text[INET_ADDRSTRLEN];
	size_t		i;

	inet_ntop(AF_INET, &in, text, sizeof text);
	for (i = 0; i < nhosts; i++)
		if (strncmp(text, hosts[i].prefix,
		    strlen(hosts[i].prefix)) == 0)
			return &hosts[i];
	return NULL;
}

/* UDP over IPv4 to or from NTP's port, between hosts that have a name. */
static bool
dissect(const uint8_t *b, size_t n, struct packet *p)
{
	size_t	ihl;

	if (n < 28 || b[0] >> 4 != 4 || b[9] != IPPROTO_UDP ||
	    (ihl = (b[0] & 15) * 4u) < 20 || n < ihl + 8)
		return false;
	memcpy(&p->src, b + 12, 4);
	memcpy(&p->dst, b + 16, 4);
	b += ihl;
	p->sport = (uint16_t)(b[0] << 8 | b[1]);
	p->dport = (uint16_t)(b[2] << 8 | b[3]);
	p->len = (size_t)(b[4] << 8 | b[5]);
	if (p->len < 8 + WIRE_LEN || p->len > n - ihl ||
	    p->len - 8 > sizeof p->data ||
	    (p->sport != NTP && p->dport != NTP))
		return false;
	p->len -= 8;
	memcpy(p->data, b + 8, p->len);
	p->from = host_of(p->src);
	p->to = host_of(p->dst);
	return p->from != NULL && p->to != NULL;
}

static int
mode_of(const struct packet *p)
{
	return p->data[0] & 7;
}

/* The nth packet of all, NULL where it is not kept any more. */
static const struct packet *
nth(size_t n)
{
	return n < nseen && nseen - n <= SEEN ? &seen[n % SEEN] : NULL;
}

/* A server's replies to others, sent in one go, have one stamp. */
static bool
same_pair(const struct packet *p, const struct packet *q)
{
	return (q->src == p->src && q->dst == p->dst) ||
	    (q->src == p->dst && q->dst == p->src);
}

/*
 * What packets of those two before the nth had in them, newest first; "new",
 * or "0".
 */
static void
add_stamp(char *text, const struct packet *p, size_t n, const char *name,
    size_t at)
{
	static const struct { const char *name; size_t at; } fields[] = {
		{ "xmt", 40 }, { "rec", 32 }
	};
	uint64_t		 v = wire_u64(p->data + at);
	const struct packet	*q;
	size_t			 used = strlen(text), k;

	if (v == 0) {
		snprintf(text + used, TEXT - used, "%s 0", name);
		return;
	}
	while (n-- > 0 && (q = nth(n)) != NULL)
		for (k = 0; k < 2; k++) {
			if (!same_pair(p, q) ||
			    wire_u64(q->data + fields[k].at) != v)
				continue;
			snprintf(text + used, TEXT - used,
			    "%s = %s of %s's mode %d", name, fields[k].name,
			    q->from->name, mode_of(q));
			return;
		}
	snprintf(text + used, TEXT - used, "%s new", name);
}

/* Extension fields (RFC 7822) and what is a MAC behind them. */
static void
add_trailer(char *text, const struct packet *p)
{
	const uint8_t	*b = p->data + WIRE_LEN;
	size_t		 left = p->len - WIRE_LEN, used, ext;

	while ((p->data[0] >> 3 & 7) == 4 && left > 24) {
		ext = (size_t)(b[2] << 8 | b[3]);
		if (ext < 16 || ext > left)
			break;
		used = strlen(text);
		snprintf(text + used, TEXT - used, ", field %02x%02x of %zu",
		    b[0], b[1], ext);
		b += ext;
		left -= ext;
	}
	used = strlen(text);
	if (left > 0)
		snprintf(text + used, TEXT - used, ", key %u, MAC %zu",
		    (unsigned int)b[2] << 8 | b[3], left - 4);
}

/* The nth packet, or the one that is about to be. */
static void
decode(const struct packet *p, size_t n, char text[TEXT])
{
	snprintf(text, TEXT, "%s > %s: v%d mode %d, %zu octets",
	    p->from->name, p->to->name, p->data[0] >> 3 & 7, mode_of(p),
	    p->len);
	add_trailer(text, p);
	strlcat(text, ": ", TEXT);
	add_stamp(text, p, n, "org", 24);
	strlcat(text, ", ", TEXT);
	add_stamp(text, p, n, "rec", 32);
	strlcat(text, ", ", TEXT);
	add_stamp(text, p, n, "xmt", 40);
}

/* The request that it answers, and its number; NULL if that is not kept. */
static const struct packet *
request_of(const struct packet *p, size_t *n)
{
	const struct packet	*q;

	for (*n = nseen; (*n)-- > 0 && (q = nth(*n)) != NULL;)
		if (q->src == p->dst && q->dst == p->src &&
		    q->sport == p->dport && q->dport == p->sport)
			return mode_of(q) == mode_of(p) - 1 ? q : NULL;
	return NULL;
}

static void
say(const struct packet *p)
{
	const struct packet	*q;
	char			 a[TEXT], b[TEXT], both[2 * TEXT + 4];
	size_t			 i, n;

	/* nothing of a server that does not know the time yet */
	if ((mode_of(p) != 4 && mode_of(p) != 2) || p->data[0] >> 6 == 3 ||
	    (q = request_of(p, &n)) == NULL)
		return;
	decode(q, n, a);
	decode(p, nseen, b);
	snprintf(both, sizeof both, "%s\n%s\n", a, b);
	for (i = 0; i < nkinds; i++)
		if (strcmp(kinds[i], both) == 0)
			return;
	if (nkinds == KINDS)
		errx(1, "more than %d kinds of exchanges", KINDS);
	strlcpy(kinds[nkinds++], both, sizeof kinds[0]);
	printf("%s\n", both);
	fflush(stdout);
}

static int
listen_at(const char *interface)
{
	struct sockaddr_ll	sll = { .sll_family = AF_PACKET };
	int			fd;

	sll.sll_protocol = htons(ETH_P_ALL);
	sll.sll_ifindex = (int)if_nametoindex(interface);
	if (sll.sll_ifindex == 0)
		err(2, "%s", interface);
	fd = socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_ALL));
	if (fd == -1 || bind(fd, (struct sockaddr *)&sll, sizeof sll) == -1)
		err(2, "%s", interface);
	return fd;
}

int
main(int argc, char **argv)
{
	static uint8_t	buf[WIRE_MAX];
	struct pollfd	pfd = { .events = POLLIN };
	struct packet	p;
	time_t		end;
	ssize_t		n;
	char		*eq;

	if (argc < 4 || argc > 3 + NAMES)
		errx(2, "usage: ntp_watch interface seconds name=prefix...");
	end = time(NULL) + atoi(argv[2]);
	for (argv += 3; *argv != NULL; argv++, nhosts++) {
		if ((eq = strchr(*argv, '=')) == NULL)
			errx(2, "%s: no name=prefix", *argv);
		*eq = '\0';
		hosts[nhosts] = (struct host){ *argv, eq + 1 };
	}
	argv -= nhosts + 2;
	pfd.fd = listen_at(argv[0]);
	while (time(NULL) < end) {
		if (poll(&pfd, 1, 1000) != 1 ||
		    (n = recv(pfd.fd, buf, sizeof buf, 0)) == -1)
			continue;
		memset(&p, 0, sizeof p);
		if (!dissect(buf, (size_t)n, &p))
			continue;
		say(&p);
		seen[nseen++ % SEEN] = p;
	}
	return 0;
}
#else
int
main(void)
{
	errx(77, "this system has no packet sockets of Linux's kind");
}
#endif
