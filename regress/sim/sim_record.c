/* ISC licence, see LICENSE. */
/* Recordings as text. */
#include <inttypes.h>
#include <string.h>

#include "sim_record.h"

static void
write_now(FILE *f, struct tm_now now)
{
	fprintf(f, "%" PRId64 " %" PRId64 " ", now.raw.ns, now.wall.ns);
}

void
sim_record_birth(FILE *f, struct tm_now now)
{
	if (f == NULL)
		return;
	write_now(f, now);
	fputs("birth\n", f);
}

void
sim_record_tick(FILE *f, struct tm_now now)
{
	if (f == NULL)
		return;
	write_now(f, now);
	fputs("tick\n", f);
}

static void
write_sample(FILE *f, const struct msg_sample *s)
{
	fprintf(f, "sample %" PRIu32 " %" PRIu32 " %" PRId64 " %" PRId64
	    " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64
	    " %u %u %d %u %u %u\n", s->id, s->refid, s->raw_ns, s->theta_ns,
	    s->delay_ns, s->noise_ns, s->root_delay_ns, s->root_disp_ns,
	    s->stratum, s->leap, s->precision, s->stamps, s->in_burst,
	    s->local);
}

void
sim_record_msg(FILE *f, struct tm_now now, const struct ipc_msg *m)
{
	uint32_t	i;

	if (f == NULL)
		return;
	write_now(f, now);
	if (m->hdr.type == MSG_SAMPLE) {
		write_sample(f, (const void *)m->payload);
		return;
	}
	fprintf(f, "msg %u %u %" PRIu32 " %" PRIu32 " ", m->from.role,
	    m->hdr.type, m->hdr.gen, m->hdr.seq);
	for (i = 0; i < m->hdr.len; i++)
		fprintf(f, "%02x", m->payload[i]);
	fputc('\n', f);
}

void
sim_record_truth(FILE *f, const struct page_truth *t)
{
	if (f != NULL)
		fprintf(f, "f %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64
		    " %" PRId64 " %" PRIu32 "\n", t->raw_ns, t->true_ns,
		    t->rate_ppb16, t->root_delay_ns, t->root_disp_ns,
		    t->sync);
}

void
sim_record_lost(FILE *f, uint64_t nth)
{
	if (f != NULL)
		fprintf(f, "lost %" PRIu64 "\n", nth);
}

static bool
read_sample(const char *text, struct ipc_msg *m)
{
	struct msg_sample	s;

	memset(&s, 0, sizeof s);
	if (sscanf(text, "%" SCNu32 " %" SCNu32 " %" SCNd64 " %" SCNd64
	    " %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64
	    " %hhu %hhu %hhd %hhu %hhu %hhu", &s.id, &s.refid, &s.raw_ns,
	    &s.theta_ns, &s.delay_ns, &s.noise_ns, &s.root_delay_ns,
	    &s.root_disp_ns, &s.stratum, &s.leap, &s.precision, &s.stamps,
	    &s.in_burst, &s.local) != 14)
		return false;
	m->from.role = ROLE_NET;
	m->hdr.type = MSG_SAMPLE;
	m->hdr.len = sizeof s;
	memcpy(m->payload, &s, sizeof s);
	return true;
}

static bool
read_msg(const char *text, struct ipc_msg *m)
{
	unsigned int	byte;
	int		n;

	if (sscanf(text, "%hu %hu %" SCNu32 " %" SCNu32 " %n", &m->from.role,
	    &m->hdr.type, &m->hdr.gen, &m->hdr.seq, &n) != 4)
		return false;
	for (text += n; sscanf(text, "%2x", &byte) == 1; text += 2) {
		if (m->hdr.len == sizeof m->payload)
			return false;
		m->payload[m->hdr.len++] = (uint8_t)byte;
	}
	return true;
}

static enum sim_line
read_event(const char *line, struct sim_record *r)
{
	char	word[16];
	int	n;

	if (sscanf(line, "%" SCNd64 " %" SCNd64 " %15s %n", &r->now.raw.ns,
	    &r->now.wall.ns, word, &n) != 3)
		return SIM_LINE_BAD;
	if (strcmp(word, "birth") == 0)
		return SIM_LINE_BIRTH;
	if (strcmp(word, "tick") == 0)
		return SIM_LINE_TICK;
	r->msg.fd = IPC_NOFD;
	if ((strcmp(word, "sample") == 0 && read_sample(line + n, &r->msg)) ||
	    (strcmp(word, "msg") == 0 && read_msg(line + n, &r->msg)))
		return SIM_LINE_MSG;
	return SIM_LINE_BAD;
}

void
sim_record_read(const char *line, struct sim_record *r)
{
	struct page_truth	*t = &r->truth;

	memset(r, 0, sizeof *r);
	if (line[0] == '#' || line[0] == '\n' || line[0] == '\0')
		return;
	r->kind = SIM_LINE_BAD;
	if (line[0] == 'f') {
		if (sscanf(line, "f %" SCNd64 " %" SCNd64 " %" SCNd64
		    " %" SCNd64 " %" SCNd64 " %" SCNu32, &t->raw_ns,
		    &t->true_ns, &t->rate_ppb16, &t->root_delay_ns,
		    &t->root_disp_ns, &t->sync) == 6)
			r->kind = SIM_LINE_TRUTH;
	} else if (line[0] == 'l') {
		if (sscanf(line, "lost %" SCNu64, &r->lost) == 1)
			r->kind = SIM_LINE_LOST;
	} else
		r->kind = read_event(line, r);
}
