/* ISC licence, see LICENSE. */
/* How honest the stated uncertainty is: errors against what is claimed. */
#ifndef SIM_CALIB_H
#define SIM_CALIB_H

#include <stdio.h>

struct sim_host;
struct sim_world;

#define SIM_CALIB_BINS	256

/* Over the time that a host was synchronised, its first ten minutes not
 * counted. */
struct sim_calib {
	double	time_s;
	double	inside_s;	/* f's error was below its standard deviation */
	double	wall2_s3;	/* square of wall's error, over time */
	double	distance_s[SIM_CALIB_BINS];	/* time by root distance */
};

/* dt_s have passed in which f and wall were as they are now. */
void	 sim_calib_note(struct sim_host *, double dt_s);

/* Adds; writes a line: share inside, RMS of wall, median root distance. */
void	 sim_calib_add(struct sim_calib *, const struct sim_calib *);
void	 sim_calib_print(FILE *, const struct sim_calib *, const char *host,
	    const char *title);

#endif
