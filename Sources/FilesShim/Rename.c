#define _GNU_SOURCE
#include "FilesShim.h"

#include <errno.h>
#include <stdio.h>

int shim_rename_to_new_name(int folder, const char *from, const char *to) {
    return renameat2(folder, from, folder, to, RENAME_NOREPLACE) == 0 ? 0 : errno;
}
