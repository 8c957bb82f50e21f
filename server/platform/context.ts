/**
 * What a use case is given. `Services` are the technical parts, one set a process; a `Context` adds on whose behalf
 * and in which workspace; a `Tx` is a context inside a transaction, the only thing that has a database handle.
 */
import type { Blobs } from '#platform/blobs'
import type { Columns } from '#platform/columns'
import type { Database, Db } from '#platform/database'
import type { Egress } from '#platform/egress'
import type { RequestLog } from '#platform/http'
import type { Mail } from '#platform/mail'
import type { Policy } from '#platform/policy'
import type { PasswordHasher, VaultKeys } from '#platform/vault'
import type { Subscriptions } from './activity.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import { AppError, forbidden } from './errors.ts'
import type { JobSender } from './jobs.ts'
import type { Live } from './live.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { Limiter } from './rate-limit.ts'

export type Services = {
  config: Config
  policy: Policy
  log: Log
  now: Clock
  database: Database
  columns: Columns
  blobs: Blobs
  mail: Mail
  egress: Egress
  vault: VaultKeys
  passwords: PasswordHasher
  limiter: Limiter
  metrics: Metrics
  requestLog: RequestLog
  subscriptions: Subscriptions
  jobs: JobSender
  live: Live
}

export type Actor = {
  /** `system` acts for nobody: jobs and subscriptions. */
  kind: 'user' | 'apiKey' | 'ingestKey' | 'system'
  id: string
  /** For people: of the person, or of the key. */
  name: string
}

/** Where a request came from. */
export type Origin = { remoteAddress: string; userAgent: string }

/** `<what>.read` sees, `<what>.write` changes, `<what>.admin` changes who and what else may. */
export type Permission = `${string}.${'read' | 'write' | 'admin'}`

export type Context = Services & {
  workspaceId: string
  actor: Actor
  permissions: ReadonlySet<Permission>
  /** Correlation id, in the log and in the answer to the caller. */
  requestId: string
  /** Null for jobs and subscriptions. */
  origin: Origin | null
  /** Until when the person's last proof of a factor counts as fresh; null for whoever is no person. */
  freshUntil: Date | null
}

/** On behalf of a signed-in person, in no workspace: their own profile, factors and sessions. */
export type PersonContext = Services & {
  person: { id: string; name: string; email: string }
  sessionId: string
  freshUntil: Date | null
  requestId: string
  origin: Origin
}

export type Tx = Context & { db: Db }

export const systemActor: Actor = { kind: 'system', id: 'system', name: 'Watchword' }

/** For jobs and subscriptions: acts in one workspace, for nobody, and may do what the workspace itself may do. */
export function systemContext(services: Services, workspaceId: string, requestId: string): Context {
  return {
    ...services,
    workspaceId,
    actor: systemActor,
    permissions: everything,
    requestId,
    origin: null,
    freshUntil: null,
  }
}

/** Throws `forbidden` unless whoever acts may do this. The first line of every use case that writes. */
export function requirePermission(ctx: Context, permission: Permission): void {
  if (!ctx.permissions.has(permission)) throw forbidden(`this needs the permission ${permission}`)
}

/**
 * Throws `fresh_factor_required` unless a person has proved a factor in the last minutes: for keys, exports, deletion
 * and ownership, so that an unlocked screen or a stolen cookie is not enough. A key can prove nothing, so it never may.
 */
export function requireFresh(ctx: { freshUntil: Date | null; now: Clock }): void {
  if (ctx.freshUntil === null || ctx.freshUntil <= ctx.now()) {
    throw new AppError('fresh_factor_required', 'confirm that it is you: this needs a factor that was proved just now')
  }
}

const everything: ReadonlySet<Permission> = new (class extends Set<Permission> {
  override has(): boolean {
    return true
  }
})()
