/* ISC licence, see LICENSE. */
/* Files that files name, the search for a file, directives as arguments. */
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <unistd.h>

#include "par_conf_io.h"
#include "par_test.h"

#define FILES(...) (const struct mem_file[]){ __VA_ARGS__, { NULL, NULL } }

static void
include(void **state)
{
	(void)state;
	assert_int_equal(load_files(&conf, FILES(
	    { "/c", "port 1\ninclude /d/*.conf\nserver z\n" },
	    { "/d/b.conf", "server b\nport 3\n" },
	    { "/d/a.conf", "server a\nport 2\n" },
	    { "/d/no", "bogus\n" }), "/c"), 0);
	assert_string_equal(said, "");
	assert_int_equal(conf.nsources, 3);
	assert_string_equal(conf.source[0].name, "a");
	assert_string_equal(conf.source[1].name, "b");
	assert_string_equal(conf.source[2].name, "z");
	assert_int_equal(conf.port, 3);

	assert_int_equal(load_files(&conf, FILES(
	    { "/c", "include /d/*.conf\n" }), "/c"), 0);
	assert_string_equal(said, "W /c:1: /d/*.conf: no such file\n");
	/* one that is named must be there, as for chronyd */
	assert_int_equal(load_files(&conf, FILES(
	    { "/c", "include /d/x.conf\n" }), "/c"), 1);
	assert_string_equal(said, "E /c:1: /d/x.conf: expected a readable "
	    "file: No such file or directory\n");
}

/* Errors are those of the file they are in; reading goes on. */
static void
nested_errors(void **state)
{
	(void)state;
	assert_int_equal(load_files(&conf, FILES(
	    { "/c", "bad1\ninclude /d\nbad2\n" },
	    { "/d", "\nbad3\ninclude /e extra\n" },
	    { "/e", "bad4" }), "/c"), 5);
	assert_string_equal(said, "E /c:1: bad1: expected a directive\n"
	    "E /d:2: bad3: expected a directive\n"
	    "E /e:1: bad4: expected a directive\n"
	    "E /d:3: extra: expected nothing more (usage: include PATTERN)\n"
	    "E /c:3: bad2: expected a directive\n");
}

static void
depth(void **state)
{
	(void)state;
	assert_int_equal(load_files(&conf, FILES(
	    { "/c", "include /c\nserver a\n" }), "/c"), 1);
	assert_non_null(strstr(said, "E /c:1: /c: expected at most 10 nested "
	    "files\n"));
	/* Nine includes below the first file are ten files. */
	assert_int_equal(load_files(&conf, FILES(
	    { "/0", "include /1" }, { "/1", "include /2" },
	    { "/2", "include /3" }, { "/3", "include /4" },
	    { "/4", "include /5" }, { "/5", "include /6" },
	    { "/6", "include /7" }, { "/7", "include /8" },
	    { "/8", "include /9" }, { "/9", "server a" }), "/0"), 0);
	assert_int_equal(conf.nsources, 1);
}

static void
confdir(void **state)
{
	(void)state;
	assert_int_equal(load_files(&conf, FILES(
	    { "/c", "confdir /none /a /b\n" },
	    { "/a/20.conf", "server a20\n" }, { "/a/30.conf", "server a30" },
	    { "/b/10.conf", "server b10\n" }, { "/b/20.conf", "server b20\n" },
	    { "/b/40.conf", "server b40\n" }, { "/b/50.sources", "bogus" },
	    { "/b/.conf", "bogus" }, { "/b/.x.conf", "bogus" }), "/c"), 0);
	assert_string_equal(said, "");
	assert_int_equal(conf.nsources, 4);
	assert_string_equal(conf.source[0].name, "b10");
	assert_string_equal(conf.source[1].name, "a20");
	assert_string_equal(conf.source[2].name, "a30");
	assert_string_equal(conf.source[3].name, "b40");
}

