/* ISC licence, see LICENSE. */
/* The parent's own tables: its policy, the RTC.  Pure. */
#include <string.h>

#include "par_stat.h"

enum cmd_status
par_stat_rtc(struct par *p, uint32_t cmd, struct stat_rtc *s)
{
	return p->ops.rtc == NULL ? CMD_NORTC :
	    p->ops.rtc(p->ops.core.arg, cmd, s);
}

static void
fill_policy(const struct par *p, struct stat_policy *s)
{
	const struct pol	*pol = &p->pol;

	*s = (struct stat_policy){
		.forward_ns = pol->conf.forward_ns,
		.backward_ns = pol->conf.backward_ns,
		.charged_ns = pol_charged(pol),
		.trusted_ppb16 = pol->trusted_ppb16,
		.applied_ppb16 = pol->applied_ppb16,
		.steps_left = pol->steps_left, .steps = pol->steps,
		.refusals = pol->refusals, .last_refusal = pol->last_refusal,
		.restarts = p->restarts, .violations = p->violations
	};
}

void
par_stat(struct par *p, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_stat_req	*q = (const void *)m->payload;
	struct msg_stat_row		 row;
	struct msg_stat_end		 end = { .table = q->table,
				    .status = CMD_INVALID };

	(void)now;
	memset(&row, 0, sizeof row);
	row.table = q->table;
	if (q->table == STAT_POLICY) {
		fill_policy(p, &row.u.policy);
		end.status = CMD_OK;
	} else if (q->table == STAT_RTC)
		end.status = par_stat_rtc(p, 0, &row.u.rtc);
	if (end.status == CMD_OK)
		p->ops.core.send(p->ops.core.arg, m->from, MSG_STAT_ROW, 0,
		    m->hdr.seq, &row, sizeof row, IPC_NOFD);
	p->ops.core.send(p->ops.core.arg, m->from, MSG_STAT_END, 0,
	    m->hdr.seq, &end, sizeof end, IPC_NOFD);
}
