/* ISC licence, see LICENSE. */
/* serverstats, clients and commands of access, as chronyc(1) shows them. */
#include <sys/types.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "chimectl_cmd.h"
#include "tm.h"

static struct {
	struct msg_stat_row	rows[3];
	unsigned int		n;
	enum cmd_status		status;
	enum cmd_status		answer;		/* to commands, where not OK */
	struct msg_cmd		cmd;		/* the last one */
	unsigned int		cmds;
	enum stat_table		table;
} fake;

static enum ctl_got
fake_ask(void *arg, enum stat_table table, ctl_row_fn *fn, void *fn_arg,
    enum cmd_status *status)
{
	unsigned int	i;

	(void)arg;
	fake.table = table;
	for (i = 0; i < fake.n; i++)
		fn(fn_arg, &fake.rows[i]);
	*status = fake.status;
	return CTL_GOT_ANSWER;
}

static enum ctl_got
fake_command(void *arg, const struct msg_cmd *cmd,
    struct msg_cmd_result *result)
{
	(void)arg;
	fake.cmd = *cmd;
	fake.cmds++;
	memset(result, 0, sizeof *result);
	result->cmd = cmd->cmd;
	result->status = fake.answer != CMD_OK ? fake.answer : fake.status;
	return CTL_GOT_ANSWER;
}

static unsigned int
fake_lookup(const char *name, int family, struct addr *a, unsigned int most)
{
	(void)family;
	(void)most;
	addr_parse("192.0.2.9", &a[0]);
	addr_parse("2001:db8::9", &a[1]);
	return strcmp(name, "host.example") == 0 ? 1 :
	    strcmp(name, "two.example") == 0 ? 2 : 0;
}

static const struct ctl_daemon	fake_daemon = {
	.ask = fake_ask, .command = fake_command
};

/* Runs a line; its output is the caller's to free. */
static char *
run(const char *line, enum ctl_format format, enum ctl_exit expect)
{
	struct ctl_tool	 t = { .daemon = &fake_daemon, .format = format };
	char		*text = NULL, copy[200];
	size_t		 len;

	t.namer.naming = CTL_BY_ADDRESS;
	t.lookup = fake_lookup;
	t.out = t.err = open_memstream(&text, &len);
	strlcpy(copy, line, sizeof copy);
	assert_int_equal(ctl_cmd_line(&t, copy), expect);
	fclose(t.out);
	return text;
}

static void
expect(const char *line, enum ctl_format format, enum ctl_exit end,
    const char *want)
{
	char	*got = run(line, format, end);

	assert_string_equal(got, want);
	free(got);
}

static int
setup(void **state)
{
	(void)state;
	memset(&fake, 0, sizeof fake);
	return 0;
}

static void
client(const char *addr, uint32_t hits, uint32_t drops, int8_t interval,
    int64_t since_ns)
{
	struct msg_stat_row	*row = &fake.rows[fake.n++];

	row->table = STAT_CLIENTS;
	assert_int_equal(addr_parse(addr, &row->u.client.addr), 0);
	row->u.client.hits = hits;
	row->u.client.drops = drops;
	row->u.client.interval = interval;
	row->u.client.interval_limited = 127;
	row->u.client.since_ns = since_ns;
}

#define CLIENTS_HEAD \
	"Hostname                      NTP   Drop Int IntL Last     Cmd   " \
	"Drop Int  Last\n" \
	"==================================================================" \
	"=============\n"

static void
clients(void **state)
{
	(void)state;
	client("127.0.0.1", 2, 0, 2, 133 * TM_S);
	client("2001:db8::1", 123456, 78901, 127, 7200 * TM_S);
	expect("clients", CTL_TEXT, CTL_DONE, CLIENTS_HEAD
	    "127.0.0.1                       2      0   2   -   133       0"
	    "      0   -     -\n"
	    "2001:db8::1                123456  78901   -   -  120m       0"
	    "      0   -     -\n");
	assert_int_equal(fake.table, STAT_CLIENTS);
	expect("clients -p 3", CTL_TEXT, CTL_DONE, CLIENTS_HEAD
	    "2001:db8::1                123456  78901   -   -  120m       0"
	    "      0   -     -\n");
	expect("clients", CTL_CSV, CTL_DONE,
	    "127.0.0.1,2,0,2,127,133,0,0,127,4294967295\n"
	    "2001:db8::1,123456,78901,127,127,7200,0,0,127,4294967295\n");
	fake.n = 0;
	expect("clients", CTL_TEXT, CTL_DONE, CLIENTS_HEAD);
	expect("clients", CTL_JSON, CTL_DONE, "[]\n");
	expect("clients -r -p 1", CTL_JSON, CTL_DONE, "[]\n");
	assert_int_equal(fake.table, STAT_CLIENTS_ANEW);
	expect("clients -z", CTL_TEXT, CTL_USAGE,
	    "Invalid syntax for clients command\n");
	fake.status = CMD_INACTIVE;
	expect("clients -r", CTL_TEXT, CTL_REFUSED,
	    "519 Client logging is not active in the daemon\n");
	/* report and reset are one question */
	assert_int_equal(fake.cmds, 0);
}

