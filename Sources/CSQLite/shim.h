#ifndef SALTHOUSE_CSQLITE_H
#define SALTHOUSE_CSQLITE_H
#include <sqlite3.h>

/* Swift calls no variadic function: this is sqlite3_db_config for the options that are on or off. */
static inline int salthouse_sqlite_switch(sqlite3 *database, int option, int on) {
    int now = -1;
    int result = sqlite3_db_config(database, option, on, &now);
    return result == SQLITE_OK && now != on ? SQLITE_ERROR : result;
}

/* Swift imports no macro that casts: SQLITE_TRANSIENT tells SQLite to copy what is bound. */
static inline int salthouse_sqlite_bind_text(sqlite3_stmt *statement, int index, const char *text, sqlite3_uint64 count) {
    return sqlite3_bind_text64(statement, index, text, count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static inline int salthouse_sqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count) {
    return sqlite3_bind_blob64(statement, index, bytes, count, SQLITE_TRANSIENT);
}
#endif
