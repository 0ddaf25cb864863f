/* ISC licence, see LICENSE. */
/*
 * An ntp-clock that has been taken over and leads wall away, as far and as
 * fast as it is let.
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "hostile.h"

#define LASTS_NS	(6 * TM_S)
#define PAUSE_MS	110	/* just below the rate limit */
#define PPM		TM_PPM16

/* Records that wait are read, so that the parent does not find us deaf. */
static void
wait_a_little(struct hostile *h, int ms)
{
	static struct ipc_msg	m;
	struct pollfd		pfd = { .fd = HOSTILE_FD, .events = POLLIN };
	enum ipc_fault		fault;

	poll(NULL, 0, ms);
	while ((ipc_more(&h->shell.chans[0]) || poll(&pfd, 1, 0) == 1) &&
	    ipc_recv(&h->shell.chans[0], &m, &fault) == IPC_GOT) {
		if (m.hdr.type == MSG_ADJ_RESULT)
			memcpy(&h->result, m.payload, sizeof h->result);
		if (m.hdr.type == MSG_CFG_END)
			h->gen = m.hdr.gen;
	}
}

static void
ask_step(struct hostile *h, int64_t offset_ns, bool manual)
{
	struct msg_adj_step	m = { offset_ns, manual, 0,
				    role_now(&h->shell).raw.ns };

	hostile_send(h, HOSTILE_FD, MSG_ADJ_STEP, &m, sizeof m, IPC_NOFD);
}

static void
ask_slew(struct hostile *h, int64_t offset_ns, int64_t rate_ppb16)
{
	struct msg_adj_slew	m = { offset_ns, rate_ppb16,
				    role_now(&h->shell).raw.ns };

	hostile_send(h, HOSTILE_FD, MSG_ADJ_SLEW, &m, sizeof m, IPC_NOFD);
}

static void
ask_freq(struct hostile *h, int64_t freq_ppb16)
{
	struct msg_adj_freq	m = { freq_ppb16 };

	hostile_send(h, HOSTILE_FD, MSG_ADJ_FREQ, &m, sizeof m, IPC_NOFD);
}

/*
 * "We are synchronised, and this is the machine's frequency": what would
 * make a frequency the trusted one, and the moved time the saved one.
 */
static void
claim(struct hostile *h)
{
	struct msg_truth	t;
	struct msg_saved	s;
	struct tm_now		now = role_now(&h->shell);

	memset(&t, 0, sizeof t);
	t.truth.raw_ns = now.raw.ns;
	t.truth.true_ns = now.wall.ns;
	t.truth.sync = PAGE_SYNC;
	t.truth.stratum = 1;
	hostile_send(h, HOSTILE_FD, MSG_TRUTH, &t, sizeof t, IPC_NOFD);
	memset(&s, 0, sizeof s);
	s.have_freq = 1;
	s.freq_ppb16 = 100000 * PPM;
	hostile_send(h, HOSTILE_FD, MSG_SAVE, &s, sizeof s, IPC_NOFD);
}

/* Steps of every size that might still fit, largest first. */
static void
step_away(struct hostile *h, int dir)
{
	int64_t	size_ns;

	for (size_ns = 4096 * TM_S; size_ns > TM_MS; size_ns /= 2) {
		ask_step(h, dir * size_ns, false);
		wait_a_little(h, PAUSE_MS);
		ask_step(h, dir * size_ns, true);
		wait_a_little(h, PAUSE_MS);
	}
}

static void
drive_away(struct hostile *h, int dir)
{
	int64_t	end_ns = loop_now_ns() + LASTS_NS;

	while (loop_now_ns() < end_ns) {
		ask_slew(h, dir * 4096 * TM_S, 83333 * PPM);
		wait_a_little(h, PAUSE_MS);
		ask_slew(h, dir * TM_S, 83333 * PPM);
		wait_a_little(h, PAUSE_MS);
		ask_freq(h, dir * 100000 * PPM);
		wait_a_little(h, PAUSE_MS);
		ask_slew(h, dir * 10 * TM_MS, 83333 * PPM);
		wait_a_little(h, PAUSE_MS);
		claim(h);
	}
}

static void
greedy(struct hostile *h, int dir)
{
	claim(h);
	step_away(h, dir);
	drive_away(h, dir);
	hostile_log(h, "hostile: charged %lld ns",
	    (long long)h->result.charged_ns);
}

static void
forward(struct hostile *h)
{
	greedy(h, 1);
}

static void
backward(struct hostile *h)
{
	greedy(h, -1);
}

/* First one way, then the other: what is given back must be that only. */
static void
swing(struct hostile *h)
{
	step_away(h, 1);
	step_away(h, -1);
	step_away(h, 1);
	hostile_log(h, "hostile: swung");
}

/* What an honest one knows to be impossible. */
static void
impossible(struct hostile *h)
{
	int	i;

	ask_freq(h, 90000 * PPM);
	for (i = 0; i < 3; i++)
		ask_freq(h, 200000 * PPM);
}

/* Faster than any honest one would ask. */
static void
hasty(struct hostile *h)
{
	int64_t	end_ns = loop_now_ns() + 3 * TM_S;
	int64_t	ns = TM_S;

	for (; loop_now_ns() < end_ns; ns = -ns) {
		ask_step(h, ns, false);
		ask_freq(h, (int64_t)arc4random() * 2);
		wait_a_little(h, 0);
	}
	hostile_log(h, "hostile: was hasty");
}

/* Many small charges and then the end, before anything is written. */
static void
dash(struct hostile *h)
{
	int	i;

	for (i = 0; i < 15; i++)
		ask_step(h, -TM_S, false);
	wait_a_little(h, PAUSE_MS);
	hostile_log(h, "hostile: dashed");
}

/* A second forward, and another frequency to be kept, as often as is let. */
static void
climb(struct hostile *h)
{
	struct msg_saved	s;

	for (;;) {
		claim(h);
		memset(&s, 0, sizeof s);
		s.have_freq = 1;
		s.freq_ppb16 = (int64_t)arc4random() % (100 * PPM);
		hostile_send(h, HOSTILE_FD, MSG_SAVE, &s, sizeof s, IPC_NOFD);
		ask_step(h, TM_S, false);
		wait_a_little(h, 20);
	}
}

const struct behaviour	hostile_clocks[] = {
	{ "forward", AT_READY, forward },
	{ "backward", AT_READY, backward },
	{ "swing", AT_READY, swing },
	{ "impossible", AT_READY, impossible },
	{ "hasty", AT_READY, hasty },
	{ "dash", AT_READY, dash },
	{ "climb", AT_READY, climb },
	{ NULL, AT_BIRTH, NULL }
};
