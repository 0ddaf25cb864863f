/* ISC licence, see LICENSE. */
/* The daemon's directories, its pid file, its going into the background. */
#ifndef PAR_PATH_IO_H
#define PAR_PATH_IO_H

#define PAR_RUNDIR	"/run/chimed"
#define PAR_EMPTY	PAR_RUNDIR "/empty"

/*
 * Makes a directory and those above it (0755) where they are missing.
 * Returns 0, or -1 with errno.
 */
int	 par_path_make(const char *dir);

/*
 * The empty root of children: makes it (0555, root's), checks that nobody
 * else can write there.  Returns its path, or NULL with errno.
 */
const char *par_path_empty(void);

/*
 * Where the children's programs are: where they are installed; for a build
 * that is not, beside this program's own file.  Never NULL.
 */
const char *par_path_programs(void);

/*
 * Writes the pid file, never through a symbolic link and never over
 * something that is not a file.  Returns 0, or -1 with errno; EEXIST: the
 * daemon that has locked it, as we do from here on, is alive.
 */
int	 par_pidfile_write(const char *path);
void	 par_pidfile_remove(const char *path);

/*
 * Goes into the background.  The caller continues in the new process; the
 * old one waits until that calls par_background_done (which also lets go
 * of the terminal) and exits with its status, or with 1 when it dies first.
 */
void	 par_background(void);
void	 par_background_done(int status);

#endif
