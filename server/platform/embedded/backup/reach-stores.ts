/** The embedded stores for a command beside the program: those that run, or started for the purpose. */
import type { Log } from '#platform/log'
import { existsSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DataDirectoryLocked, lockDataDirectory } from '../data-directory.ts'
import { startEmbedded } from '../start.ts'

export type ReachedStores = { databaseUrl: string; clickhouseUrl: string; close(): Promise<void> }

/**
 * A running program's own sockets are used: they lie in the data directory, which only its user may enter, and the
 * database asks the kernel who connects. There is no other door that a command would need, and none over the network.
 */
export async function reachStores(dataDir: string, log: Log): Promise<ReachedStores> {
  if (!existsSync(join(dataDir, 'postgres'))) throw new Error(`there is no installation in ${dataDir}`)
  try {
    const lock = await lockDataDirectory(dataDir)
    const stores = await startEmbedded({ dataDir, log, postgres: true, clickhouse: true }).catch(
      async (error: unknown) => {
        await lock.release()
        throw error
      },
    )
    const close = async () => {
      await stores.stop()
      await lock.release()
    }
    return { databaseUrl: stores.databaseUrl, clickhouseUrl: stores.clickhouseUrl, close }
  } catch (error) {
    if (!(error instanceof DataDirectoryLocked)) throw error
    return socketsOf(dataDir)
  }
}

/** By a link of our own, for the address of a socket has to be short, and the program's link is the program's. */
function socketsOf(dataDir: string): ReachedStores {
  const directory = mkdtempSync(join(tmpdir(), 'watchword-'))
  const link = join(directory, 'd')
  symlinkSync(realpathSync(dataDir), link)
  const host = encodeURIComponent(join(link, 'postgres'))
  const socket = encodeURIComponent(join(link, 'run', 'clickhouse.sock'))
  return {
    databaseUrl: `postgresql://watchword@/watchword?host=${host}`,
    clickhouseUrl: `http://localhost/watchword?socket_path=${socket}`,
    close: () => {
      rmSync(directory, { recursive: true, force: true })
      return Promise.resolve()
    },
  }
}
