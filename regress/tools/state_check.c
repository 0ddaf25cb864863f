/* ISC licence, see LICENSE. */
/*
 * Are the files that a daemon keeps whole?  usage: state_check STATEDIR
 * RUNDIR.  Each of STATEDIR/state, RUNDIR/state and STATEDIR/drift must be
 * missing or sound.  Prints what was charged to the budget (ns) and the
 * rights of makestep's that were used.
 */
#include <err.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "par_state_io.h"

int
main(int argc, char **argv)
{
	struct par_store	store = { 0 };
	struct par_state	state;
	struct pol_budget	budget = { 0 };
	char			drift[1024];
	int64_t			freq_ppb16, skew_ppb16;
	int			i;

	if (argc != 3)
		errx(2, "usage: state_check statedir rundir");
	store.statedir = argv[1];
	store.rundir = argv[2];
	if (par_store_load(&store, &state) == PAR_FOUND_BAD ||
	    store.state_errno != 0 || store.run_errno != 0)
		errx(1, "a state file is damaged");
	snprintf(drift, sizeof drift, "%.1000s/drift", argv[1]);
	if (par_drift_load(drift, &freq_ppb16, &skew_ppb16) == -1)
		err(1, "%s", drift);
	for (i = 0; i < POL_HOURS; i++)
		budget.charge_ns[i] = state.charge_ns[i];
	printf("%" PRId64 " %" PRId64 "\n", pol_budget_sum(&budget),
	    state.rights_used);
	return 0;
}