/* What DHCP hooks write must not keep the daemon from starting. */
static void
sourcedir(void **state)
{
	(void)state;
	assert_int_equal(load_files(&conf, FILES(
	    { "/c", "sourcedir /s\nport 5\n" },
	    { "/s/a.sources", "server a iburst\nport 9\nserver b bogus\n"
	    "server n nts\npool p\nserver 10.0.0.1" },
	    { "/s/b.conf", "server no\n" }), "/c"), 0);
	assert_int_equal(conf.nsources, 2);
	assert_string_equal(conf.source[1].name, "p");
	assert_int_equal(conf.port, 5);
	assert_string_equal(said,
	    "W /s/a.sources:2: port: expected server, pool or peer, line "
	    "ignored\n"
	    "W /s/a.sources:3: bogus: expected an option (usage: server HOST "
	    "[OPTION...]), line ignored\n"
	    "W /s/a.sources:4: nts: not supported yet, and without it the "
	    "source would not be authenticated, line ignored\n"
	    "W /s/a.sources:6: server: line without newline, ignored\n");
	/* Outside, the rules are strict again. */
	assert_int_equal(load_files(&conf, FILES(
	    { "/c", "sourcedir /s\nbogus\n" },
	    { "/s/a.sources", "server a\n" }), "/c"), 1);
}

static void
search(void **state)
{
	(void)state;
	assert_int_equal(load_files(&conf, FILES(
	    { "/etc/ntpd.conf", "server n\n" },
	    { "/etc/chrony/chrony.conf", "server c\n" }), NULL), 0);
	assert_string_equal(said, "N /etc/chrony/chrony.conf: the "
	    "configuration is taken from here\n");
	assert_string_equal(conf.source[0].name, "c");

	assert_int_equal(load_files(&conf, FILES(
	    { SYSCONFDIR "/chimed.conf", "server a\n" },
	    { "/etc/chrony.conf", "server b\n" }), NULL), 0);
	assert_string_equal(conf.source[0].name, "a");

	assert_int_equal(load_files(&conf, FILES({ "/x", "" }), NULL), 1);
	assert_string_equal(said, "E no configuration: none of " SYSCONFDIR
	    "/chimed.conf, /etc/chrony.conf, /etc/chrony/chrony.conf, "
	    "/etc/ntpd.conf exists\n");
	assert_int_equal(load_files(&conf, FILES({ "/x", "" }), "/y"), 1);
	assert_string_equal(said, "E /y: No such file or directory\n");
}

static void
writable(void **state)
{
	(void)state;
	assert_int_equal(load_files(&conf, FILES({ "/writable", "" }),
	    "/writable"), 0);
	assert_string_equal(said,
	    "W /writable: can be written by group or others\n");
}

static void
arguments(void **state)
{
	static char		 a[] = "server a # x", b[] = "bogus",
	    c[] = "makestep 1", d[] = "# nothing";
	char *const		 list[] = { a, b, c, d };

	(void)state;
	said[0] = '\0';
	assert_int_equal(par_conf_load_args(&conf, &mem_io, list, 4, collect,
	    NULL), 2);
	assert_int_equal(conf.nsources, 1);
	assert_string_equal(said, "E argument:2: bogus: expected a directive\n"
	    "E argument:3: makestep: expected a whole number from -2147483647 "
	    "to 2147483647 next (usage: makestep SECONDS LIMIT)\n");
}

static void
put_file(const char *dir, const char *name, const char *text, mode_t mode)
{
	char	path[256];
	FILE	*f;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	assert_non_null(f = fopen(path, "w"));
	fputs(text, f);
	fclose(f);
	assert_int_equal(chmod(path, mode), 0);
}

/* The same through the real file system. */
static void
real_files(void **state)
{
	char	dir[] = "/tmp/t_par_include.XXXXXX";
	char	path[256], text[256];

	(void)state;
	assert_non_null(mkdtemp(dir));
	put_file(dir, "b.conf", "server b\n", 0644);
	put_file(dir, "a.conf", "server a\n", 0644);
	put_file(dir, "c.sources", "server c\n", 0664);
	snprintf(text, sizeof text, "include %s/[b]*.conf\nconfdir %s\n"
	    "sourcedir %s %s/none\n", dir, dir, dir, dir);
	put_file(dir, "main", text, 0600);
	snprintf(path, sizeof path, "%s/main", dir);
	said[0] = '\0';
	assert_int_equal(par_conf_load(&conf, &par_conf_files, path, collect,
	    NULL), 0);
	assert_int_equal(conf.nsources, 3);
	assert_string_equal(conf.source[0].name, "b");
	assert_string_equal(conf.source[1].name, "a");
	assert_string_equal(conf.source[2].name, "c");
	snprintf(text, sizeof text, "W %s/b.conf:1: b: given before, ignored\n"
	    "W %s/c.sources: can be written by group or others\n", dir, dir);
	assert_string_equal(said, text);

	said[0] = '\0';
	assert_int_equal(par_conf_load(&conf, &par_conf_files, dir, collect,
	    NULL), 1);
	snprintf(text, sizeof text, "E %s: Is a directory\n", dir);
	assert_string_equal(said, text);
	snprintf(text, sizeof text, "rm -r '%s'", dir);
	assert_int_equal(system(text), 0);
}

