// What Swift's Glibc module cannot show: variadic calls, feature-gated calls and macros of Linux.
#ifndef SALTHOUSE_CLINUX_SHIM_H
#define SALTHOUSE_CLINUX_SHIM_H

// No feature macro is defined here: `_GNU_SOURCE` changes `fd_set`, and then Swift finds two different ones, this
// module's and Glibc's, and refuses whichever it meets second. Types that both have, such as `timespec`, belong to
// whichever a compiler run happened to read first: who uses one imports both.
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <sys/types.h>
#include <sys/un.h>
#include <unistd.h>

// asm/fcntl.h values through fcntl.h, independent of the feature macros that the importer happened to use.
#ifndef O_DIRECT
#define O_DIRECT __O_DIRECT
#endif
#ifndef F_OFD_SETLK
#define F_OFD_SETLK 37
#endif

extern int accept4(int, struct sockaddr *, socklen_t *, int);
extern long syscall(long, ...);
extern int fallocate(int, int, off_t, off_t);
extern int pthread_setname_np(pthread_t, const char *);

static const int clinux_o_direct = O_DIRECT;

static inline int clinux_open(const char *path, int flags, mode_t mode) {
    return open(path, flags, mode);
}

/// Always the system call: newer C libraries answer `getrandom` themselves, and no trace would show the draw.
static inline ssize_t clinux_getrandom(void *buffer, size_t count) {
    return syscall(SYS_getrandom, buffer, count, 0);
}

static inline int clinux_fallocate(int descriptor, int64_t length) {
    return fallocate(descriptor, 0, 0, (off_t)length);
}

/// Takes an exclusive lock on the whole file that belongs to the open file description, without waiting.
static inline int clinux_lock_description(int descriptor) {
    struct flock whole;
    memset(&whole, 0, sizeof whole);
    whole.l_type = F_WRLCK;
    whole.l_whence = SEEK_SET;
    return fcntl(descriptor, F_OFD_SETLK, &whole);
}

/// Gives that lock up.
static inline int clinux_unlock_description(int descriptor) {
    struct flock whole;
    memset(&whole, 0, sizeof whole);
    whole.l_type = F_UNLCK;
    whole.l_whence = SEEK_SET;
    return fcntl(descriptor, F_OFD_SETLK, &whole);
}

static inline int clinux_set_thread_name(pthread_t thread, const char *name) {
    return pthread_setname_np(thread, name);
}

/// The processors that this process may run on; the C library counts them without feature macros.
static inline long clinux_processors(void) { return sysconf(_SC_NPROCESSORS_ONLN); }

/// Asks the kernel, without setting anything: 1 where its clock is synchronised, 0 where it is not, -1 where it does not say.
static inline int clinux_clock_is_synchronised(void) {
    struct timex state;
    memset(&state, 0, sizeof state);
    int verdict = adjtimex(&state);
    if (verdict < 0) return -1;
    return verdict != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
}

static inline int clinux_accept(int listener, void *address, socklen_t *length) {
    return accept4(listener, (struct sockaddr *)address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

static inline int clinux_stream_socket(int family) {
    return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

static inline int clinux_bind(int descriptor, const void *address, socklen_t length) {
    return bind(descriptor, (const struct sockaddr *)address, length);
}

static inline int clinux_connect(int descriptor, const void *address, socklen_t length) {
    return connect(descriptor, (const struct sockaddr *)address, length);
}

static inline int clinux_get_name(int descriptor, void *address, socklen_t *length) {
    return getsockname(descriptor, (struct sockaddr *)address, length);
}

static inline ssize_t clinux_send(int descriptor, const void *bytes, size_t count) {
    return send(descriptor, bytes, count, MSG_NOSIGNAL);
}

static inline int clinux_eventfd(void) {
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

static inline int clinux_epoll_create(void) {
    return epoll_create1(EPOLL_CLOEXEC);
}

static const uint32_t clinux_epoll_in = EPOLLIN;
static const uint32_t clinux_epoll_out = EPOLLOUT;
static const uint32_t clinux_epoll_peer_closed = EPOLLRDHUP;
static const uint32_t clinux_epoll_hang_up = EPOLLHUP;
static const uint32_t clinux_epoll_error = EPOLLERR;

static inline int clinux_epoll_add(int epoll, int descriptor, uint32_t events, uint64_t tag) {
    struct epoll_event event;
    memset(&event, 0, sizeof event);
    event.events = events;
    event.data.u64 = tag;
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

static inline int clinux_epoll_modify(int epoll, int descriptor, uint32_t events, uint64_t tag) {
    struct epoll_event event;
    memset(&event, 0, sizeof event);
    event.events = events;
    event.data.u64 = tag;
    return epoll_ctl(epoll, EPOLL_CTL_MOD, descriptor, &event);
}

static inline int clinux_epoll_remove(int epoll, int descriptor) {
    return epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, NULL);
}

/// Waits for at most 64 events and writes their flags and tags to two arrays of 64.
static inline int clinux_epoll_wait(int epoll, uint32_t *flags, uint64_t *tags, int milliseconds) {
    struct epoll_event events[64];
    int count = epoll_wait(epoll, events, 64, milliseconds);
    for (int i = 0; i < count; i++) {
        flags[i] = events[i].events;
        tags[i] = events[i].data.u64;
    }
    return count;
}

#endif
