#ifndef SALTHOUSE_CSQLITE_H
#define SALTHOUSE_CSQLITE_H
#include <sqlite3.h>
#endif
