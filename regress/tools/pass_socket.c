/* ISC licence, see LICENSE. */
/*
 * Runs a program with a bound UDP socket, as a service manager does with
 * socket activation (sd_listen_fds(3)).  Prints "passed INODE"; when
 * somebody opens FIFO to write, "discover N", IP_MTU_DISCOVER of the socket
 * as the program has set it.
 * usage: pass_socket FIFO ADDRESS PORT PROGRAM [ARGUMENT...]
 */
#include <sys/types.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <arpa/inet.h>
#include <err.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FIRST_FD	3

/* A process that the program does not know of; sockets are shared. */
static void
watch(int fd, const char *fifo)
{
#ifdef IP_MTU_DISCOVER
	int		how = -1;
	socklen_t	len = sizeof how;

	if (fork() != 0)
		return;
	if (fork() == 0 && open(fifo, O_RDONLY) != -1 && getsockopt(fd,
	    IPPROTO_IP, IP_MTU_DISCOVER, &how, &len) == 0) {
		printf("discover %d\n", how);
		fflush(stdout);
	}
	_exit(0);
#else
	(void)fd;
	(void)fifo;
#endif
}

int
main(int argc, char **argv)
{
	struct sockaddr_in	sin = { .sin_family = AF_INET };
	struct stat		st;
	char			pid[32];
	int			fd;

	if (argc < 5)
		errx(2, "usage: pass_socket fifo address port program ...");
	sin.sin_port = htons((uint16_t)atoi(argv[3]));
	if (inet_pton(AF_INET, argv[2], &sin.sin_addr) != 1)
		errx(2, "%s: not an IPv4 address", argv[2]);
	if ((fd = socket(AF_INET, SOCK_DGRAM, 0)) == -1 ||
	    bind(fd, (struct sockaddr *)&sin, sizeof sin) == -1 ||
	    fstat(fd, &st) == -1)
		err(2, "%s %s", argv[2], argv[3]);
	if (fd != FIRST_FD && (dup2(fd, FIRST_FD) == -1 || close(fd) == -1))
		err(2, "descriptor 3");
	snprintf(pid, sizeof pid, "%ld", (long)getpid());
	if (setenv("LISTEN_PID", pid, 1) == -1 ||
	    setenv("LISTEN_FDS", "1", 1) == -1)
		err(2, "setenv");
	printf("passed %llu\n", (unsigned long long)st.st_ino);
	fflush(stdout);
	watch(FIRST_FD, argv[1]);
	while (wait(NULL) != -1)
		;
	execv(argv[4], argv + 4);
	err(2, "%s", argv[4]);
}
