/* ISC licence, see LICENSE. */
/* Whom a word means. */
#include <string.h>
#include <strings.h>

#include "chimectl_meant.h"

#define LETTERS	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* What has no letter and is no address is one gone wrong. */
bool
ctl_meant_is_host(const char *word)
{
	struct addr	a;

	return addr_parse(word, &a) == 0 ||
	    (strpbrk(word, LETTERS) != NULL &&
	    word[strspn(word, LETTERS "0123456789-_.")] == '\0');
}

static unsigned int
look_up(struct ctl_tool *t, const char *word, struct addr a[CTL_ADDRS])
{
	unsigned int	n = t->lookup(word, t->family, a, CTL_ADDRS);

	if (n == 0)
		fprintf(t->err, "%s: no address of that name was found\n",
		    word);
	return n;
}

unsigned int
ctl_meant_host(struct ctl_tool *t, const char *word, struct addr a[CTL_ADDRS])
{
	if (addr_parse(word, &a[0]) == 0)
		return 1;
	return look_up(t, word, a);
}

/* The sources of a name. */
struct search {
	const char	*name;
	struct addr	*a;
	unsigned int	 n;
};

static void
on_source(void *arg, const struct msg_stat_row *row)
{
	const struct stat_source	*s = &row->u.source;
	struct search			*f = arg;

	if (f->n < CTL_ADDRS && s->addr.family != 0 &&
	    strcasecmp(s->name, f->name) == 0)
		f->a[f->n++] = s->addr;
}

unsigned int
ctl_meant_sources(struct ctl_tool *t, const char *word,
    struct addr a[CTL_ADDRS])
{
	struct search	f = { word, a, 0 };

	if (addr_parse(word, &a[0]) == 0)
		return 1;
	if (ctl_tool_ask(t, STAT_SOURCES, on_source, &f) != CTL_DONE)
		return 0;
	return f.n > 0 ? f.n : look_up(t, word, a);
}

/*
 * Goes through addresses until a source has one of them.  Returns false,
 * having said so, where the daemon does not answer.
 */
static bool
try_each(struct ctl_tool *t, struct msg_cmd *cmd, const char *word,
    struct msg_cmd_result *result)
{
	struct addr	a[CTL_ADDRS];
	unsigned int	i, n = t->lookup(word, t->family, a, CTL_ADDRS);

	memset(cmd->text, 0, sizeof cmd->text);
	for (i = 0; i < n && result->status == CMD_NOSOURCE; i++) {
		cmd->addr = a[i];
		if (!ctl_tool_try(t, cmd, result))
			return false;
	}
	return true;
}

enum ctl_exit
ctl_meant_line(struct ctl_tool *t, struct msg_cmd *cmd, const char *word)
{
	struct msg_cmd_result	result;

	if (addr_parse(word, &cmd->addr) == 0)
		return ctl_tool_command(t, cmd);
	memset(&cmd->addr, 0, sizeof cmd->addr);
	if (*word == '\0' || strlcpy(cmd->text, word, sizeof cmd->text) >=
	    sizeof cmd->text)
		return ctl_tool_status(t, CMD_BADNAME, "");
	if (!ctl_tool_try(t, cmd, &result) || (result.status == CMD_NOSOURCE &&
	    ctl_meant_is_host(word) && !try_each(t, cmd, word, &result)))
		return CTL_REFUSED;
	return ctl_tool_status(t, result.status, result.text);
}

/* How many leading bits a mask has; -1 if others are set too. */
static int
bits_of(const struct addr *mask)
{
	int	most = mask->family == 4 ? 32 : 128, n = 0, i;

	while (n < most && (mask->ip[n / 8] >> (7 - n % 8) & 1))
		n++;
	for (i = n; i < most; i++)
		if (mask->ip[i / 8] >> (7 - i % 8) & 1)
			return -1;
	return n;
}

/* Addresses with bits or a mask, or one alone. */
static bool
parse_scope(const char *word, struct msg_cmd *cmd)
{
	char		 copy[ADDR_STRLEN * 2], *rest = copy, *first;
	struct addr	 mask;
	uint8_t		 bits;
	int		 n;

	if (strlcpy(copy, word, sizeof copy) >= sizeof copy)
		return false;
	first = strsep(&rest, "/");
	if (rest != NULL && addr_parse(rest, &cmd->addr) == 0) {
		if (addr_parse(first, &mask) == -1 ||
		    mask.family != cmd->addr.family ||
		    (n = bits_of(&mask)) == -1)
			return false;
		cmd->value[1] = n;
		return true;
	}
	if (addr_parse_subnet(word, &cmd->addr, &bits) == -1)
		return false;
	cmd->value[1] = bits;
	return true;
}

/* It went well if it did for one of them. */
static enum ctl_exit
for_each(struct ctl_tool *t, struct msg_cmd *cmd, const struct addr *a,
    unsigned int n)
{
	struct msg_cmd_result	result, best = { .status = CMD_NOSOURCE };
	unsigned int		i;

	for (i = 0; i < n; i++) {
		cmd->addr = a[i];
		cmd->value[1] = a[i].family == 4 ? 32 : 128;
		if (!ctl_tool_try(t, cmd, &result))
			return CTL_REFUSED;
		if (result.status != CMD_NOSOURCE)
			best = result;
		if (result.status != CMD_NOSOURCE && result.status != CMD_OK)
			break;
	}
	return ctl_tool_status(t, best.status, best.text);
}

enum ctl_exit
ctl_meant_scope(struct ctl_tool *t, struct msg_cmd *cmd,
    const char *command, const char *word)
{
	struct addr	a[CTL_ADDRS];
	unsigned int	n;

	if (parse_scope(word, cmd))
		return ctl_tool_command(t, cmd);
	if (!ctl_meant_is_host(word))
		return ctl_tool_syntax(t, command);
	n = ctl_meant_sources(t, word, a);
	return n == 0 ? CTL_REFUSED : for_each(t, cmd, a, n);
}
