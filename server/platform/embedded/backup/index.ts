export { makeBackup, type BackupOptions } from './make-backup.ts'
export { BackupUnusable, backupFormat, type Manifest } from './manifest.ts'
export { restoreBackup, type RestoreOptions } from './restore-backup.ts'
export { clearRestored, readRestored, refuseHalfRestored, tombstonesPath, type Restored } from './restored.ts'