/* A reload could not read those beyond what the sandbox is told of. */
static void
many_directories(void **state)
{
	static char	text[8192];
	char		line[64];
	int		i;

	(void)state;
	text[0] = '\0';
	for (i = 0; i <= PAR_READS; i++) {
		snprintf(line, sizeof line, "sourcedir /d%d\n", i);
		strlcat(text, line, sizeof text);
	}
	assert_int_equal(load_text(&conf, text), 1);
	assert_string_equal(said, "E c:33: /d32: expected files in at most 32 "
	    "directories\n");
	/* one that is named again is no other */
	strlcpy(strstr(text, "/d32"), "/d3\n", 5);
	assert_int_equal(load_text(&conf, text), 0);
}

/* Nobody writes to the FIFO: a read would never end. */
static void
irregular(void **state)
{
	static const char *const	lines[] = {
		"include %s/fifo.conf", "include %s/fi*", "include %s/null",
		"include %s/sock", "confdir %s", "sourcedir %s"
	};
	char			dir[] = "/tmp/t_par_include.XXXXXX";
	char			path[64], text[256];
	struct sockaddr_un	sun = { .sun_family = AF_UNIX };
	struct par_text		read;
	int			fd;
	size_t			i;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/fifo.conf", dir);
	assert_int_equal(mkfifo(path, 0600), 0);
	snprintf(path, sizeof path, "%s/fifo.sources", dir);
	assert_int_equal(mkfifo(path, 0600), 0);
	snprintf(path, sizeof path, "%s/null", dir);
	assert_int_equal(symlink("/dev/null", path), 0);
	snprintf(sun.sun_path, sizeof sun.sun_path, "%s/sock", dir);
	assert_true((fd = socket(AF_UNIX, SOCK_STREAM, 0)) != -1);
	assert_int_equal(bind(fd, (struct sockaddr *)&sun, sizeof sun), 0);
	close(fd);
	alarm(10);
	for (i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		snprintf(text, sizeof text, lines[i], dir);
		put_file(dir, "main", text, 0600);
		snprintf(path, sizeof path, "%s/main", dir);
		said[0] = '\0';
		assert_int_equal(par_conf_load(&conf, &par_conf_files, path,
		    collect, NULL) > 0, text[0] != 's');
		snprintf(text, sizeof text, "%s/main:1: ", dir);
		assert_non_null(strstr(said, text));
		assert_non_null(strstr(said, "expected a readable file: "
		    "not a regular file"));
	}
	snprintf(conf.keyfile, sizeof conf.keyfile, "%s/fifo.conf", dir);
	assert_int_equal(par_conf_files.read(NULL, conf.keyfile, &read),
	    PAR_IRREGULAR);
	/* the file that names them may come through a pipe */
	snprintf(path, sizeof path, "%s/null", dir);
	assert_int_equal(par_conf_load(&conf, &par_conf_files, path, collect,
	    NULL), 0);
	alarm(0);
	snprintf(text, sizeof text, "rm -r '%s'", dir);
	assert_int_equal(system(text), 0);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(include),
		cmocka_unit_test(nested_errors),
		cmocka_unit_test(depth),
		cmocka_unit_test(confdir),
		cmocka_unit_test(sourcedir),
		cmocka_unit_test(search),
		cmocka_unit_test(writable),
		cmocka_unit_test(arguments),
		cmocka_unit_test(real_files),
		cmocka_unit_test(many_directories),
		cmocka_unit_test(irregular),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
