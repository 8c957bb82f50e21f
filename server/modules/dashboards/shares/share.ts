/** What is shared with people who are not signed in, and under which address. */
import { allValues, readDashboard, type JsonObject } from '#common/dashboards'
import type { Services } from '#platform/context'
import { invalidRequest } from '#platform/errors'
import { linkSecret, readLinkSecret } from '#platform/vault'
import type { Chosen } from '../public/shown.ts'

export const linkPrefix = 'dlk'
export const snapshotPrefix = 'dsn'

/** Of a dashboard, revoked ones too. */
export const maxLinks = 50
/** Of a workspace. */
export const maxSnapshots = 200
export const maxSnapshotDays = 365
export const minRangeSeconds = 60
export const maxRangeSeconds = 366 * 86_400

const purposes = { [linkPrefix]: 'dashboards.link', [snapshotPrefix]: 'dashboards.snapshot' } as const

type Keys = Pick<Services, 'vault' | 'config'>

export function linkUrl({ vault, config }: Keys, id: string): string {
  return `${config.appUrl}/d/public/${linkSecret(vault, purposes[linkPrefix], id)}`
}

export function snapshotUrl({ vault, config }: Keys, id: string): string {
  return `${config.appUrl}/d/snapshot/${linkSecret(vault, purposes[snapshotPrefix], id)}`
}

/** The id that a secret is about; undefined when we made it for nothing of this. */
export function readSecret({ vault }: Keys, secret: string): string | undefined {
  return (
    readLinkSecret(vault, purposes[linkPrefix], linkPrefix, secret) ??
    readLinkSecret(vault, purposes[snapshotPrefix], snapshotPrefix, secret)
  )
}

/**
 * Values for every variable of the dashboard: those given, else those that were chosen when it was saved. Throws
 * invalid_request for a name that is none, and for "all" of what is not known until it is asked for.
 */
export function fixValues(json: JsonObject, given: Chosen): Chosen {
  const { variables } = readDashboard(json).dashboard
  const unknown = Object.keys(given).find((name) => !variables.some((variable) => variable.name === name))
  if (unknown !== undefined) throw refusal(unknown, 'the dashboard has no such variable')
  const fixed: Chosen = {}
  for (const { name, current, allValue, kind } of variables) {
    const values = given[name] ?? current
    if (kind === 'query' && values.includes(allValues) && allValue === undefined) {
      throw refusal(name, 'name the values: what "all" would be is not known to a link')
    }
    fixed[name] = values
  }
  return fixed
}

const refusal = (name: string, message: string) =>
  invalidRequest(`variable ${name}: ${message}`, [{ path: `variables.${name}`, message }])