static void
stats(void **state)
{
	uint64_t	v[STAT_SERVED];
	unsigned int	i;
	char		*text;

	(void)state;
	for (i = 0; i < STAT_SERVED; i++)
		v[i] = i + 1;
	memcpy(&fake.rows[0].u.serverstats, v, sizeof v);
	fake.rows[0].table = STAT_SERVERSTATS;
	fake.n = 1;
	expect("serverstats", CTL_TEXT, CTL_DONE,
	    "NTP packets received       : 1\n"
	    "NTP packets dropped        : 2\n"
	    "Command packets received   : 3\n"
	    "Command packets dropped    : 4\n"
	    "Client log records dropped : 5\n"
	    "NTS-KE connections accepted: 6\n"
	    "NTS-KE connections dropped : 7\n"
	    "Authenticated NTP packets  : 8\n"
	    "Interleaved NTP packets    : 9\n"
	    "NTP timestamps held        : 10\n"
	    "NTP timestamp span         : 11\n"
	    "NTP daemon RX timestamps   : 12\n"
	    "NTP daemon TX timestamps   : 13\n"
	    "NTP kernel RX timestamps   : 14\n"
	    "NTP kernel TX timestamps   : 15\n"
	    "NTP hardware RX timestamps : 16\n"
	    "NTP hardware TX timestamps : 17\n");
	expect("serverstats", CTL_CSV, CTL_DONE,
	    "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17\n");
	text = run("serverstats -v", CTL_TEXT, CTL_DONE);
	assert_non_null(strstr(text, "Packets looped             : 25\n"));
	free(text);
	text = run("serverstats", CTL_JSON, CTL_DONE);
	assert_non_null(strstr(text, "\"packets_looped\":25}"));
	free(text);
}

static void
access_commands(void **state)
{
	(void)state;
	fake.status = CMD_ALLOWED;
	expect("accheck 10.1.2.3", CTL_TEXT, CTL_DONE, "208 Access allowed\n");
	assert_int_equal(fake.cmd.cmd, CMD_ACCHECK);
	assert_int_equal(fake.cmd.addr.ip[3], 3);
	fake.status = CMD_DENIED;
	expect("accheck ::1", CTL_TEXT, CTL_DONE, "209 Access denied\n");
	expect("accheck", CTL_TEXT, CTL_USAGE,
	    "Invalid syntax for accheck command\n");
	fake.status = CMD_OK;
	expect("allow", CTL_TEXT, CTL_DONE, "200 OK\n");
	assert_int_equal(fake.cmd.cmd, CMD_ALLOW);
	assert_int_equal(fake.cmd.addr.family, 0);
	assert_int_equal(fake.cmd.value[0], 0);
	expect("deny all 10.1", CTL_TEXT, CTL_DONE, "200 OK\n");
	assert_int_equal(fake.cmd.cmd, CMD_DENY);
	assert_int_equal(fake.cmd.value[0], 1);
	assert_int_equal(fake.cmd.value[1], 16);
	assert_int_equal(fake.cmd.addr.ip[1], 1);
	expect("allow host.example", CTL_TEXT, CTL_DONE, "200 OK\n");
	assert_int_equal(fake.cmd.addr.ip[3], 9);
	assert_int_equal(fake.cmd.value[1], 32);
	expect("deny all two.example", CTL_TEXT, CTL_DONE, "200 OK\n");
	assert_int_equal(fake.cmd.addr.family, 6);
	assert_int_equal(fake.cmd.value[0], 1);
	assert_int_equal(fake.cmd.value[1], 128);
	expect("allow nobody.example", CTL_TEXT, CTL_REFUSED,
	    "nobody.example: no address of that name was found\n");
	fake.status = CMD_ALLOWED;
	expect("accheck two.example", CTL_TEXT, CTL_DONE,
	    "208 Access allowed\n");
	assert_int_equal(fake.cmd.addr.ip[3], 9);
	fake.status = CMD_OK;
	expect("accheck 10.1", CTL_TEXT, CTL_USAGE,
	    "Invalid syntax for accheck command\n");
	expect("deny 10.1/33", CTL_TEXT, CTL_USAGE,
	    "Invalid syntax for deny command\n");
	expect("allow all 10.1 x", CTL_TEXT, CTL_USAGE,
	    "Invalid syntax for allow command\n");
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test_setup(clients, setup),
		cmocka_unit_test_setup(stats, setup),
		cmocka_unit_test_setup(access_commands, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
