/* ISC licence, see LICENSE. */
/* How often to ask. */
#ifndef CLK_POLL_H
#define CLK_POLL_H

/*
 * The interval (s, any real number) to use after the interval now_s, for
 * queues of mean jitter_s on each way and an oscillator whose rate wanders by
 * wander per sqrt(s): towards 0.70 (jitter / wander)^(2/3), the interval over
 * which the wander amounts to about the jitter.
 */
double	clk_poll_interval(double jitter_s, double wander, double now_s,
	    double min_s, double max_s);

#endif
