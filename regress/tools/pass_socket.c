/* ISC licence, see LICENSE. */
/*
 * Runs a program with a bound UDP socket, as a service manager does with
 * socket activation (sd_listen_fds(3)).  Prints "passed INODE".
 * usage: pass_socket ADDRESS PORT PROGRAM [ARGUMENT...]
 */
#include <sys/types.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <arpa/inet.h>
#include <err.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FIRST_FD	3

int
main(int argc, char **argv)
{
	struct sockaddr_in	sin = { .sin_family = AF_INET };
	struct stat		st;
	char			pid[32];
	int			fd;

	if (argc < 4)
		errx(2, "usage: pass_socket address port program ...");
	sin.sin_port = htons((uint16_t)atoi(argv[2]));
	if (inet_pton(AF_INET, argv[1], &sin.sin_addr) != 1)
		errx(2, "%s: not an IPv4 address", argv[1]);
	if ((fd = socket(AF_INET, SOCK_DGRAM, 0)) == -1 ||
	    bind(fd, (struct sockaddr *)&sin, sizeof sin) == -1 ||
	    fstat(fd, &st) == -1)
		err(2, "%s %s", argv[1], argv[2]);
	if (fd != FIRST_FD && (dup2(fd, FIRST_FD) == -1 || close(fd) == -1))
		err(2, "descriptor 3");
	snprintf(pid, sizeof pid, "%ld", (long)getpid());
	if (setenv("LISTEN_PID", pid, 1) == -1 ||
	    setenv("LISTEN_FDS", "1", 1) == -1)
		err(2, "setenv");
	printf("passed %llu\n", (unsigned long long)st.st_ino);
	fflush(stdout);
	execv(argv[3], argv + 3);
	err(2, "%s", argv[3]);
}
