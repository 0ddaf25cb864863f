/* ISC licence, see LICENSE. */
/*
 * As many requests as a server can take, from many addresses of loopback.
 * usage: load [-x] [-a ADDRESS] [-k ID:TYPE:HEXKEY] [-n CLIENTS] [-r RATE]
 *	[-m MODE] [-w WINDOW] PORT SECONDS PID...
 * Keeps WINDOW requests under way (with -r: sends RATE a second, whatever
 * comes back; 0: as fast as it can) to ADDRESS (127.0.0.1) PORT, from
 * CLIENTS addresses in turn.  Some requests go through a socket whose
 * replies are stamped by the kernel as they are sent (the sender enters
 * them in loopback's queue): how old is their transmit timestamp then?
 * -x asks in interleaved mode, -k signs with a key.
 *
 * Prints one line of words and numbers: sent, replies, bad (not an answer
 * to a request of ours), rps (replies a second), cpu-ns (time on the
 * processor of the processes PID for each reply; for each request with
 * -r), stale-pN (us: the age that N of 100 do not exceed, either way),
 * interleaved (replies).
 */
#include <sys/types.h>
#include <sys/socket.h>

#include <arpa/inet.h>
#include <err.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "mac.h"
#include "ntp_wire.h"
#include "tm.h"

#define BATCH		64
#define PIDS		64
#define STALES		(1 << 20)
#define PROBE_TURNS	4		/* of them one has a probe as well */
#define GIVE_UP_NS	(20 * TM_MS)	/* then what is missing is lost */
#define ROOM		(WIRE_LEN + 4 + MAC_OCTETS)

/* A socket with room for a batch each way. */
struct pipe {
	int			fd;
	struct mmsghdr		out[BATCH], in[BATCH];
	struct iovec		out_iov[BATCH], in_iov[BATCH];
	uint8_t			out_buf[BATCH][ROOM], in_buf[BATCH][ROOM];
	union {
		struct cmsghdr	hdr;
		char		buf[CMSG_SPACE(sizeof(struct in_pktinfo))];
	}			from[BATCH];
	union {
		struct cmsghdr	hdr;
		char		buf[CMSG_SPACE(sizeof(struct timespec))];
	}			stamp[BATCH];
};

static struct sockaddr_in	server = { .sin_family = AF_INET };
static struct pipe		bulk, probe;
static uint32_t			clients = 8, next_client;
static uint64_t			sent, replies, bad, interleaved;
static uint64_t			*last_rx;	/* of each client, with -x */
static bool			xleave;
static uint8_t			mode = 3;
static uint32_t			key_id;
static unsigned int		key_type;
static uint8_t			key[MAC_KEY_MAX];
static size_t			key_len;
static int64_t			stale_ns[STALES];
static size_t			nstale;

static int64_t
now_ns(clockid_t id)
{
	struct timespec	ts;

	clock_gettime(id, &ts);
	return ts.tv_sec * TM_S + ts.tv_nsec;
}

/* Time on the processor so far of these processes, by the scheduler. */
static int64_t
cpu_ns(char **pids, int n)
{
	char	path[64];
	int64_t	ns, sum = 0;
	FILE	*f;
	int	i;

	for (i = 0; i < n; i++) {
		snprintf(path, sizeof path, "/proc/%s/schedstat", pids[i]);
		if ((f = fopen(path, "r")) == NULL ||
		    fscanf(f, "%" SCNd64, &ns) != 1)
			errx(2, "%s: no such process", path);
		fclose(f);
		sum += ns;
	}
	return sum;
}

