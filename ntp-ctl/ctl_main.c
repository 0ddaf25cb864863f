/* ISC licence, see LICENSE. */
/* ntp-ctl: answers chimectl, and knows nothing itself. */
#include <unistd.h>

#include "ctl.h"
#include "ctl_io.h"
#include "role_io.h"

int
main(int argc, char **argv)
{
	static struct role_shell	shell;
	static struct ctl_io		io;
	static struct ctl		core;
	uid_t				own_uid;
	static const struct role_def	def = {
		ROLE_CTL, &core, ctl_msg, ctl_tick, ctl_deadline
	};

	/* not yet given up: root's, or that of whoever started us */
	own_uid = geteuid();
	role_start(&shell, ROLE_CTL, argc, argv);
	ctl_io_init(&io, &shell, &core);
	ctl_init(&core, &shell.ops, &io.ops, own_uid);
	return role_run(&shell, &def);
}
