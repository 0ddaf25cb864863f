/* ISC licence, see LICENSE. */
/* `local stratum'.  Pure. */
#include "clk_local.h"

bool
clk_local_update(struct clk_local *l, const struct msg_cfg_clock *conf,
    const struct clk_local_in *in)
{
	bool	was = l->active;

	if (in->synced && in->distance_ns < conf->local_activate_ns)
		l->near = true;
	l->active = conf->local_stratum != 0 && in->tried &&
	    !in->selectable && (conf->local_activate_ns == 0 || l->near) &&
	    in->waited_ns >= (in->synced ? conf->local_waitsynced_ns :
	    conf->local_waitunsynced_ns) &&
	    (!in->synced || in->distance_ns >= conf->local_distance_ns);
	return l->active != was;
}

void
clk_local_claim(const struct msg_cfg_clock *conf, struct page_truth *t)
{
	t->sync = PAGE_SYNC;
	t->local = 1;
	t->leap = 0;
	t->stratum = conf->local_stratum;
	t->refid = CLK_LOCAL_REFID;
	t->root_delay_ns = 0;
	t->root_disp_ns = 0;
	t->disp_ppb16 = 0;
}
