/* ISC licence, see LICENSE. */
/*
 * Client load that checks what it gets.
 * usage: ntp_load ADDRESS PORT RATE SECONDS REFERENCE
 * Sends RATE requests a second until the time is over or SIGTERM comes.
 * A reply that claims to be synchronised is wrong when its T2 lies before
 * the request was sent, or its T3 after it came back, by more than its root
 * distance (RFC 5905, half of the delay and the dispersion), on the clock of
 * the daemon with pid REFERENCE (- for the machine's own); or when T3 is
 * before T2.  Prints "sent N replies N synced N wrong N gap-ms N"; exit 0 if
 * none was wrong and some were synchronised.
 */
#include <sys/socket.h>

#include <err.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ntp_wire.h"
#include "page_find.h"

#define RING		4096		/* requests that may be under way */

struct load {
	int			 fd;
	const struct page	*ref;
	uint64_t		 base;	/* transmit timestamps count from it */
	uint64_t		 sent;
	uint64_t		 replies;
	uint64_t		 synced;
	uint64_t		 wrong;
	int64_t			 last_ns;	/* real raw, of the last reply */
	int64_t			 gap_ns;
	int64_t			 sent_ns[RING];	/* on the reference's wall */
};

static volatile sig_atomic_t	ended;

static void
end(int signo)
{
	(void)signo;
	ended = 1;
}

static int64_t
ref_wall_ns(const struct load *l)
{
	return l->ref == NULL ? page_now_real().wall.ns :
	    page_now(l->ref).wall.ns;
}

static void
ask(struct load *l)
{
	uint8_t	req[WIRE_LEN];

	wire_request(req, l->base + l->sent);
	l->sent_ns[l->sent % RING] = ref_wall_ns(l);
	l->sent++;
	/* ECONNREFUSED of an earlier one is reported here: go on. */
	(void)send(l->fd, req, sizeof req, 0);
}

/* Root delay and dispersion are in 1/65536 s. */
static int64_t
distance_ns(const uint8_t *rep)
{
	int64_t	delay = (int64_t)(wire_u64(rep + 4) >> 32);
	int64_t	dispersion = (int64_t)(wire_u64(rep + 8) >> 32);

	return (delay / 2 + dispersion + 1) * TM_S / 65536;
}

static void
judge(struct load *l, const uint8_t *rep, uint64_t nth)
{
	int64_t	now_ns = ref_wall_ns(l), sent_ns = l->sent_ns[nth % RING];
	int64_t	t2_ns = tm_utc_from_ntp(wire_u64(rep + 32), now_ns);
	int64_t	t3_ns = tm_utc_from_ntp(wire_u64(rep + 40), now_ns);
	int64_t	claim_ns = distance_ns(rep);

	if (!wire_claims_sync(rep))
		return;
	l->synced++;
	if (t2_ns >= sent_ns - claim_ns && t3_ns <= now_ns + claim_ns &&
	    t2_ns <= t3_ns)
		return;
	l->wrong++;
	printf("wrong: T2 - sent %" PRId64 " ns, received - T3 %" PRId64
	    " ns, T3 - T2 %" PRId64 " ns, distance %" PRId64
	    " ns, leap %d stratum %d\n", t2_ns - sent_ns, now_ns - t3_ns,
	    t3_ns - t2_ns, claim_ns, rep[0] >> 6, rep[1]);
}

static void
take(struct load *l)
{
	uint8_t		rep[WIRE_MAX];
	uint64_t	nth;
	int64_t		now_ns;
	ssize_t		n;

	while ((n = recv(l->fd, rep, sizeof rep, MSG_DONTWAIT)) >= 0) {
		nth = n >= WIRE_LEN ? wire_u64(rep + 24) - l->base : l->sent;
		if (n != WIRE_LEN || (rep[0] & 7) != 4 || nth >= l->sent ||
		    l->sent - nth > RING) {
			l->wrong++;
			printf("wrong: %zd bytes that answer nothing\n", n);
			continue;
		}
		l->replies++;
		now_ns = page_now_real().raw.ns;
		if (now_ns - l->last_ns > l->gap_ns)
			l->gap_ns = now_ns - l->last_ns;
		l->last_ns = now_ns;
		judge(l, rep, nth);
	}
}

/* Waits for replies until it is time for the next request. */
static void
until(struct load *l, int64_t at_ns)
{
	struct pollfd	pfd = { .fd = l->fd, .events = POLLIN };
	struct timespec	wait;
	int64_t		left_ns;

	while (!ended && (left_ns = at_ns - page_now_real().raw.ns) > 0) {
		wait.tv_sec = left_ns / TM_S;
		wait.tv_nsec = left_ns % TM_S;
		if (ppoll(&pfd, 1, &wait, NULL) == 1)
			take(l);
	}
}

int
main(int argc, char **argv)
{
	static struct load	l;
	int64_t			at_ns, end_ns, step_ns;

	if (argc != 6)
		errx(2, "usage: ntp_load address port rate seconds reference");
	l.fd = wire_connect(argv[1], argv[2]);
	l.ref = page_find(argv[5]);
	step_ns = TM_S / atoll(argv[3]);
	at_ns = page_now_real().raw.ns;
	end_ns = at_ns + atoll(argv[4]) * TM_S;
	l.base = (uint64_t)at_ns << 20;
	l.last_ns = at_ns;
	signal(SIGTERM, end);
	for (; !ended && at_ns < end_ns; at_ns += step_ns) {
		ask(&l);
		until(&l, at_ns + step_ns);
	}
	printf("sent %" PRIu64 " replies %" PRIu64 " synced %" PRIu64
	    " wrong %" PRIu64 " gap-ms %" PRId64 "\n", l.sent, l.replies,
	    l.synced, l.wrong, l.gap_ns / TM_MS);
	return l.wrong == 0 && l.synced > 0 ? 0 : 1;
}
