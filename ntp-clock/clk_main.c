/* ISC licence, see LICENSE. */
/* The process ntp-clock: channels in, channels out, nothing else. */
#include "clk.h"
#include "role_io.h"

static struct role_shell	shell;
static struct clk		core;

int
main(int argc, char **argv)
{
	static const struct role_def	def = {
		.role = ROLE_CLOCK,
		.core = &core,
		.msg = clk_msg,
		.tick = clk_tick,
		.deadline = clk_deadline,
	};

	role_start(&shell, ROLE_CLOCK, argc, argv);
	clk_init(&core, &shell.ops);
	return role_run(&shell, &def);
}
