/* ISC licence, see LICENSE. */
/* The keyfile's text: whatever is in it, what is taken is sound. */
#include <stdlib.h>
#include <string.h>

#include "par_keys.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static struct par_conf	conf;
static struct par_keys	keys;

/* The input, as the file that is read. */
struct input {
	const uint8_t	*data;
	size_t		 len;
};

static void
claim(int holds)
{
	if (!holds)
		abort();
}

static int
give(void *arg, const char *path, struct par_text *text)
{
	const struct input	*in = arg;

	(void)path;
	memset(text, 0, sizeof *text);
	text->len = in->len;
	if ((text->text = malloc(in->len + 1)) == NULL)
		abort();
	memcpy(text->text, in->data, in->len);
	return 0;
}

static void
give_done(void *arg, struct par_text *text)
{
	const struct input	*in = arg;
	size_t			 i;

	/* wiped before it is given back */
	for (i = 0; i < in->len; i++)
		claim(text->text[i] == 0);
	free(text->text);
}

static void
hear(void *arg, int priority, const char *text)
{
	(void)arg;
	(void)priority;
	claim(strlen(text) < PAR_TEXT);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct input		in = { data, len };
	struct par_conf_io	io = { .arg = &in, .read = give,
		.read_done = give_done };
	uint32_t		i, k;

	strlcpy(conf.keyfile, "/keys", sizeof conf.keyfile);
	if (par_keys_load(&keys, &conf, &io, hear, NULL) > 0) {
		claim(keys.n == 0);
		return 0;
	}
	claim(keys.n <= PAR_KEYS);
	for (i = 0; i < keys.n; i++) {
		claim(ipc_check_cfg_key(&keys.key[i]));
		for (k = 0; k < i && k < 64; k++)
			claim(keys.key[k].id != keys.key[i].id);
		claim(par_keys_find(&keys, keys.key[i].id) == &keys.key[i]);
	}
	par_keys_wipe(&keys);
	return 0;
}
