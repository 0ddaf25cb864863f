#!/bin/sh
# ISC licence, see LICENSE.
# Pure files call no system: whatever an object needs from outside is either
# in another pure object or on the list below.  Nor do they keep anything:
# no object has writable data of its own.
. "$(dirname "$0")/../lib.sh"
cd "$TOP" || exit 1
T=$(mktemp -d "${TMPDIR:-/tmp}/chimed.XXXXXX") || exit 1
trap 'rm -rf "$T"' EXIT

# The shells, and what is one with a system by nature.
is_system() {
	case $1 in
	*_main|*_io|sbx_linux|sbx_openbsd|sbx_freebsd|sbx_posix) return 0 ;;
	loop|par_clock_linux|par_clock_bsd) return 0 ;;
	# the tool that people run, not a process of the daemon
	chimectl_*) return 0 ;;
	esac
	return 1
}

# Functions of the C library that only compute, and what compilers add.
cat >"$T/allowed" <<'END'
memchr memcmp bcmp memcpy memmove memset explicit_bzero timingsafe_bcmp
__explicit_bzero_chk __memcpy_chk __memmove_chk __memset_chk
strcat strchr strcmp strcspn strlen strncmp strncasecmp strcasecmp strnlen
strpbrk strrchr strspn strstr strlcpy strlcat strsep strtok_r
__strlcpy_chk __strlcat_chk
isalnum isalpha isdigit isspace isupper islower isxdigit isprint tolower
toupper __ctype_b_loc __ctype_tolower_loc __ctype_toupper_loc
strtod strtol strtoll strtoul strtoull strtonum
__isoc23_strtol __isoc23_strtoll __isoc23_strtoul __isoc23_strtoull
strftime snprintf vsnprintf __snprintf_chk __vsnprintf_chk
inet_pton inet_ntop htons htonl ntohs ntohl gmtime_r timegm
abs labs llabs qsort bsearch
log2f roundf acos asin atan atan2 ceil cos erf erfc exp exp2 expm1 fabs floor fmax fmin
fmod frexp hypot ldexp lgamma llrint llround log log10 log1p log2 logb
lrint lround modf nearbyint pow remainder rint round scalbn sin sqrt tan
tanh tgamma trunc
MD5Init MD5Update MD5Final
nettle_sha1_init nettle_sha1_update nettle_sha1_digest
nettle_md5 nettle_sha1 nettle_sha256 nettle_sha384 nettle_sha512
nettle_cmac_aes128_set_key nettle_cmac_aes128_update
nettle_cmac_aes128_digest nettle_cmac_aes256_set_key
nettle_cmac_aes256_update nettle_cmac_aes256_digest
sodium_memcmp sodium_memzero crypto_shorthash
strerror __assert_fail abort __errno_location
__divti3 __divmodti4 __udivti3 __modti3 __umodti3
__stack_chk_fail _GLOBAL_OFFSET_TABLE_ __tls_get_addr
END
tr ' \t' '\n\n' <"$T/allowed" | sort -u >"$T/allow"

pure=
for o in "$B"/common/*.o "$B"/ntp-*/*.o; do
	is_system "$(basename "$o" .o)" || pure="$pure $o"
done
[ -n "$pure" ] || fail "no objects in $B"
nm --defined-only -g $pure | awk 'NF == 3 { print $3 }' | sort -u >"$T/own"

bad=0 n=0
for o in $pure; do
	n=$((n + 1))
	for s in $(nm -u "$o" | awk '{ print $2 }' |
	    sed 's/@.*//' | sort -u | comm -23 - "$T/own" |
	    comm -23 - "$T/allow"); do
		case $s in
		__asan_*|__ubsan_*|__sanitizer_*) [ -z "$SAN" ] || continue ;;
		crypto_*) continue ;;	# libsodium computes
		esac
		echo "$o: calls $s"
		bad=$((bad + 1))
	done
	[ -z "$SAN" ] || continue	# sanitizers add data
	for s in $(size -A "$o" | awk '$2 > 0 &&
	    ($1 ~ /^\.t?bss/ || $1 ~ /^\.t?data/) && $1 !~ /\.rel\.ro/ {
		print $1 }'); do
		echo "$o: has writable data in $s"
		bad=$((bad + 1))
	done
done
[ $bad = 0 ] || fail "$bad impurities"
[ $n -gt 10 ] || fail "only $n objects"
ok "$n pure objects"
