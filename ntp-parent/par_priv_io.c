/* ISC licence, see LICENSE. */
/* The account of the children. */
#include <sys/types.h>

#include <pwd.h>
#include <stddef.h>

#include "par_priv_io.h"

int
par_priv_user(const char *name, uid_t *uid, gid_t *gid, const char **unfit)
{
	struct passwd	*pw = getpwnam(name);

	*unfit = pw == NULL ? "does not exist" :
	    pw->pw_uid == 0 ? "is root" : NULL;
	if (*unfit != NULL && (pw = getpwnam("nobody")) == NULL)
		return -1;
	*uid = pw->pw_uid;
	*gid = pw->pw_gid;
	return 0;
}
