/** `watchword backup` and `watchword restore`: run on the program's own Node, which knows TypeScript. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const backupUsage = `usage: watchword backup <directory> [--with-key]
       watchword restore <backup> (--tombstones <file> | --no-tombstones) [--key <file>] [--force]

  backup         of the installation in WATCHWORD_DATA_DIR, running or not, into a directory that does not exist yet
  --with-key     with the key file: whoever has the backup can then read every secret in it
  restore        into WATCHWORD_DATA_DIR, which must be empty and not in use
  --tombstones   the copy of tombstones.ndjson that was kept elsewhere: who was erased since the backup is erased again
                 before anything is served
  --no-tombstones  nobody was erased since the backup
  --key          the key file of the installation; not needed with WATCHWORD_SECRET_KEY or a backup --with-key
  --force        what is in the data directory is put aside`

const node = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url))
const program = fileURLToPath(new URL('backup.ts', import.meta.url))

/** Answers the exit code: 0 done, 1 refused, 2 not understood. */
export function backupOrRestore(args) {
  if (!existsSync(node)) {
    console.error('the packages are not installed yet: run npm ci --ignore-scripts')
    return 2
  }
  const child = spawn(node, [program, ...args], { stdio: 'inherit' })
  return new Promise((resolve) => {
    child.once('exit', (code) => {
      if (code === 2) console.error(`\n${backupUsage}`)
      resolve(code ?? 1)
    })
  })
}
