/* ISC licence, see LICENSE. */
/* Reading the keyfile.  Pure. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <syslog.h>

#include "par_keys.h"
#include "par_value.h"

#define LINE_WORDS	4	/* one more than there may be */
#define SAFE_KEY	10	/* octets; as chronyd has it */
#define BLANKS		" \t\r\v\f"

struct reader {
	struct par_keys	*keys;
	const char	*path;
	unsigned int	 line;
	unsigned int	 errors;
	par_say_fn	*say;
	void		*arg;
};

static void complain(struct reader *, int, const char *, ...)
    __attribute__((__format__(__printf__, 3, 4)));

static void
complain(struct reader *r, int priority, const char *fmt, ...)
{
	char	text[PAR_TEXT];
	va_list	ap;
	int	n;

	if (r->line > 0)
		n = snprintf(text, sizeof text, "%s:%u: ", r->path, r->line);
	else
		n = snprintf(text, sizeof text, "%s: ", r->path);
	if (n < 0 || (size_t)n >= sizeof text)
		return;
	va_start(ap, fmt);
	vsnprintf(text + n, sizeof text - (size_t)n, fmt, ap);
	va_end(ap);
	if (priority == LOG_ERR && r->errors++ >= PAR_SHOWN)
		return;
	r->say(r->arg, priority, text);
}

void
par_keys_wipe(struct par_keys *k)
{
	explicit_bzero(k->key, k->n * sizeof k->key[0]);
	k->n = 0;
}

const struct msg_cfg_key *
par_keys_find(const struct par_keys *k, uint32_t id)
{
	uint32_t	i;

	for (i = 0; i < k->n; i++)
		if (k->key[i].id == id)
			return &k->key[i];
	return NULL;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Pairs of digits to octets; returns their number, 0 for anything else. */
static size_t
from_hex(const char *s, uint8_t *out, size_t room)
{
	size_t	n = strlen(s), i;
	int	hi, lo;

	if (n % 2 != 0 || n / 2 > room)
		return 0;
	for (i = 0; i < n; i += 2) {
		if ((hi = hex_digit(s[i])) == -1 ||
		    (lo = hex_digit(s[i + 1])) == -1)
			return 0;
		out[i / 2] = (uint8_t)(hi << 4 | lo);
	}
	return n / 2;
}

static size_t
octets_of(const char *word, uint8_t *out, size_t room)
{
	size_t	n;

	if (strncasecmp(word, "HEX:", 4) == 0)
		return from_hex(word + 4, out, room);
	if (strncasecmp(word, "ASCII:", 6) == 0)
		word += 6;
	if ((n = strlen(word)) > room)
		return 0;
	memcpy(out, word, n);
	return n;
}

/* What a key of that type must be, for the error. */
static const char *
wanted(unsigned int type)
{
	switch (type) {
	case MAC_AES128:
		return "a key of 16 octets: 16 characters, or HEX: and 32 "
		    "digits";
	case MAC_AES256:
		return "a key of 32 octets: 32 characters, or HEX: and 64 "
		    "digits";
	}
	return "a key of 1 to 512 octets: characters, or HEX: and pairs of "
	    "digits";
}

/* Types that chrony knows and we do not; leaving one out is no error. */
static bool
is_foreign(const char *type)
{
	static const char *const	names[] = {
		"SHA3-224", "SHA3-256", "SHA3-384", "SHA3-512", "TIGER",
		"WHIRLPOOL"
	};
	size_t				i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcasecmp(type, names[i]) == 0)
			return true;
	return false;
}

static void
add(struct reader *r, uint32_t id, unsigned int type, const char *word)
{
	struct par_keys		*keys = r->keys;
	struct msg_cfg_key	*k = &keys->key[keys->n];

	if (par_keys_find(keys, id) != NULL) {
		complain(r, LOG_ERR, "key %u is there twice", id);
		return;
	}
	if (keys->n == PAR_KEYS) {
		complain(r, LOG_ERR, "expected at most %d keys", PAR_KEYS);
		return;
	}
	memset(k, 0, sizeof *k);
	k->id = id;
	k->type = (uint16_t)type;
	k->len = (uint16_t)octets_of(word, k->octets, sizeof k->octets);
	if (mac_key_fits(type, k->len))
		keys->n++;
	else {
		complain(r, LOG_ERR, "key %u: expected %s", id, wanted(type));
		explicit_bzero(k, sizeof *k);
	}
}

