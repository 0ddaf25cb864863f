/* ISC licence, see LICENSE. */
/* ntp-net: asks servers for the time and tells it to those who ask us. */
#include "net.h"
#include "net_io.h"
#include "role_io.h"

/* Timestamps lie between 18 years before this release and 118 after. */
#define PIVOT_NS	((RELEASE_EPOCH + INT64_C(50) * 31556952) * TM_S)

int
main(int argc, char **argv)
{
	static struct role_shell	shell;
	static struct net_io		io;
	static struct net		core;
	static const struct role_def	def = {
		ROLE_NET, &core, net_msg, net_tick, net_deadline
	};

	role_start(&shell, ROLE_NET, argc, argv);
	net_io_init(&io, &shell, &core);
	net_init(&core, &io.ops, net_io_precision(), PIVOT_NS);
	return role_run(&shell, &def);
}
