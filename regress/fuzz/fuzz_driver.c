/* ISC licence, see LICENSE. */
/*
 * Runs a fuzz target without a fuzzer: on every file of a corpus, and on
 * mutations of them that are the same in every run.
 * usage: fuzz_TARGET CORPUS [MUTATIONS]
 */
#include <sys/types.h>

#include <dirent.h>
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INPUT_MAX	4096
#define FILES_MAX	256

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static struct {
	uint8_t	data[INPUT_MAX];
	size_t	len;
}			files[FILES_MAX];
static size_t		nfiles;
static uint64_t		rng = 1;

static uint32_t
draw(uint32_t below)
{
	rng = rng * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (uint32_t)(rng >> 33) % below;
}

static void
load(const char *dir)
{
	char		 path[1024];
	struct dirent	*e;
	DIR		*d;
	FILE		*f;

	if ((d = opendir(dir)) == NULL)
		err(2, "%s", dir);
	while ((e = readdir(d)) != NULL && nfiles < FILES_MAX) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
		if ((f = fopen(path, "rb")) == NULL)
			err(2, "%s", path);
		files[nfiles].len = fread(files[nfiles].data, 1, INPUT_MAX, f);
		nfiles++;
		fclose(f);
	}
	closedir(d);
}

/* Bits, octets, lengths: what breaks parsers. */
static size_t
mutate(uint8_t *data, size_t len)
{
	uint32_t	n = 1 + draw(8);

	while (n-- > 0 && len > 0)
		switch (draw(4)) {
		case 0:
			data[draw((uint32_t)len)] ^= (uint8_t)(1 << draw(8));
			break;
		case 1:
			data[draw((uint32_t)len)] = (uint8_t)draw(256);
			break;
		case 2:
			len = draw((uint32_t)len + 1);
			break;
		case 3:
			if (len + 4 <= INPUT_MAX) {
				memset(data + len, (int)draw(256), 4);
				len += 4;
			}
		}
	return len;
}

/* A copy of its own, exactly as long: a sanitizer sees what lies behind. */
static void
run(const uint8_t *data, size_t len)
{
	uint8_t	*copy = malloc(len > 0 ? len : 1);

	if (copy == NULL)
		err(2, NULL);
	memcpy(copy, data, len);
	(void)LLVMFuzzerTestOneInput(copy, len);
	free(copy);
}

int
main(int argc, char **argv)
{
	static uint8_t	data[INPUT_MAX];
	uint64_t	i, n = 0;
	size_t		k, len;

	if (argc < 2)
		errx(2, "usage: fuzz_target corpus [mutations]");
	load(argv[1]);
	if (nfiles == 0)
		errx(1, "%s: empty", argv[1]);
	for (k = 0; k < nfiles; k++)
		run(files[k].data, files[k].len);
	if (argc > 2)
		n = strtoull(argv[2], NULL, 10);
	for (i = 0; i < n; i++) {
		k = draw((uint32_t)nfiles);
		memcpy(data, files[k].data, files[k].len);
		len = mutate(data, files[k].len);
		run(data, len);
	}
	printf("%zu inputs, %llu mutations\n", nfiles, (unsigned long long)n);
	return 0;
}
