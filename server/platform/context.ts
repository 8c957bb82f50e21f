/**
 * What a use case is given. `Services` are the technical parts, one set a process; a `Context` adds on whose behalf
 * and in which workspace; a `Tx` is a context inside a transaction, the only thing that has a database handle.
 */
import type { Blobs } from '#platform/blobs'
import type { Columns } from '#platform/columns'
import type { Database, Db } from '#platform/database'
import type { Egress } from '#platform/egress'
import type { Mail } from '#platform/mail'
import type { PasswordHasher, VaultKeys } from '#platform/vault'
import type { Subscriptions } from './activity.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import { forbidden } from './errors.ts'
import type { JobSender } from './jobs.ts'
import type { Live } from './live.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { Limiter } from './rate-limit.ts'

export type Services = {
  config: Config
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
  subscriptions: Subscriptions
  jobs: JobSender
  live: Live
}

export type Actor = {
  /** `system` acts for nobody: jobs and subscriptions. */
  kind: 'user' | 'apiKey' | 'ingestKey' | 'system'
  id: string
}

/** `<what>.read` sees, `<what>.write` changes, `<what>.admin` changes who and what else may. */
export type Permission = `${string}.${'read' | 'write' | 'admin'}`

export type Context = Services & {
  workspaceId: string
  actor: Actor
  permissions: ReadonlySet<Permission>
  /** Correlation id, in the log and in the answer to the caller. */
  requestId: string
}

export type Tx = Context & { db: Db }

export const systemActor: Actor = { kind: 'system', id: 'system' }

/** For jobs and subscriptions: acts in one workspace, for nobody, and may do what the workspace itself may do. */
export function systemContext(services: Services, workspaceId: string, requestId: string): Context {
  return { ...services, workspaceId, actor: systemActor, permissions: everything, requestId }
}

/** Throws `forbidden` unless whoever acts may do this. The first line of every use case that writes. */
export function requirePermission(ctx: Context, permission: Permission): void {
  if (!ctx.permissions.has(permission)) throw forbidden(`this needs the permission ${permission}`)
}

const everything: ReadonlySet<Permission> = new (class extends Set<Permission> {
  override has(): boolean {
    return true
  }
})()
