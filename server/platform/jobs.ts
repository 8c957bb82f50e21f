/**
 * Background work of the platform. A job is written in the transaction that makes it necessary (transactional outbox)
 * and is only a wake-up call: it carries ids, runs at least once, and its handler finds the truth in the tables.
 * pg-boss on PostgreSQL is dispatcher and timer (ADR 0004).
 */
import { fromKysely, PgBoss } from 'pg-boss'
import { z } from 'zod'
import type { PlatformTx } from '#platform/database'
import { systemContext, type Services, type Context, type Tx } from './context.ts'
import { newId } from './ids.ts'
import type { Log } from './log.ts'
import { mayRun, type Use } from './uses.ts'

/** `purpose` and `reads` say what it uses data for; see uses.ts, which refuses what the inventory does not name. */
export type Job<Input> = Use & {
  name: string
  input: z.ZodType<Input>
  /** How many run at once in a process; default: 20. Fewer where each is dear and nobody waits for it. */
  atOnce?: number
  /** Throwing runs it again later, with back-off. */
  handle: (ctx: Context, input: Input) => Promise<void>
}

/** Work of no workspace: what concerns a person alone. */
export type PlatformJob<Input> = Use & {
  name: string
  input: z.ZodType<Input>
  of: 'platform'
  /** Throwing runs it again later, with back-off. */
  handle: (services: Services, input: Input) => Promise<void>
}

// oxlint-disable-next-line typescript/no-explicit-any -- a list of jobs with different inputs; each checks its own
export type AnyJob = Job<any> | PlatformJob<any>

export function defineJob<Input>(options: Job<Input>): Job<Input> {
  return options
}

export function definePlatformJob<Input>(options: Omit<PlatformJob<Input>, 'of'>): PlatformJob<Input> {
  return { ...options, of: 'platform' }
}

export type EnqueueOptions = {
  /** Not before this time. */
  startAfter?: Date
  /** Of several waiting jobs with the same name and key there is one. */
  key?: string
}

/** Writes jobs into the queue, inside the caller's transaction. */
export type JobSender = {
  enqueue(tx: PlatformTx, name: string, data: object, options: EnqueueOptions): Promise<void>
}

/** The job exists if and only if the transaction commits. */
export async function enqueue<Input extends object>(
  tx: Tx,
  job: Job<Input>,
  input: Input,
  options: EnqueueOptions = {},
): Promise<void> {
  await tx.jobs.enqueue(tx, job.name, { workspaceId: tx.workspaceId, ...input }, options)
}

/** The same from a transaction outside of any workspace, for a job of no workspace. */
export async function enqueueForPlatform<Input extends object>(
  tx: PlatformTx,
  job: PlatformJob<Input>,
  input: Input,
  options: EnqueueOptions = {},
): Promise<void> {
  await tx.jobs.enqueue(tx, job.name, input, options)
}

export type JobQueue = JobSender & {
  /** Creates the queues; must be done before the first `enqueue` of any process. */
  prepare(jobs: readonly AnyJob[]): Promise<void>
  /** Begins to run jobs in this process. */
  work(services: Services, jobs: readonly AnyJob[]): Promise<void>
  stop(): Promise<void>
}

const batchSize = 20
const pollSeconds = 2
/** A worker that was killed is noticed after this long, and its jobs run again. */
const heartbeatSeconds = 10
const supervisePeriodSeconds = 3
const hourSeconds = 3_600

/**
 * The payload is not under row-level security and holds ids only; finished jobs are deleted within about an hour
 * (inventory C35 allows 24 hours in all).
 */
const queueOptions = {
  retryLimit: 50,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 300,
  expireInSeconds: 15 * 60,
  heartbeatSeconds,
  retentionSeconds: 14 * 24 * hourSeconds,
  deleteAfterSeconds: hourSeconds,
  notify: true,
} as const

