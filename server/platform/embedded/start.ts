/** Starts and stops the bundled servers of one data directory. */
import { realpathSync } from 'node:fs'
import type { Log } from '#platform/log'
import { runDirectoryOf, startClickhouse } from './clickhouse.ts'
import { lockDataDirectory, ownsDataDirectory } from './data-directory.ts'
import { startPostgres } from './postgres.ts'
import type { ChildState } from './supervisor.ts'

export type EmbeddedStores = {
  /** For `pg`: role `watchword`, who owns the database and may create roles and further databases. Empty when off. */
  databaseUrl: string
  /** For `#platform/columns`. Empty when off. */
  clickhouseUrl: string
  /** In which the column store works; nobody else may enter it. */
  runDirectory: string
  /** Ends both servers cleanly, within some ten seconds at most. */
  stop(): Promise<void>
  /** `restarting` also while a server is switched off. The URLs stay the same over a restart. */
  health(): { postgres: ChildState; clickhouse: ChildState }
}

/**
 * Starts the bundled servers on the data directory; either may be off because a URL of a server was configured. Takes
 * the directory's lock unless this process has it already (throws DataDirectoryLocked, DataDirectoryTooNew). A server
 * that crashes is started again at the same address; one that cannot start at all is an error.
 */
export async function startEmbedded(options: {
  dataDir: string
  log: Log
  postgres: boolean
  clickhouse: boolean
}): Promise<EmbeddedStores> {
  const lock = ownsAlready(options.dataDir) ? undefined : await lockDataDirectory(options.dataDir)
  const dataDir = realpathSync(options.dataDir)
  const log = (component: string) => options.log.with({ component })
  const [postgres, clickhouse] = await Promise.allSettled([
    options.postgres ? startPostgres(dataDir, log('postgres')) : undefined,
    options.clickhouse ? startClickhouse(dataDir, log('clickhouse')) : undefined,
  ])
  const stop = async () => {
    const started = [postgres, clickhouse].filter((result) => result.status === 'fulfilled')
    await Promise.all(started.map((result) => result.value?.stop() ?? Promise.resolve()))
    await lock?.release()
  }
  if (postgres.status === 'rejected' || clickhouse.status === 'rejected') {
    await stop()
    throw postgres.status === 'rejected' ? postgres.reason : (clickhouse as PromiseRejectedResult).reason
  }
  return {
    databaseUrl: postgres.value?.url ?? '',
    clickhouseUrl: clickhouse.value?.url ?? '',
    runDirectory: runDirectoryOf(dataDir),
    stop,
    health: () => ({
      postgres: postgres.value?.state() ?? 'restarting',
      clickhouse: clickhouse.value?.state() ?? 'restarting',
    }),
  }
}

function ownsAlready(dataDir: string): boolean {
  try {
    return ownsDataDirectory(dataDir)
  } catch {
    return false // it does not exist yet
  }
}
