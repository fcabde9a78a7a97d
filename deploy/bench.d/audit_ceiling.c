/* What this disk can do: audit_ceiling FILE CLIENTS RECORDS. Each client appends a record of 600 bytes and waits until it is
   durable; while one batch is being made durable the next one gathers. Prints nanoseconds, and p50 and p99 of the waits. */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { RECORD = 600 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t work = PTHREAD_COND_INITIALIZER, done = PTHREAD_COND_INITIALIZER;
static char *buffer[2];
static size_t waiting, durable, taken;
static int clients, each, file, finished;
static long *waits;

static long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000L + time.tv_nsec;
}

static void *client(void *argument) {
    long number = (long)argument;
    char record[RECORD];
    memset(record, 'x', sizeof record);
    record[RECORD - 1] = '\n';
    for (int round = 0; round < each; round++) {
        long start = now();
        pthread_mutex_lock(&mutex);
        memcpy(buffer[0] + waiting * RECORD, record, RECORD);
        waiting++;
        size_t mine = taken + waiting;
        pthread_cond_signal(&work);
        while (durable < mine) pthread_cond_wait(&done, &mutex);
        pthread_mutex_unlock(&mutex);
        waits[number * each + round] = now() - start;
    }
    pthread_mutex_lock(&mutex);
    if (++finished == clients) pthread_cond_signal(&work);
    pthread_mutex_unlock(&mutex);
    return NULL;
}

static int compare(const void *left, const void *right) {
    long a = *(const long *)left, b = *(const long *)right;
    return (a > b) - (a < b);
}

int main(int count, char **words) {
    if (count != 4) return 2;
    clients = atoi(words[2]);
    each = atoi(words[3]) / clients;
    file = open(words[1], O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);
    if (file < 0) return 1;
    buffer[0] = malloc((size_t)clients * RECORD);
    buffer[1] = malloc((size_t)clients * RECORD);
    waits = malloc(sizeof *waits * (size_t)clients * (size_t)each);
    pthread_t threads[clients];
    long start = now();
    for (long number = 0; number < clients; number++) pthread_create(&threads[number], NULL, client, (void *)number);
    pthread_mutex_lock(&mutex);
    while (1) {
        while (waiting == 0 && finished < clients) pthread_cond_wait(&work, &mutex);
        if (waiting == 0) break;
        char *batch = buffer[0];
        buffer[0] = buffer[1];
        buffer[1] = batch;
        size_t size = waiting;
        taken += size;
        waiting = 0;
        pthread_mutex_unlock(&mutex);
        if (write(file, batch, size * RECORD) != (ssize_t)(size * RECORD) || fdatasync(file) != 0) return 1;
        pthread_mutex_lock(&mutex);
        durable = taken;
        pthread_cond_broadcast(&done);
    }
    pthread_mutex_unlock(&mutex);
    long elapsed = now() - start;
    for (int number = 0; number < clients; number++) pthread_join(threads[number], NULL);
    size_t total = (size_t)clients * (size_t)each;
    qsort(waits, total, sizeof *waits, compare);
    printf("{\"entries\": %zu, \"nanoseconds\": %ld, \"p50\": %ld, \"p99\": %ld}\n", total, elapsed,
           waits[total / 2], waits[total * 99 / 100]);
    return 0;
}
