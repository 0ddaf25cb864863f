/* ISC licence, see LICENSE. */
/* The state and drift files, on a disk in memory. */
#include <stdio.h>
#include <string.h>

#include "par_adjust.h"
#include "par_drift.h"
#include "sim_keep.h"
#include "sim_world.h"

static void
boot_id(const struct sim_host *h, char buf[PAR_BOOT_ID])
{
	snprintf(buf, PAR_BOOT_ID, "boot-%u", h->boot);
}

void
sim_keep_load(struct sim_host *h)
{
	memset(&h->state, 0, sizeof h->state);
	memset(&h->drift, 0, sizeof h->drift);
	h->written_ns = 0;
	if (h->disk.len > 0 &&
	    !par_state_decode(&h->state, h->disk.text, h->disk.len))
		sim_world_fail(h->world, h, "its own state file is damaged");
	h->drift.have_freq = h->disk.drift[0] != '\0' &&
	    par_drift_decode(h->disk.drift, &h->drift.freq_ppb16,
	    &h->drift.skew_ppb16);
}

void
sim_keep_resume(struct sim_host *h)
{
	struct par		*p = &h->par;
	struct msg_saved	 m;
	char			 id[PAR_BOOT_ID];

	boot_id(h, id);
	par_state_resume(&h->state, h->disk.len > 0 ? PAR_FOUND_OK :
	    PAR_FOUND_NONE, id, &p->pol, sim_host_now(h).raw);
	par_adjust_start(p->clock, &p->pol);
	p->have_saved = par_state_get_clock(&h->state, id, &m);
	if (!p->have_saved)
		memset(&m, 0, sizeof m);
	if (h->drift.have_freq && (!p->have_saved || m.raw_ns == 0)) {
		m.have_freq = 1;
		m.freq_ppb16 = h->drift.freq_ppb16;
		m.skew_ppb16 = h->drift.skew_ppb16;
		p->have_saved = true;
	}
	p->saved = m;
	if (h->drift.have_freq && !p->pol.trusted_known)
		pol_trust(&p->pol, h->drift.freq_ppb16);
}

void
sim_keep_write(struct sim_host *h, bool clean)
{
	char	id[PAR_BOOT_ID];

	if (h->noset)
		return;
	boot_id(h, id);
	par_state_collect(&h->state, id, &h->par.pol, clean);
	if (h->par.have_saved)
		par_state_set_clock(&h->state, &h->par.saved);
	h->disk.len = par_state_encode(&h->state, h->disk.text,
	    sizeof h->disk.text);
	if (h->drift.have_freq)
		par_drift_encode(h->drift.freq_ppb16, h->drift.skew_ppb16,
		    h->disk.drift, sizeof h->disk.drift);
}

void
sim_keep_saved(struct sim_host *h, const struct msg_saved *m, bool synced)
{
	struct tm_now	now = sim_host_now(h);

	if (!synced)
		return;
	h->state.saved_wall_ns = now.wall.ns;
	if (m->have_freq) {
		h->drift.have_freq = 1;
		h->drift.freq_ppb16 = m->freq_ppb16;
		h->drift.skew_ppb16 = m->skew_ppb16;
	}
	if (h->written_ns != 0 &&
	    now.raw.ns - h->written_ns < h->conf.drift_interval_ns)
		return;
	h->written_ns = now.raw.ns;
	sim_keep_write(h, false);
}