export async function openJobQueue(options: { url: string; log: Log; schema?: string }): Promise<JobQueue> {
  const { log } = options
  // A pool of its own: pg-boss looks up an unknown queue outside of our transaction, and on a shared pool that
  // can wait for ever for a connection which only we could give back.
  const boss = new PgBoss({
    connectionString: options.url,
    schema: options.schema ?? 'pgboss',
    max: 4,
    application_name: 'watchword jobs',
    superviseIntervalSeconds: supervisePeriodSeconds,
    monitorIntervalSeconds: supervisePeriodSeconds,
    maintenanceIntervalSeconds: hourSeconds,
    useListenNotify: true,
    schedule: false,
    reindex: false,
    monitorVacuum: false,
  })
  boss.on('error', (error) => log.warn('the job queue met an error', { component: 'jobs', error }))
  boss.on('warning', (warning) => log.debug(`job queue: ${warning.message}`, { component: 'jobs' }))
  await boss.start()

  return {
    prepare: async (jobs) => {
      for (const job of jobs) {
        await boss.createQueue(job.name, queueOptions)
        await boss.updateQueue(job.name, queueOptions)
      }
      await grantToRoles(boss, options.schema ?? 'pgboss')
      await boss.getQueues()
    },
    enqueue: async (tx, name, data, { startAfter, key }) => {
      const db = fromKysely(tx.db.withoutPlugins())
      await boss.send(name, data, {
        db,
        ...(startAfter && { startAfter }),
        ...(key !== undefined && { singletonKey: key }),
      })
    },
    work: async (services, jobs) => {
      for (const job of jobs) await startWorker(boss, services, job)
    },
    stop: () => boss.stop({ graceful: true, timeout: 5_000 }),
  }
}

/** What `send` needs inside our transactions and no more: neither role can read a payload. */
async function grantToRoles(boss: PgBoss, schema: string): Promise<void> {
  const roles = 'watchword_app, watchword_platform'
  await boss.getDb().executeSql(`
    grant usage on schema ${schema} to ${roles};
    grant select on ${schema}.queue to ${roles};
    grant insert, select (id, start_after) on ${schema}.job_common to ${roles};`)
}

async function startWorker(boss: PgBoss, services: Services, job: AnyJob): Promise<void> {
  const options = {
    batchSize: ('atOnce' in job ? job.atOnce : undefined) ?? batchSize,
    pollingIntervalSeconds: pollSeconds,
    // A retry becomes due without a notification.
    notifyPollingIntervalSeconds: pollSeconds,
    burstWhenBatchFull: true,
    perJobResults: true,
    includeMetadata: true,
  } as const
  await boss.work<object, void, typeof options>(job.name, options, async (batch) =>
    Promise.all(
      batch.map(async ({ id, data, retryCount }) => {
        const error = await runJob(services, job, { id, data, attempt: retryCount + 1 })
        return error === undefined
          ? { id, status: 'completed' as const }
          : { id, status: 'failed' as const, output: { message: error.message } }
      }),
    ),
  )
}

const envelope = z.looseObject({ workspaceId: z.string() })

/** Runs one job to its end; returns what it threw, which is also logged with the job's id. */
async function runJob(
  services: Services,
  job: AnyJob,
  { id, data, attempt }: { id: string; data: object; attempt: number },
): Promise<Error | undefined> {
  const requestId = newId('run', services.now())
  const log = services.log.with({ job: job.name, jobId: id, requestId, attempt })
  try {
    const input: unknown = job.input.parse(data)
    if (!mayRun({ ...services, log }, job)) {
      services.metrics.job({ job: job.name, outcome: 'notInForce' })
      return undefined
    }
    if ('of' in job) await job.handle({ ...services, log }, input)
    else await job.handle({ ...systemContext(services, envelope.parse(data).workspaceId, requestId), log }, input)
    services.metrics.job({ job: job.name, outcome: 'completed' })
    return undefined
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    services.metrics.job({ job: job.name, outcome: 'failed' })
    log.warn('a job failed and will run again', { error })
    return error
  }
}
