/**
 * An installation of its own for tests that set up, restart, or read all of it: the log, the stores, the key. Tests that
 * only need a workspace use `testContext`, which shares one.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import type { TestContext } from 'node:test'
import { readConfig, type Config } from '#platform/config'
import type { Services } from '#platform/context'
import type { App } from '#platform/http'
import { createLog, type LogLevel } from '#platform/log'
import type { Schedule } from '#platform/schedule'
import { assemble, jobs } from '../app.ts'
import { openServices } from '../services.ts'
import { makeScratchDatabase } from './scratch-database.ts'
import { fillFromTemplate } from './template.ts'

export type Running = {
  services: Services
  app: App
  /** What would return by itself; nothing does in tests. */
  schedules: Schedule[]
  /** Lines of the log so far, of the level that was asked for. */
  logged: string[]
  close(): Promise<void>
}

export type Installation = {
  dataDir: string
  /** Starts it, with workers; what is running must be closed before the next start. */
  start(options?: { config?: Partial<Config>; logLevel?: LogLevel }): Promise<Running>
}

/** Its data is gone when the test is over; a start that the test left running is closed first. */
export async function makeInstallation(t: TestContext): Promise<Installation> {
  const dataDir = await mkdtemp(join(tmpdir(), 'watchword-test-'))
  fillFromTemplate(dataDir)
  const database = await makeScratchDatabase()
  let running: Running | undefined
  t.after(async () => {
    await running?.close()
    await database.drop()
    await rm(dataDir, { recursive: true, force: true })
  })
  return {
    dataDir,
    start: async ({ config = {}, logLevel = 'info' } = {}) => {
      running = await start({ ...defaults(dataDir, logLevel), databaseUrl: database.url, ...config })
      return running
    },
  }
}

function defaults(dataDir: string, logLevel: LogLevel): Config {
  const config = readConfig({ WATCHWORD_DATA_DIR: dataDir, WATCHWORD_EGRESS_ALLOW: '127.0.0.1' })
  return { ...config, logLevel }
}

async function start(config: Config): Promise<Running> {
  const logged: string[] = []
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      logged.push(...chunk.toString().split('\n').filter(Boolean))
      done()
    },
  })
  const { services, queue, close } = await openServices(config, createLog(config.logLevel, stream), { passwordCost: 4 })
  await queue.work(services, jobs)
  const { app, schedules, drain } = assemble(services, [])
  let closed: Promise<void> | undefined
  return {
    services,
    app,
    schedules,
    logged,
    close: () => (closed ??= drain().then(close)),
  }
}
