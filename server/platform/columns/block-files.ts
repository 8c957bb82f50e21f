/**
 * Blocks on their way into a store that is a process of ours: as files that it reads. Through a socket each byte is
 * copied four times more, and that costs as much again as a third of the insert (measured).
 */
import { mkdirSync, rmSync } from 'node:fs'
import { open, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { unavailable } from '#platform/errors'

export type BlockFiles = {
  /**
   * Runs `insert` with the file's name as the store finds it; then the file is gone, whatever came of it. Throws
   * unavailable when there is no room for it.
   */
  lend(parts: readonly Buffer[], insert: (name: string) => Promise<void>): Promise<void>
}

const folder = 'blocks'

/** `directory`: the store's working directory. What an earlier process left there goes. */
export function openBlockFiles(directory: string): BlockFiles {
  rmSync(join(directory, folder), { recursive: true, force: true })
  mkdirSync(join(directory, folder), { mode: 0o700 })
  let next = 0
  return {
    lend: async (parts, insert) => {
      const name = join(folder, String(next++))
      const path = join(directory, name)
      try {
        await write(path, parts).catch((error: unknown) => {
          throw unavailable('there is no room for what is to be written', error)
        })
        await insert(name)
      } finally {
        await unlink(path).catch(() => undefined)
      }
    },
  }
}

/** Not flushed: the store answers for what it has read, and nobody reads the file after a crash. */
async function write(path: string, parts: readonly Buffer[]): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    const { bytesWritten } = await file.writev(parts)
    const length = parts.reduce((sum, part) => sum + part.length, 0)
    if (bytesWritten !== length) throw new Error(`${bytesWritten} of ${length} bytes were written`)
  } finally {
    await file.close()
  }
}
