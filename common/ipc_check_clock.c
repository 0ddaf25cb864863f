/* ISC licence, see LICENSE. */
/* Judges of what ntp-clock and the parent tell each other, see ipc_check.c. */
#include "ipc_value.h"

bool
ipc_check_saved(const void *p)
{
	const struct msg_saved	*m = p;

	return is_freq(m->freq_ppb16) && within(m->skew_ppb16, 0, FREQ_MAX) &&
	    is_instant(m->raw_ns) && is_instant(m->true_ns) &&
	    is_span(m->offset_sd_ns) && is_bool(m->have_freq);
}

bool
ipc_check_truth(const void *p)
{
	const struct page_truth	*t = &((const struct msg_truth *)p)->truth;

	return is_instant(t->raw_ns) && is_instant(t->true_ns) &&
	    is_freq(t->rate_ppb16) && is_span(t->root_delay_ns) &&
	    is_span(t->root_disp_ns) && within(t->disp_ppb16, 0, FREQ_MAX) &&
	    is_instant(t->ref_true_ns) && t->sync <= PAGE_SYNC &&
	    within(t->stratum, 1, 16) && t->leap <= 3 && is_bool(t->local) &&
	    is_zero(t->pad, sizeof t->pad);
}

/* ADJ_*: what is merely against the policy is answered, not judged here. */
bool
ipc_check_adj_freq(const void *p)
{
	const struct msg_adj_freq	*m = p;

	return is_freq(m->freq_ppb16);
}

bool
ipc_check_adj_slew(const void *p)
{
	const struct msg_adj_slew	*m = p;

	return is_offset(m->offset_ns) && within(m->rate_ppb16, 1, FREQ_MAX) &&
	    is_instant(m->raw_ns);
}

bool
ipc_check_adj_step(const void *p)
{
	const struct msg_adj_step	*m = p;

	return is_offset(m->offset_ns) && is_bool(m->manual) &&
	    is_bool(m->leap) && is_instant(m->raw_ns);
}

bool
ipc_check_adj_status(const void *p)
{
	const struct msg_adj_status	*m = p;

	return is_instant(m->raw_ns) && is_span(m->maxerror_ns) &&
	    is_span(m->esterror_ns) && is_bool(m->synced) &&
	    within(m->leap, -1, 1) && within(m->tai_s, 0, 1000) && m->pad == 0;
}

bool
ipc_check_adj_result(const void *p)
{
	const struct msg_adj_result	*m = p;

	return within(m->request, MSG_ADJ_FREQ, MSG_ADJ_STATUS) &&
	    m->verdict < 64 && is_freq(m->freq_ppb16) &&
	    is_freq(m->slew_ppb16) && is_instant(m->slew_end_ns) &&
	    m->pad == 0;
}

bool
ipc_check_woke(const void *p)
{
	const struct msg_woke	*m = p;

	return is_span(m->slept_ns);
}

bool
ipc_check_leap(const void *p)
{
	const struct msg_leap	*m = p;

	return within(m->utc_ns, 0, INSTANT_MAX) && within(m->step, -1, 1) &&
	    m->pad == 0;
}

bool
ipc_check_leaps(const void *p)
{
	const struct tm_leaps	*l = &((const struct msg_leaps *)p)->leaps;
	uint32_t		 i;

	for (i = 0; i < l->n && i < TM_LEAPS; i++)
		if (!is_instant(l->true_ns[i]) || (l->step[i] != 1 &&
		    l->step[i] != -1))
			return false;
	return l->n <= TM_LEAPS && l->pad == 0;
}

bool
ipc_check_leap_text(const void *p)
{
	const struct msg_leap_text	*m = p;

	return is_bool(m->first) && is_bool(m->last) &&
	    m->len <= sizeof m->text && m->pad == 0 &&
	    is_zero(m->text + m->len, sizeof m->text - m->len);
}

bool
ipc_check_leap_table(const void *p)
{
	const struct msg_leap_table	*m = p;

	return within(m->until_ns, 0, INSTANT_MAX);
}

/* Instants ascend, and each is a leap second from the one before. */
bool
ipc_tail_leap_row(const void *p, size_t n)
{
	const struct msg_leap_table	*m = p;
	const struct msg_leap_row	*r = (const void *)(m + 1);
	size_t				 i;

	for (i = 0; i < n; i++)
		if (!within(r[i].utc_ns, 0, INSTANT_MAX) ||
		    !within(r[i].tai_s, 10, 100) || r[i].pad != 0 ||
		    (i > 0 && (r[i].utc_ns <= r[i - 1].utc_ns ||
		    !within(r[i].tai_s - r[i - 1].tai_s, -1, 1))))
			return false;
	return true;
}

bool
ipc_check_tz_query(const void *p)
{
	const struct msg_tz_query	*m = p;
	size_t				 i;

	for (i = 0; i < sizeof m->name && m->name[i] != '\0'; i++)
		if ((unsigned char)m->name[i] <= ' ' || m->name[i] == 0x7f)
			return false;
	return within(m->utc_ns, 0, INSTANT_MAX) && m->name[0] != '\0' &&
	    is_text(m->name, sizeof m->name);
}
