/** Opens the stores and adapters that the configuration asks for, in the order in which they need each other. */
import { join } from 'node:path'
import { finishRestore, followPolicy } from '#modules/privacy'
import { findOperatorWorkspace } from '#modules/users'
import { collectSubscriptions } from '#platform/activity'
import { createDirectoryBlobs, onlyDeclared } from '#platform/blobs'
import { systemClock, type Clock } from '#platform/clock'
import { createColumns, migrateColumns } from '#platform/columns'
import type { Config } from '#platform/config'
import type { Services } from '#platform/context'
import { grantPrivacyRole, migrateDatabase, openDatabase, type Database } from '#platform/database'
import { checkWayOut, createEgress, outsideConnections, type Listener } from '#platform/egress'
import { lockDataDirectory, refuseHalfRestored, startEmbedded } from '#platform/embedded'
import { openRequestLog } from '#platform/http'
import { openJobQueue, type JobQueue } from '#platform/jobs'
import { keepMail } from '#platform/kept-mail'
import { openLive } from '#platform/live'
import type { Log } from '#platform/log'
import { createKeptMail, createSmtpMail, type Mail } from '#platform/mail'
import { createMetrics } from '#platform/metrics'
import { createPolicy, type PolicyVersion } from '#platform/policy'
import { createLimiter, type Limiter } from '#platform/rate-limit'
import { openRedisLimiter } from '#platform/rate-limit-redis'
import { checkMasterKeys, createPasswordHasher, createVaultKeys } from '#platform/vault'
import { loadOrCreateKeyRing, parseKeyRing } from '#platform/vault'
import { columnMigrations, inventory, jobs, keyedColumns, migrations, subscriptions } from './app.ts'

export type OpenServices = {
  services: Services
  queue: JobQueue
  /** Whether the data directory came from a backup and has not been used since. */
  restored: boolean
  close(): Promise<void>
}

const databasePoolSize = 16

export async function openServices(
  config: Config,
  log: Log,
  options: { now?: Clock; passwordCost?: number } = {},
): Promise<OpenServices> {
  const now = options.now ?? systemClock
  const closers: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => {
    // The last one opened is the first one closed.
    for (const closer of closers.toReversed()) await closer()
    closers.length = 0
  }
  try {
    checkWayOut(config, config.policy, inventory)
    const lock = await lockDataDirectory(config.dataDir)
    closers.push(() => lock.release())
    refuseHalfRestored(config.dataDir)
    const ring = config.secretKey ? parseKeyRing(config.secretKey) : await loadOrCreateKeyRing(config.dataDir)
    const vault = createVaultKeys(...ring)

    const stores = await openStores(config, log, closers)
    await migrateColumns(stores.columns, columnMigrations, now())
    await migrateDatabase(stores.database, migrations)
    await grantPrivacyRole(
      stores.database,
      inventory.filter(({ store }) => store === 'database').map(({ place }) => place),
    )
    const queue = await openJobQueue({ url: stores.database.connectionString, log })
    closers.push(() => queue.stop())
    await queue.prepare(jobs)
    const live = await openLive(stores.database, log)
    closers.push(() => live.close())

    const limiter = await openLimiter(config, now, log, closers)
    const requestLog = await openRequestLog({
      directory: join(config.dataDir, 'log'),
      now,
      log,
      keptDays: () => policy.inForce().retention.requestLogDays,
    })
    closers.push(() => requestLog.close())
    const mail = openMail(config, stores.database, now, log)
    closers.push(() => mail.close())
    const policy = createPolicy(firstVersion(config, now()), now)
    const services: Services = {
      ...stores,
      // The keys are the vault's alone from here on.
      config: { ...config, secretKey: null },
      policy,
      log,
      now,
      vault,
      limiter,
      requestLog,
      mail,
      live,
      jobs: queue,
      blobs: onlyDeclared(
        await createDirectoryBlobs(join(config.dataDir, 'blobs')),
        inventory.filter(({ store }) => store === 'blobs').map(({ place }) => place),
      ),
      egress: createEgress({
        allow: config.egressAllow,
        profile: () => policy.inForce(),
        ownListeners: () => ownListeners(config),
        limiter,
        log,
      }),
      passwords: createPasswordHasher({
        vault,
        ...(options.passwordCost !== undefined && { cost: options.passwordCost }),
      }),
      metrics: createMetrics(),
      subscriptions: collectSubscriptions(subscriptions),
    }
    await checkMasterKeys(services, keyedColumns)
    const versions = await followPolicy(services, { inventory })
    closers.push(() => versions.close())
    // A processor that was announced and does not hold yet gets nothing before its day.
    checkWayOut(config, policy.inForce(), inventory)
    for (const connection of outsideConnections(config, policy.inForce())) services.egress.registerOutside(connection)
    const restored = await finishRestore(services, { inventory })
    return { services, queue, restored, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Holds until the versions are read; a new installation publishes it as its first one. */
function firstVersion({ policy: profile }: Config, now: Date): PolicyVersion {
  return { version: now.toISOString().slice(0, 10), announcedAt: now, effectiveAt: now, profile }
}

/** Where a webhook must never reach, whatever is allowed: this program, and the servers that it works with. */
function ownListeners(config: Config): Listener[] {
  const { databaseUrl, clickhouseUrl, natsUrl, redisUrl } = config
  const servers = [databaseUrl, clickhouseUrl, natsUrl, redisUrl]
    .filter((url) => url !== null)
    .map((url) => new URL(url))
  return [
    { address: config.host, port: config.port },
    ...servers.map(({ protocol, hostname, port }) => ({
      address: hostname || 'localhost',
      port: port === '' ? (defaultPorts[protocol] ?? 0) : Number(port),
    })),
  ]
}

const defaultPorts: Record<string, number> = {
  'postgres:': 5432,
  'postgresql:': 5432,
  'http:': 80,
  'https:': 443,
  'nats:': 4222,
  'tls:': 4222,
  'redis:': 6379,
  'rediss:': 6379,
}

async function openStores(config: Config, log: Log, closers: (() => Promise<void>)[]) {
  const embedded = await startEmbedded({
    dataDir: config.dataDir,
    log,
    postgres: config.databaseUrl === null,
    clickhouse: config.clickhouseUrl === null,
  })
  closers.push(() => embedded.stop())
  const database = openDatabase({ url: config.databaseUrl ?? embedded.databaseUrl, poolSize: databasePoolSize, log })
  closers.push(() => database.close())
  const columns = createColumns(config.clickhouseUrl ?? embedded.clickhouseUrl, {
    own: config.clickhouseUrl === null ? { directory: embedded.runDirectory } : undefined,
  })
  closers.push(() => columns.close())
  return { database, columns }
}

async function openLimiter(
  { redisUrl }: Config,
  now: Clock,
  log: Log,
  closers: (() => Promise<void>)[],
): Promise<Limiter> {
  if (redisUrl === null) return createLimiter({ now })
  const limiter = await openRedisLimiter({ url: redisUrl, now, log })
  closers.push(() => limiter.close())
  return limiter
}

function openMail(config: Config, database: Database, now: Clock, log: Log): Mail {
  if (config.smtpUrl !== null)
    return createSmtpMail({ url: config.smtpUrl, from: config.mailFrom, bounceAddress: config.bounceAddress, log })
  return createKeptMail({
    keep: (message) => keepMail({ database, now, findOperatorWorkspace }, message),
  })
}
