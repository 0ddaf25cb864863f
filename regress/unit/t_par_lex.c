/* ISC licence, see LICENSE. */
/* The lexer: words, comments, joints, quotes, limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "par_lex.h"

/* All lines of a text as "number:word|word\n"; errors as "number!status". */
static char	got[32768];

static void
lex_all(const char *text, size_t len)
{
	struct par_lex		lex;
	struct par_line		line;
	enum par_lex_status	status;
	char			head[32];
	int			i;

	got[0] = '\0';
	par_lex_init(&lex, text, len);
	while ((status = par_lex_next(&lex, &line)) != PAR_LEX_END) {
		snprintf(head, sizeof head, "%u%c", line.number,
		    status == PAR_LEX_LINE ? ':' : '!');
		strlcat(got, head, sizeof got);
		for (i = 0; status == PAR_LEX_LINE && i < line.nwords; i++) {
			strlcat(got, i == 0 ? "" : "|", sizeof got);
			strlcat(got, line.word[i], sizeof got);
		}
		snprintf(head, sizeof head, "%d", (int)status);
		if (status != PAR_LEX_LINE)
			strlcat(got, head, sizeof got);
		strlcat(got, "\n", sizeof got);
	}
}

static void
expect(const char *text, const char *want)
{
	char	*copy = malloc(strlen(text) + 1);

	/* Without the NUL: the lexer must know its end. */
	memcpy(copy, text, strlen(text));
	lex_all(copy, strlen(text));
	free(copy);
	assert_string_equal(got, want);
}

static void
words(void **state)
{
	(void)state;
	expect("", "");
	expect("\n\n  \n", "");
	expect("a", "1:a\n");
	expect("  a\t b   c \n d\n", "1:a|b|c\n2:d\n");
	expect("a b\r\n\r\nc\r\n", "1:a|b\n3:c\n");
	/* A byte order mark before everything else, and only there. */
	expect("\357\273\277a b\n", "1:a|b\n");
	expect("\357\273\277", "");
	expect("\357\273", "1:\357\273\n");
	expect("a\n\357\273\277b", "1:a\n2:\357\273\277b\n");
}

static void
comments(void **state)
{
	(void)state;
	expect("# x\n! x\n; x\n% x\n  # x\na\n", "6:a\n");
	expect("a b # c\nd\t#e\n", "1:a|b\n2:d\n");
	expect("a b#c #d\n", "1:a|b#c\n");
	expect("a ;b !c %d\n", "1:a|;b|!c|%d\n");
	expect("#", "");
}

static void
joints(void **state)
{
	(void)state;
	expect("a \\\nb\nc\n", "1:a|b\n3:c\n");
	expect("a\\\nb\n", "1:ab\n");
	expect("a \\\r\n b\r\nc", "1:a|b\n3:c\n");
	expect("\\\n\\\na\n", "1:a\n");
	expect("a \\ b\\c\n", "1:a|\\|b\\c\n");
	expect("a \\", "1:a\n");
	/* A comment hides no further line. */
	expect("# a \\\nb\n", "2:b\n");
	expect("a # b \\\nc\n", "1:a\n2:c\n");
}

static void
quotes(void **state)
{
	(void)state;
	expect("constraint from \"a b\"\n", "1:constraint|from|a b\n");
	expect("SENSOR 'a # b' # c\n", "1:SENSOR|a # b\n");
	expect("sensor \"a\\\"b\\ c\\n\"\n", "1:sensor|a\"b c\\n\n");
	expect("sensor \"\"\n", "1:sensor|\n");
	/* chrony's directives know no quotes. */
	expect("driftfile \"a b\"\n", "1:driftfile|\"a|b\"\n");
	expect("sensor \"a\nb\n", "1!4\n2:b\n");
	expect("sensor \"a", "1!4\n");
	expect("sensor \"a\\", "1!4\n");
}

static void
limits(void **state)
{
	char	 text[4 * PAR_LINE_MAX];
	int	 i;

	(void)state;
	memset(text, 'x', sizeof text);
	strlcpy(text + PAR_LINE_MAX, "\ny\n", 4);
	lex_all(text, PAR_LINE_MAX + 3);
	assert_int_equal(strlen(got), 2 + PAR_LINE_MAX + 1 + 4);
	assert_memory_equal(got, "1:xxx", 5);

	memset(text, 'x', PAR_LINE_MAX + 1);
	strlcpy(text + PAR_LINE_MAX + 1, "\ny\n", 4);
	lex_all(text, PAR_LINE_MAX + 4);
	assert_string_equal(got, "1!2\n2:y\n");

	for (i = 0; i < 2 * PAR_WORDS + 2; i += 2)
		memcpy(text + i, "a ", 2);
	lex_all(text, 2 * PAR_WORDS);
	assert_int_equal(strlen(got), 2 + 2 * PAR_WORDS);
	lex_all(text, 2 * PAR_WORDS + 1);
	assert_string_equal(got, "1!3\n");

	lex_all("a\0b\nc\n", 6);
	assert_string_equal(got, "1!5\n2:c\n");
	lex_all("\0", 1);
	assert_string_equal(got, "1!5\n");
}

static void
complete(void **state)
{
	struct par_lex	lex;
	struct par_line	line;

	(void)state;
	par_lex_init(&lex, "a\nb", 3);
	assert_int_equal(par_lex_next(&lex, &line), PAR_LEX_LINE);
	assert_true(line.complete);
	assert_int_equal(par_lex_next(&lex, &line), PAR_LEX_LINE);
	assert_false(line.complete);
	assert_int_equal(par_lex_next(&lex, &line), PAR_LEX_END);
}

/* Bytes of any kind: it ends, and stays within its buffers. */
static void
noise(void **state)
{
	static const char	 alphabet[] = "ab \t\n\r\\\"'#!;%sensor";
	uint32_t		 x = 12345;
	char			*text;
	int			 round, i, len;

	(void)state;
	for (round = 0; round < 20000; round++) {
		x = x * 1664525 + 1013904223;
		len = (int)(x >> 26);
		text = malloc((size_t)len + 1);
		memcpy(text, "sensor ", len < 7 ? (size_t)len : 7);
		for (i = 7; i < len; i++) {
			x = x * 1664525 + 1013904223;
			text[i] = alphabet[(x >> 16) % sizeof alphabet];
		}
		lex_all(text, (size_t)len);
		free(text);
	}
	assert_int_equal(round, 20000);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(words),
		cmocka_unit_test(comments),
		cmocka_unit_test(joints),
		cmocka_unit_test(quotes),
		cmocka_unit_test(limits),
		cmocka_unit_test(complete),
		cmocka_unit_test(noise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
