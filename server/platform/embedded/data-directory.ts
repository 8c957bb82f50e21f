/** The data directory has one owner at a time, and a format that an older program refuses to touch. */
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode } from './processes.ts'
import { tryLockFile } from './lock-file.ts'

/** What the files below the data directory look like; raised when an older program could no longer read them. */
export const dataFormat = 1

/** Another process works on the data directory, or it is not for this program. The message is for the operator. */
export class DataDirectoryLocked extends Error {
  override name = 'DataDirectoryLocked'
}

export class DataDirectoryTooNew extends Error {
  override name = 'DataDirectoryTooNew'
}

const held = new Set<string>()

/** Whether this process is the owner. */
export function ownsDataDirectory(dataDir: string): boolean {
  return held.has(realpathSync(dataDir))
}

/**
 * Makes this process the directory's owner until `release`; makes the directory (mode 0700) when there is none.
 * Throws DataDirectoryLocked when someone else is, DataDirectoryTooNew when a newer version has written to it.
 * The lock of an owner that died is taken over.
 */
export async function lockDataDirectory(dataDir: string): Promise<{ release(): Promise<void> }> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const real = realpathSync(dataDir)
  const result = tryLockFile(join(real, 'owner.lock'))
  if ('owner' in result) {
    const { pid, host } = result.owner
    throw new DataDirectoryLocked(
      `${dataDir} is in use by process ${pid} on ${host}. Only one Watchword may work on a data directory: ` +
        'stop that one, or give this one a directory of its own. (If that host no longer exists, try again in 20 s.)',
    )
  }
  try {
    checkFormat(real, dataDir)
  } catch (error) {
    result.release()
    throw error
  }
  held.add(real)
  return {
    release: async () => {
      held.delete(real)
      result.release()
    },
  }
}

function checkFormat(real: string, shown: string): void {
  const path = join(real, 'FORMAT')
  const found = readFormat(path)
  if (found === undefined) return writeFileSync(path, `${dataFormat}\n`, { mode: 0o600, flush: true })
  if (!(found <= dataFormat)) {
    throw new DataDirectoryTooNew(
      `${shown} has format ${found}, but this version of Watchword knows only ${dataFormat}. Install the newer version again.`,
    )
  }
}

function readFormat(path: string): number | undefined {
  try {
    return Number(readFileSync(path, 'utf8').trim())
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}
