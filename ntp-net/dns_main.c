/* ISC licence, see LICENSE. */
/* ntp-dns: looks up names for ntp-net, whose root directory is empty. */
#include "dns_io.h"
#include "dns_resolve.h"
#include "dns_zone_io.h"
#include "role_io.h"

int
main(int argc, char **argv)
{
	static struct role_shell	shell;
	static struct dns		core;
	static const struct role_def	def = {
		ROLE_DNS, &core, dns_msg, dns_tick, dns_deadline
	};
	struct dns_ops			ops = {
		.lookup = dns_io_lookup, .leaps = dns_zone_leaps
	};

	role_start(&shell, ROLE_DNS, argc, argv);
	ops.core = shell.ops;
	dns_init(&core, &ops);
	return role_run(&shell, &def);
}
