/* ISC licence, see LICENSE. */
/* Administrators' commands.  Pure. */
#include <string.h>

#include "clk_command.h"
#include "clk_f.h"
#include "clk_jump.h"
#include "clk_track.h"

static void
answer(struct clk *c, uint32_t seq, const struct msg_cmd_result *a)
{
	const struct ipc_end	parent = { ROLE_PARENT, 0 };

	c->ops.send(c->ops.arg, parent, MSG_CMD_RESULT, 0, seq, a, sizeof *a,
	    IPC_NOFD);
}

/* Asks the parent for it; false: it is refused, and why. */
static bool
makestep(struct clk *c, uint32_t seq, struct tm_now now, char why[256])
{
	enum pol_verdict	v;

	if (!c->track.open) {
		strlcpy(why, "not synchronised yet", 256);
		return false;
	}
	v = clk_steer_manual(&c->steer, now, clk_f_error(c, now));
	if (v != POL_OK) {
		strlcpy(why, pol_verdict_name(v), 256);
		return false;
	}
	c->manual.pending = true;
	c->manual.seq = seq;
	return true;
}

void
clk_command_stepped(struct clk *c, uint32_t verdict)
{
	struct msg_cmd_result	a = { .cmd = CMD_MAKESTEP };

	if (!c->manual.pending)
		return;
	c->manual.pending = false;
	if (verdict != POL_OK) {
		a.status = CMD_FAILED;
		strlcpy(a.text, pol_verdict_name(verdict), sizeof a.text);
	}
	answer(c, c->manual.seq, &a);
}

/* The reference has no advantage over others this time. */
static void
reselect(struct clk *c, struct tm_now now)
{
	if (c->track.ref != NULL)
		c->track.ref->state = '-';
	clk_track_review(c, now);
}

void
clk_command(struct clk *c, const struct ipc_msg *m, struct tm_now now)
{
	const struct msg_cmd	*q = (const void *)m->payload;
	struct msg_cmd_result	 a = { .cmd = q->cmd };

	switch (q->cmd) {
	case CMD_MAKESTEP:
		if (makestep(c, m->hdr.seq, now, a.text))
			return;
		a.status = CMD_FAILED;
		break;
	case CMD_RESET_SOURCES:
		clk_jump_reset(c, now);
		break;
	case CMD_RESELECT:
		reselect(c, now);
		break;
	default:
		a.status = CMD_INVALID;
	}
	answer(c, m->hdr.seq, &a);
}
