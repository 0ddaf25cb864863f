/* ISC licence, see LICENSE. */
/* The keyfile: what is taken, what is said, and that keys are not. */
#include "par_keys.h"
#include "par_test.h"

#define FILES(...) (const struct mem_file[]){ __VA_ARGS__, { NULL, NULL } }

static struct par_keys	keys;

static void
hear(void *arg, int priority, const char *text)
{
	char	line[PAR_TEXT + 8];

	(void)arg;
	snprintf(line, sizeof line, "%c %s\n", priority == LOG_ERR ? 'E' :
	    'W', text);
	strlcat(said, line, sizeof said);
}

static int	loose;

static int
read_loose(void *arg, const char *path, struct par_text *text)
{
	int	error = mem_read(arg, path, text);

	if (error == 0)
		text->readable = loose;
	return error;
}

static unsigned int
load(const char *text)
{
	static struct mem_file	files[2];
	struct par_conf_io	io = { .read = read_loose,
		.read_done = mem_read_done };

	files[0].path = "/k";
	files[0].text = text;
	mem_files = files;
	said[0] = '\0';
	strlcpy(conf.keyfile, "/k", sizeof conf.keyfile);
	return par_keys_load(&keys, &conf, &io, hear, NULL);
}

static void
expect(uint32_t id, unsigned int type, const void *octets, size_t len)
{
	const struct msg_cfg_key	*k = par_keys_find(&keys, id);

	assert_non_null(k);
	assert_int_equal(k->type, type);
	assert_int_equal(k->len, len);
	assert_memory_equal(k->octets, octets, len);
	assert_true(ipc_check_cfg_key(k));
}

static int
fresh(void **state)
{
	(void)state;
	par_conf_init(&conf);
	conf.nsources = 0;
	loose = 0;
	return 0;
}

static void
good(void **state)
{
	(void)state;
	assert_int_equal(load("# a comment\n! another\n\n"
	    "1 secret\n"
	    "  2\tSHA1  ASCII:abc#def\r\n"
	    "3 sha256 HEX:00ffA5\n"
	    "4294967295 AES128 HEX:000102030405060708090a0b0c0d0e0f\n"
	    "5 AES256 ASCII:0123456789abcdef0123456789abcdef\n"
	    "6 MD5 hex:41\n"
	    "7 MD5 no_newline"), 0);
	assert_string_equal(said, "");
	assert_int_equal(keys.n, 7);
	expect(1, MAC_MD5, "secret", 6);
	expect(2, MAC_SHA1, "abc#def", 7);
	expect(3, MAC_SHA256, "\0\xff\xa5", 3);
	expect(UINT32_MAX, MAC_AES128,
	    "\0\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17", 16);
	expect(5, MAC_AES256, "0123456789abcdef0123456789abcdef", 32);
	expect(6, MAC_MD5, "A", 1);
	expect(7, MAC_MD5, "no_newline", 10);
	assert_null(par_keys_find(&keys, 8));
	assert_null(par_keys_find(&keys, 0));
}

/* A bad line is named by its number; its words might be the key. */
static void
bad(void **state)
{
	static const struct {
		const char	*text;
		const char	*want;
	} cases[] = {
		{ "0 SECRET", "E /k:1: expected a number from 1 to" },
		{ "4294967296 SECRET", "E /k:1: expected a number" },
		{ "x SECRET", "E /k:1: expected a number" },
		{ "\n\n1", "E /k:3: expected ID [TYPE] KEY" },
		{ "1 MD5 SECRET x", "E /k:1: expected ID [TYPE] KEY" },
		{ "1 SECRET MD5", "E /k:1: key 1: expected MD5, SHA1" },
		{ "1 MD5 HEX:SECRET", "E /k:1: key 1: expected a key of 1" },
		{ "1 MD5 HEX:0", "E /k:1: key 1: expected a key of 1" },
		{ "1 MD5 HEX:", "E /k:1: key 1: expected a key of 1" },
		{ "1 MD5 ASCII:", "E /k:1: key 1: expected a key of 1" },
		{ "1 AES128 SECRET", "E /k:1: key 1: expected a key of 16" },
		{ "1 AES256 SECRET", "E /k:1: key 1: expected a key of 32" },
		{ "1 SECRET\n1 SECRET", "E /k:2: key 1 is there twice" },
	};
	size_t	i, n;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_int_equal(load(cases[i].text), 1);
		if (strstr(said, cases[i].want) == NULL)
			fail_msg("%s: %s", cases[i].text, said);
		assert_null(strstr(said, "SECRET"));
		assert_int_equal(keys.n, 0);
		for (n = 0; n < sizeof keys.key[0] * 2; n++)
			if (i != 12 && ((uint8_t *)keys.key)[n] == 'S')
				fail_msg("a key was left behind");
	}
}

static void
warnings(void **state)
{
	(void)state;
	assert_int_equal(load("1 SHA3-256 abc\n2 MD5 abc"), 0);
	assert_string_equal(said, "W /k:1: key 1 is left out: SHA3-256 is "
	    "not supported\n");
	assert_int_equal(keys.n, 1);
	loose = 1;
	assert_int_equal(load("2 MD5 abc"), 0);
	assert_non_null(strstr(said, "everybody can read"));
	loose = 0;
	/* a source whose key is missing, or can be guessed */
	assert_int_equal(load_text(&conf, "server a key 2\nserver b key 3\n"
	    "server c key 4"), 0);
	assert_int_equal(load("2 MD5 abc\n4 MD5 HEX:00112233445566778899"),
	    0);
	assert_string_equal(said, "W /k: key 2 of a can be guessed: expected "
	    "10 octets or more (chimectl keygen)\n"
	    "W /k: there is no key 3: b is not asked "
	    "until there is (chimectl rekey)\n");
	/* no such file: only a warning, since many name one by default */
	mem_files = FILES({ "/x", "" });
	said[0] = '\0';
	assert_int_equal(par_keys_load(&keys, &conf, &(struct par_conf_io){
	    .read = read_loose, .read_done = mem_read_done }, hear, NULL), 0);
	assert_non_null(strstr(said, "W /k: expected a readable keyfile"));
}

/* Long lines and NULs are refused; a file of the most keys is not. */
static void
limits(void **state)
{
	static char	text[PAR_KEYS * 16];
	size_t		at = 0;
	int		i;

	(void)state;
	for (i = 1; i <= PAR_KEYS; i++)
		at += (size_t)snprintf(text + at, sizeof text - at,
		    "%d abc\n", i);
	assert_int_equal(load(text), 0);
	assert_int_equal(keys.n, PAR_KEYS);
	snprintf(text + at, sizeof text - at, "5000 abc\n");
	assert_int_equal(load(text), 1);
	memset(text, 'a', PAR_LINE_MAX + 2);
	text[0] = '1';
	text[1] = ' ';
	text[PAR_LINE_MAX + 2] = '\0';
	assert_int_equal(load(text), 1);
	assert_non_null(strstr(said, "expected a line of text"));
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test_setup(good, fresh),
		cmocka_unit_test_setup(bad, fresh),
		cmocka_unit_test_setup(warnings, fresh),
		cmocka_unit_test_setup(limits, fresh),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
