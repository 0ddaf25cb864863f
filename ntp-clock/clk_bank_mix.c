/* ISC licence, see LICENSE. */
/* What the bank says as a whole, now or later. */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "clk_bank.h"

#define FILTERS		CLK_BANK_FILTERS
#define TRI		CLK_BANK_AT
#define WANDER_LOW	1e-11	/* of the first filter; each next sqrt(10) */

/* Of each filter: x and y. */
struct moments {
	double	x[FILTERS], cov_xy[FILTERS], var_x[FILTERS];
};

/* Adds c[k] b_k; those before it are in already. */
static void
add_bias(const struct clk_bank *b, const double *c, int k, struct moments *o)
{
	const double *px = b->p[TRI(k + 2, 0)], *py = b->p[TRI(k + 2, 1)];
	const double *pk = b->p[TRI(k + 2, k + 2)], *pj;
	double u = c[k], r[FILTERS];
	int f, j;

	for (f = 0; f < FILTERS; f++)
		r[f] = 2 * px[f];
	for (j = 0; j < k; j++) {
		pj = b->p[TRI(k + 2, j + 2)];
		for (f = 0; f < FILTERS; f++)
			r[f] += 2 * c[j] * pj[f];
	}
	for (f = 0; f < FILTERS; f++) {
		o->x[f] += u * b->x[k + 2][f];
		o->cov_xy[f] += u * py[f];
		o->var_x[f] += u * (r[f] + u * pk[f]);
	}
}

void
clk_bank_mix(const struct clk_bank *b, const double *c, struct clk_mix *m)
{
	const double *y = b->x[1], *var_y = b->p[TRI(1, 1)];
	struct moments o;
	int f, k;

	memset(m, 0, sizeof(*m));
	memcpy(o.x, b->x[0], sizeof(o.x));
	memcpy(o.var_x, b->p[TRI(0, 0)], sizeof(o.var_x));
	memcpy(o.cov_xy, b->p[TRI(1, 0)], sizeof(o.cov_xy));
	for (k = 0; c != NULL && k < b->n - 2; k++)
		add_bias(b, c, k, &o);
	for (f = 0; f < FILTERS; f++) {
		m->x += b->w[f] * o.x[f];
		m->y += b->w[f] * y[f];
		m->wander2 += b->w[f] * clk_bank_wander2[f];
	}
	for (f = 0; f < FILTERS; f++) {
		double dx = o.x[f] - m->x, dy = y[f] - m->y;

		m->var_x += b->w[f] * (o.var_x[f] + dx * dx);
		m->var_y += b->w[f] * (var_y[f] + dy * dy);
		m->cov_xy += b->w[f] * (o.cov_xy[f] + dx * dy);
	}
	m->var_x = fmax(m->var_x, 1e-24);
	m->var_y = fmax(m->var_y, 1e-30);
}

/* The wander adds q dt^2 / 3 and so on; all of it is linear in the weights. */
void
clk_bank_mix_later(const struct clk_mix *m, double dt, struct clk_mix *out)
{
	double q;

	dt = fmin(fmax(dt, -CLK_BANK_GAP_S), CLK_BANK_GAP_S);
	q = m->wander2 * fmax(dt, 0);
	out->x = m->x + dt * m->y;
	out->y = m->y;
	out->var_x = fmax(m->var_x + dt * (2 * m->cov_xy + dt * m->var_y) +
	    q * dt * dt / 3, 1e-24);
	out->var_y = m->var_y + q;
	out->cov_xy = m->cov_xy + dt * (m->var_y + q / 2);
	out->wander2 = m->wander2;
}

double
clk_bank_wander(const struct clk_bank *b)
{
	double l = 0;
	int f;

	for (f = 0; f < FILTERS; f++)
		l += b->w[f] * f;
	return WANDER_LOW * pow(10, l / 2);
}
