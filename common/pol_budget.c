/* ISC licence, see LICENSE. */
/* A signed budget over 24 hours.  Pure. */
#include <string.h>

#include "pol_budget.h"
#include "wide.h"

int64_t
pol_budget_sum(const struct pol_budget *b)
{
	return wide_sum(b->charge_ns, POL_HOURS);
}

void
pol_budget_charge(struct pol_budget *b, int64_t ns)
{
	int64_t	rest_ns;
	int	i;

	for (i = 0; i < POL_HOURS && ns != 0; i++) {
		if (b->charge_ns[i] == 0 || (b->charge_ns[i] > 0) == (ns > 0))
			continue;
		/* of two signs: it cannot overflow */
		rest_ns = b->charge_ns[i] + ns;
		if (rest_ns != 0 && (rest_ns > 0) != (ns > 0)) {
			b->charge_ns[i] = rest_ns;
			return;
		}
		b->charge_ns[i] = 0;
		ns = rest_ns;
	}
	b->charge_ns[0] = wide_add(b->charge_ns[0], ns);
}

int64_t
pol_budget_room(const struct pol_budget *b, int64_t sign)
{
	int64_t	sum_ns = pol_budget_sum(b);
	int64_t	room_ns = sign > 0 ? wide_sub(b->forward_ns, sum_ns) :
		    wide_add(b->backward_ns, sum_ns);

	return room_ns < 0 ? 0 : room_ns;
}

bool
pol_budget_fits(const struct pol_budget *b, int64_t ns)
{
	if (ns == INT64_MIN)
		return false;
	return (ns < 0 ? -ns : ns) <= pol_budget_room(b, ns);
}

void
pol_budget_open(struct pol_budget *b, int64_t raw_ns)
{
	int64_t	hours = wide_sub(raw_ns, b->hour_ns) / POL_HOUR_NS;
	size_t	keep;

	if (hours <= 0)
		return;
	keep = hours < POL_HOURS ? (size_t)(POL_HOURS - hours) : 0;
	memmove(b->charge_ns + POL_HOURS - keep, b->charge_ns,
	    keep * sizeof b->charge_ns[0]);
	memset(b->charge_ns, 0, (POL_HOURS - keep) * sizeof b->charge_ns[0]);
	b->hour_ns += hours * POL_HOUR_NS;
}

void
pol_budget_clear(struct pol_budget *b)
{
	memset(b->charge_ns, 0, sizeof b->charge_ns);
}
