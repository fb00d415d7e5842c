// What Swift's Glibc does not import of the system's calls about files: only the Files room imports this.
#pragma once

#pragma clang assume_nonnull begin

/// Renames `from` in the folder `folder` to `to` in the same folder, unless something has that name (renameat2 with
/// RENAME_NOREPLACE). Returns 0 or an errno: EEXIST if the name is taken, EINVAL or ENOSYS if the file system cannot
/// do it.
int shim_rename_to_new_name(int folder, const char *from, const char *to);

#pragma clang assume_nonnull end
