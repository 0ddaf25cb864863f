/* ISC licence, see LICENSE. */
/* The stated uncertainty, judged. */
#include <math.h>
#include <stdlib.h>

#include "clk_f.h"
#include "sim_check.h"
#include "sim_world.h"

#define SETTLE_NS	(600 * TM_S)
#define BINS_E		8		/* per factor of e, from 1 ns */

/* Is f's error below its standard deviation?  1, 0; -1: not counted. */
static int
is_inside(struct sim_host *h)
{
	struct clk_estimate	 p;
	const struct page_truth	*f = &h->page.truth;
	int64_t			 begun_ns = h->claim.first_sync_ns;

	if (!h->running || h->clk == NULL || f->sync != PAGE_SYNC ||
	    f->local || begun_ns == -1 ||
	    h->world->t_ns < begun_ns + SETTLE_NS ||
	    clk_f_predict(h->clk, h->kernel.raw_ns, &p) == -1)
		return -1;
	return fabs(tm_s_from_ns(sim_check_f_error(h))) < p.theta_sd_s;
}

static int
bin_of(double s)
{
	int	bin = s > 1e-9 ? (int)(log(s * 1e9) * BINS_E) : 0;

	return bin < SIM_CALIB_BINS ? bin : SIM_CALIB_BINS - 1;
}

void
sim_calib_note(struct sim_host *h, double dt_s)
{
	struct sim_calib	*k = &h->calib;
	const struct page_truth	*f = &h->page.truth;
	struct tm_raw		 raw = { h->kernel.raw_ns };
	int			 inside = is_inside(h);
	double			 wall_s;

	if (inside == -1)
		return;
	wall_s = tm_s_from_ns(sim_check_wall_error(h));
	k->time_s += dt_s;
	k->inside_s += inside * dt_s;
	k->wall2_s3 += wall_s * wall_s * dt_s;
	k->distance_s[bin_of(tm_s_from_ns(f->root_delay_ns / 2 +
	    page_root_disp(f, raw)))] += dt_s;
}

void
sim_calib_add(struct sim_calib *sum, const struct sim_calib *k)
{
	int	i;

	sum->time_s += k->time_s;
	sum->inside_s += k->inside_s;
	sum->wall2_s3 += k->wall2_s3;
	for (i = 0; i < SIM_CALIB_BINS; i++)
		sum->distance_s[i] += k->distance_s[i];
}

static double
median_s(const struct sim_calib *k)
{
	double	sum = 0;
	int	i;

	for (i = 0; i < SIM_CALIB_BINS - 1; i++)
		if ((sum += k->distance_s[i]) >= k->time_s / 2)
			break;
	return 1e-9 * exp((i + 0.5) / BINS_E);
}

void
sim_calib_print(FILE *f, const struct sim_calib *k, const char *host,
    const char *title)
{
	if (k->time_s > 0)
		fprintf(f, "%5.1f %% inside 1 sd, RMS %.2e s, root distance "
		    "%.2e s  %s: %s\n", 100 * k->inside_s / k->time_s,
		    sqrt(k->wall2_s3 / k->time_s), median_s(k), host, title);
}
