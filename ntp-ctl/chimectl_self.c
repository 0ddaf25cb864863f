/* ISC licence, see LICENSE. */
/* Commands about chimectl itself.  Pure. */
#include <stdlib.h>
#include <string.h>

#include "chimectl_self.h"

#define TIMEOUT_MOST	3600000		/* ms */

enum ctl_exit
ctl_self_dns(struct ctl_tool *t, unsigned int n, char **words)
{
	const char	*how = n == 2 ? words[1] : "";

	if (strcmp(how, "-n") == 0)
		t->namer.naming = CTL_BY_ADDRESS;
	else if (strcmp(how, "+n") == 0 || strcmp(how, "+N") == 0)
		t->namer.naming = CTL_BY_DNS;
	else if (strcmp(how, "-N") == 0)
		t->namer.naming = CTL_BY_CONFIG;
	else if (strcmp(how, "-46") == 0)
		t->family = 0;
	else if (strcmp(how, "-4") == 0 || strcmp(how, "-6") == 0)
		t->family = how[1] - '0';
	else
		return ctl_tool_syntax(t, words[0]);
	return CTL_DONE;
}

static enum ctl_exit
number(struct ctl_tool *t, unsigned int n, char **words, long long least,
    long long most, unsigned int *x)
{
	const char	*error = "missing";

	if (n == 2)
		*x = (unsigned int)strtonum(words[1], least, most, &error);
	return error == NULL ? CTL_DONE : ctl_tool_syntax(t, words[0]);
}

enum ctl_exit
ctl_self_timeout(struct ctl_tool *t, unsigned int n, char **words)
{
	return number(t, n, words, 1, TIMEOUT_MOST, &t->timeout_ms);
}

enum ctl_exit
ctl_self_retries(struct ctl_tool *t, unsigned int n, char **words)
{
	unsigned int	none;

	return number(t, n, words, 0, INT32_MAX, &none);
}
