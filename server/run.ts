import { join } from 'node:path'
import { ConfigError, readConfig, type Config } from '#platform/config'
import { assets, listen } from '#platform/http'
import { createLog, type Log } from '#platform/log'
import { plainLinks } from '#platform/plain-links'
import { startSchedules } from '#platform/schedule'
import { assemble, jobs, visitorPages } from './app.ts'
import { openServices } from './services.ts'

const webDirectory = join(import.meta.dirname, '..', 'web', 'dist')
const forcedExitMs = 20_000

export async function run(): Promise<void> {
  const config = configOrExit()
  const log = createLog(config.logLevel)
  const stopping = stopSignal()
  process.on('unhandledRejection', (error) => log.error('a promise was rejected and nobody looked', { error }))
  let stop: () => Promise<void>
  try {
    stop = await start(config, log)
  } catch (error) {
    log.error('could not start', { error })
    say(`\nWatchword could not start: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  }
  await stopping
  log.info('stopping')
  setTimeout(() => process.exit(1), forcedExitMs).unref()
  await stop()
  process.exit(0)
}

async function start(config: Config, log: Log): Promise<() => Promise<void>> {
  for (const link of plainLinks(config)) log.warn('what goes to this server over the network is not encrypted', link)
  const { services, queue, restored, close } = await openServices(config, log)
  const has = (role: Config['roles'][number]): boolean => config.roles.includes(role)
  const { app, schedules, recover, drain } = assemble(services, await assets(webDirectory, '/app', visitorPages))
  if (restored) await recover()
  const { port, host, tlsCert: cert, tlsKey: key } = config
  const tls = cert !== null && key !== null ? { cert, key, log } : null
  const listener = await listen(app, { port, host, tls }).catch(async (error: unknown) => {
    await close()
    throw error
  })
  if (has('worker')) await queue.work(services, jobs)
  const scheduler = has('scheduler') ? startSchedules(services, schedules) : undefined
  log.info('listening', { host: config.host, port: listener.port })
  say(welcome(config))
  return async () => {
    await listener.close()
    await drain()
    await scheduler?.stop()
    await close()
  }
}

function configOrExit(): Config {
  try {
    return readConfig(process.env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    say(`Watchword cannot start with this configuration:\n${error.message}\n`)
    process.exit(1)
  }
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
}

function welcome(config: Config): string {
  const mail = config.smtpUrl === null ? `\n  Mail is kept, not sent:  ${config.appUrl}/app/outbox` : ''
  return `\n  Watchword is ready:  ${config.appUrl}\n  Open it in a browser to set it up or to sign in.${mail}\n\n`
}

/** For people at a terminal; the log is for machines. */
function say(text: string): void {
  process.stderr.write(text)
}