/* The words of a line, its blanks overwritten; more are counted once. */
static int
split(char *line, char *word[LINE_WORDS])
{
	char	*w;
	int	 n = 0;

	while ((w = strsep(&line, BLANKS)) != NULL && n < LINE_WORDS)
		if (*w != '\0')
			word[n++] = w;
	return n;
}

/* No word is repeated in a message: it might be the key. */
static void
take_line(struct reader *r, char *line)
{
	char		*word[LINE_WORDS];
	unsigned int	 type = MAC_MD5;
	int64_t		 id;
	int		 n = split(line, word);

	if (n == 0 || strchr("!;#%", word[0][0]) != NULL)
		return;
	if (n < 2 || n > 3) {
		complain(r, LOG_ERR, "expected ID [TYPE] KEY");
		return;
	}
	if (!par_value_int(word[0], 1, UINT32_MAX, &id)) {
		complain(r, LOG_ERR, "expected a number from 1 to %u first",
		    UINT32_MAX);
		return;
	}
	if (n == 3 && (type = mac_type_of(word[1])) == MAC_NONE) {
		if (is_foreign(word[1]))
			complain(r, LOG_WARNING, "key %u is left out: %s is "
			    "not supported", (uint32_t)id, word[1]);
		else
			complain(r, LOG_ERR, "key %u: expected MD5, SHA1, "
			    "SHA256, SHA384, SHA512, AES128 or AES256 after "
			    "it", (uint32_t)id);
		return;
	}
	add(r, (uint32_t)id, type, word[n - 1]);
}

static void
take_text(struct reader *r, const char *text, size_t len)
{
	char		 line[PAR_LINE_MAX + 1];
	const char	*end = text + len, *nl;
	size_t		 n;

	for (; text < end; text = nl + 1) {
		r->line++;
		if ((nl = memchr(text, '\n', (size_t)(end - text))) == NULL)
			nl = end;
		n = (size_t)(nl - text);
		if (n >= sizeof line || memchr(text, '\0', n) != NULL) {
			complain(r, LOG_ERR, "expected a line of text of at "
			    "most %d bytes", PAR_LINE_MAX);
			continue;
		}
		memcpy(line, text, n);
		line[n] = '\0';
		take_line(r, line);
	}
	explicit_bzero(line, sizeof line);
	r->line = 0;
}

static void
judge_mode(struct reader *r, const struct par_text *text)
{
	if (text->readable)
		complain(r, LOG_WARNING, "everybody can read these keys: "
		    "its permissions should be 0640 or 0600");
	if (text->writable)
		complain(r, LOG_WARNING, "can be written by group or others");
}

static void
judge_sources(struct reader *r, const struct par_conf *conf)
{
	const struct msg_cfg_source	*s;
	const struct msg_cfg_key	*k;
	uint32_t			 i;

	for (i = 0; i < conf->nsources; i++) {
		s = &conf->source[i];
		if (s->key == 0)
			continue;
		if ((k = par_keys_find(r->keys, s->key)) == NULL)
			complain(r, LOG_WARNING, "there is no key %u: %s is "
			    "not asked until there is (chimectl rekey)",
			    s->key, s->name);
		else if (k->len < SAFE_KEY)
			complain(r, LOG_WARNING, "key %u of %s can be "
			    "guessed: expected %d octets or more (chimectl "
			    "keygen)", s->key, s->name, SAFE_KEY);
	}
}

unsigned int
par_keys_load(struct par_keys *keys, const struct par_conf *conf,
    const struct par_conf_io *io, par_say_fn *say, void *arg)
{
	struct reader	r = { .keys = keys, .path = conf->keyfile,
		.say = say, .arg = arg };
	struct par_text	text;
	int		error;

	keys->n = 0;
	if (conf->keyfile[0] == '\0')
		r.path = "no keyfile";
	else if ((error = io->read(io->arg, conf->keyfile, &text)) != 0)
		complain(&r, error == ENOENT ? LOG_WARNING : LOG_ERR,
		    "expected a readable keyfile: %s",
		    par_conf_error(error));
	else {
		judge_mode(&r, &text);
		take_text(&r, text.text, text.len);
		explicit_bzero(text.text, text.len);
		io->read_done(io->arg, &text);
	}
	if (r.errors == 0)
		judge_sources(&r, conf);
	else
		par_keys_wipe(keys);
	return r.errors;
}