static void
open_pipe(struct pipe *p, bool stamps)
{
	struct sockaddr_in	sin = { .sin_family = AF_INET };
	struct msghdr		*m;
	int			 on = 1, room = 1 << 20, i;

	if ((p->fd = socket(AF_INET, SOCK_DGRAM, 0)) == -1 ||
	    bind(p->fd, (struct sockaddr *)&sin, sizeof sin) == -1)
		err(2, "socket");
	(void)setsockopt(p->fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
	(void)setsockopt(p->fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
	if (stamps)
		(void)setsockopt(p->fd, SOL_SOCKET, SO_TIMESTAMPNS, &on,
		    sizeof on);
	for (i = 0; i < BATCH; i++) {
		p->out_iov[i].iov_base = p->out_buf[i];
		m = &p->out[i].msg_hdr;
		m->msg_name = &server;
		m->msg_namelen = sizeof server;
		m->msg_iov = &p->out_iov[i];
		m->msg_iovlen = 1;
		m->msg_control = &p->from[i];
		p->in_iov[i].iov_base = p->in_buf[i];
		p->in_iov[i].iov_len = ROOM;
		p->in[i].msg_hdr.msg_iov = &p->in_iov[i];
		p->in[i].msg_hdr.msg_iovlen = 1;
		p->in[i].msg_hdr.msg_control = &p->stamp[i];
	}
}

/* 127.1.0.1 and on: loopback has sixteen million addresses. */
static void
set_source(struct pipe *p, int i, uint32_t client)
{
	struct in_pktinfo	 info = { 0 };
	struct msghdr		*m = &p->out[i].msg_hdr;
	struct cmsghdr		*c;

	info.ipi_spec_dst.s_addr = htonl(0x7f010001 + client);
	m->msg_controllen = sizeof p->from[i];
	c = CMSG_FIRSTHDR(m);
	c->cmsg_level = IPPROTO_IP;
	c->cmsg_type = IP_PKTINFO;
	c->cmsg_len = CMSG_LEN(sizeof info);
	memcpy(CMSG_DATA(c), &info, sizeof info);
}

/* The client's number is what the reply will echo. */
static void
compose(struct pipe *p, int i, uint32_t client)
{
	uint8_t	*b = p->out_buf[i];
	size_t	 len = WIRE_LEN;

	wire_request(b, UINT64_C(1) << 32 | client);
	b[0] = (uint8_t)(4 << 3 | mode);
	if (xleave) {
		wire_put_u64(b + 24, last_rx[client]);
		wire_put_u64(b + 32, UINT64_C(2) << 32 | client);
	}
	if (key_id != 0) {
		b[len] = (uint8_t)(key_id >> 24);
		b[len + 1] = (uint8_t)(key_id >> 16);
		b[len + 2] = (uint8_t)(key_id >> 8);
		b[len + 3] = (uint8_t)key_id;
		(void)mac_make(key_type, key, key_len, b, len, b + len + 4);
		len += 4 + mac_sent(key_type, 4);
	}
	p->out_iov[i].iov_len = len;
	set_source(p, i, client);
}

/* Sends up to n requests; returns how many left. */
static int
ask(struct pipe *p, int n, const uint32_t *who)
{
	int	i, done;

	if (n == 0)
		return 0;
	for (i = 0; i < n; i++) {
		compose(p, i, who != NULL ? who[i] : next_client);
		if (who == NULL && ++next_client == clients)
			next_client = 0;
	}
	done = sendmmsg(p->fd, p->out, (unsigned int)n, 0);
	if (done > 0)
		sent += (uint64_t)done;
	return done > 0 ? done : 0;
}

static void
note_age(const struct msghdr *m, const uint8_t *b)
{
	struct cmsghdr	*c = CMSG_FIRSTHDR(m);
	struct timespec	 ts;
	int64_t		 rx_ns;

	if (c == NULL || c->cmsg_type != SCM_TIMESTAMPNS || nstale == STALES)
		return;
	memcpy(&ts, CMSG_DATA(c), sizeof ts);
	rx_ns = ts.tv_sec * TM_S + ts.tv_nsec;
	stale_ns[nstale++] = rx_ns - tm_utc_from_ntp(wire_u64(b + 40), rx_ns);
}

/* Takes what has come; who answered goes to who.  Returns how many. */
static int
take(struct pipe *p, uint32_t *who)
{
	uint8_t	*b;
	uint64_t echo;
	int	 i, n, good = 0;

	for (i = 0; i < BATCH; i++)
		p->in[i].msg_hdr.msg_controllen = sizeof p->stamp[i];
	n = recvmmsg(p->fd, p->in, BATCH, MSG_DONTWAIT, NULL);
	for (i = 0; i < n; i++) {
		b = p->in_buf[i];
		echo = wire_u64(b + 24);
		if (p->in[i].msg_len != p->out_iov[0].iov_len ||
		    (b[0] & 7) != 4 || (uint32_t)echo >= clients ||
		    echo >> 32 < 1 || echo >> 32 > 2) {
			bad++;
			continue;
		}
		interleaved += echo >> 32 == 2;
		if (xleave)
			last_rx[(uint32_t)echo] = wire_u64(b + 32);
		else if (p == &probe)
			note_age(&p->in[i].msg_hdr, b);
		who[good++] = (uint32_t)echo;
	}
	replies += (uint64_t)good;
	return good;
}

/* Keeps window requests under way; those that got lost are replaced. */
static void
run_window(int window, int64_t until_ns)
{
	uint32_t	who[BATCH];
	int64_t		now, last_ns = 0;
	int		under_way = 0, turn = 0, got, want;

	while ((now = now_ns(CLOCK_MONOTONIC)) < until_ns) {
		if (++turn % PROBE_TURNS == 0)
			under_way -= take(&probe, who);
		got = take(&bulk, who);
		under_way -= got;
		if (got > 0)
			last_ns = now;
		else if (now - last_ns > GIVE_UP_NS) {
			under_way = 0;
			last_ns = now;
		}
		want = window - under_way;
		if (xleave && got > 0)
			want = got;
		else if (xleave && under_way > 0)
			want = 0;
		if (want > BATCH)
			want = BATCH;
		if (want < (window > BATCH ? 16 : 1))
			continue;
		if (turn % PROBE_TURNS == 0 && !xleave)
			under_way += ask(&probe, 4, NULL);
		under_way += ask(&bulk, want, xleave && got > 0 ? who : NULL);
	}
}

static void
run_rate(double rate, int64_t until_ns)
{
	uint32_t	who[BATCH];
	int64_t		start_ns = now_ns(CLOCK_MONOTONIC), now;
	double		due;

	while ((now = now_ns(CLOCK_MONOTONIC)) < until_ns) {
		(void)take(&bulk, who);
		due = rate * tm_s_from_ns(now - start_ns) - (double)sent;
		if (rate == 0 || due > BATCH)
			due = BATCH;
		if (due >= 16)
			(void)ask(&bulk, (int)due, NULL);
	}
}

static int
by_size(const void *a, const void *b)
{
	int64_t	x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

/* What that percentage of them does not exceed, in microseconds. */
static void
print_ages(void)
{
	static const double	percent[] = { 50, 90, 95, 99, 99.9 };
	size_t			i;

	for (i = 0; i < nstale; i++)
		stale_ns[i] = llabs(stale_ns[i]);
	qsort(stale_ns, nstale, sizeof stale_ns[0], by_size);
	for (i = 0; i < sizeof percent / sizeof percent[0]; i++)
		printf("stale-p%g %.1f ", percent[i], nstale == 0 ? -1 :
		    (double)stale_ns[(size_t)((double)(nstale - 1) *
		    percent[i] / 100)] / 1e3);
}

static void
read_key(char *text)
{
	char		*type = strchr(text, ':'), *hex;
	unsigned int	 octet;

	if (type == NULL || (hex = strchr(type + 1, ':')) == NULL)
		errx(2, "-k ID:TYPE:HEXKEY");
	*type++ = *hex++ = '\0';
	key_id = (uint32_t)strtoul(text, NULL, 10);
	key_type = mac_type_of(type);
	for (; sscanf(hex, "%2x", &octet) == 1 && key_len < sizeof key;
	    hex += 2)
		key[key_len++] = (uint8_t)octet;
}

int
main(int argc, char **argv)
{
	double	rate = -1, s;
	int64_t	start_ns, cpu0_ns, cpu_per = 0;
	int	c, window = 192;

	server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	while ((c = getopt(argc, argv, "xa:k:n:r:m:w:")) != -1)
		switch (c) {
		case 'x': xleave = true; break;
		case 'a':
			if (inet_pton(AF_INET, optarg, &server.sin_addr) != 1)
				errx(2, "%s: no IPv4 address", optarg);
			break;
		case 'k': read_key(optarg); break;
		case 'n': clients = (uint32_t)atol(optarg); break;
		case 'r': rate = atof(optarg); break;
		case 'm': mode = (uint8_t)atoi(optarg); break;
		case 'w': window = atoi(optarg); break;
		default: return 2;
		}
	argc -= optind, argv += optind;
	if (argc < 2 || clients == 0 || clients > 16000000)
		errx(2, "usage: load [options] port seconds pid...");
	if (xleave && (window = (int)clients) > 192)
		window = 192;
	if ((last_rx = calloc(clients, sizeof *last_rx)) == NULL)
		err(2, NULL);
	server.sin_port = htons((uint16_t)atoi(argv[0]));
	open_pipe(&bulk, false);
	open_pipe(&probe, true);
	cpu0_ns = cpu_ns(argv + 2, argc - 2);
	start_ns = now_ns(CLOCK_MONOTONIC);
	if (rate >= 0)
		run_rate(rate, start_ns + tm_ns_from_s(atof(argv[1])));
	else
		run_window(window, start_ns + tm_ns_from_s(atof(argv[1])));
	s = tm_s_from_ns(now_ns(CLOCK_MONOTONIC) - start_ns);
	if (replies > 0 || rate >= 0)
		cpu_per = (cpu_ns(argv + 2, argc - 2) - cpu0_ns) /
		    (int64_t)(rate >= 0 ? sent : replies);
	printf("sent %" PRIu64 " replies %" PRIu64 " bad %" PRIu64
	    " rps %.0f cpu-ns %" PRId64 " ", sent, replies, bad,
	    (double)replies / s, cpu_per);
	print_ages();
	printf("interleaved %" PRIu64 "\n", interleaved);
	return bad == 0 && (replies > 0 || rate >= 0) ? 0 : 1;
}
