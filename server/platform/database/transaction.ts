import { sql } from 'kysely'
import type { Context, Services, Tx } from '../context.ts'
import { AppError, conflict, unavailable } from '../errors.ts'
import type { Db } from './pool.ts'

/** A transaction outside of any workspace: signing in, setting up, finding out to whom a key belongs. */
export type PlatformTx = Services & { db: Db }

/**
 * Runs `work` in one transaction, as the role that owns nothing, bound to the context's workspace: row-level security
 * shows it no other workspace's rows. All of it is committed, or nothing. Throws `unavailable` when the database
 * cannot be reached.
 */
export function inTransaction<C extends Context, T>(ctx: C, work: (tx: C & Tx) => Promise<T>): Promise<T> {
  return transaction(ctx, 'watchword_app', ctx.workspaceId, (db) => work({ ...ctx, db }))
}

/**
 * Runs `work` in one transaction as the platform's own role, which sees users, sessions and keys, and of each
 * workspace only what a policy of its tables names (to find the workspace of a key, a page or an address).
 */
export function inPlatformTransaction<S extends Services, T>(
  services: S,
  work: (tx: S & PlatformTx) => Promise<T>,
): Promise<T> {
  return transaction(services, 'watchword_platform', '', (db) => work({ ...services, db }))
}

/**
 * Runs `work` in one transaction as the role of the privacy engine, which reads, empties and deletes rows of every table
 * of the inventory, whoever's they are, and adds none: sweeping, export and erasure. For modules/privacy alone.
 */
export function inPrivacyTransaction<S extends Services, T>(
  services: S,
  work: (tx: S & PlatformTx) => Promise<T>,
): Promise<T> {
  return transaction(services, 'watchword_privacy', '', (db) => work({ ...services, db }))
}

/**
 * Goes on in the same transaction as the role of one workspace: for what must be committed together with a workspace
 * that is only now being made.
 */
export async function inWorkspace<T>(tx: PlatformTx, ctx: Context, work: (tx: Tx) => Promise<T>): Promise<T> {
  await enter(tx.db, 'watchword_app', ctx.workspaceId)
  const result = await work({ ...ctx, db: tx.db })
  await enter(tx.db, 'watchword_platform', '')
  return result
}

async function transaction<T>(
  services: Services,
  role: string,
  workspaceId: string,
  work: (db: Db) => Promise<T>,
): Promise<T> {
  if ('db' in services) throw new Error('a transaction inside a transaction: pass tx on instead')
  try {
    return await services.database.kysely.transaction().execute(async (db) => {
      await enter(db, role, workspaceId)
      return work(db)
    })
  } catch (error) {
    throw asConflict(asUnavailable(error), services)
  }
}

/** set_config(…, true) is SET LOCAL with a bound value, so nothing survives into the pool. */
async function enter(db: Db, role: string, workspaceId: string): Promise<void> {
  await sql`select set_config('role', ${role}, true), set_config('watchword.workspace_id', ${workspaceId}, true)`.execute(
    db,
  )
}

export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const code = property(error, 'code')
  return code === '23505' && (constraint === undefined || property(error, 'constraint') === constraint)
}

/** Errors that say "not now" rather than "never": the connection is gone, or the server is starting or stopping. */
function asUnavailable(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error
  const code = property(error, 'code') ?? ''
  const gone =
    /^(ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)$/.test(code) ||
    /^(08|57P0|53)/.test(code) ||
    /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
      error.message,
    )
  return gone ? unavailable('the database is not reachable at the moment', error) : error
}

/**
 * The database ended this one of two transactions that waited for each other, and nothing of it happened. Whoever asked
 * may ask again; that the order of locks is wrong somewhere is ours to know.
 */
function asConflict(error: unknown, { log }: Services): unknown {
  if (!/^40(P01|001)$/.test(property(error, 'code') ?? '')) return error
  log.warn('a transaction gave way to another one', { component: 'database', error })
  return conflict('somebody else changed this at the same moment; try again')
}

function property(error: unknown, name: string): string | undefined {
  if (typeof error !== 'object' || error === null || !(name in error)) return undefined
  const value: unknown = Reflect.get(error, name)
  return typeof value === 'string' ? value : undefined
}
