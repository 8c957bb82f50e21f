/** What of the audit log is shown: kept in the URL, sent to the API. Pure. */
import type { AuditQuery } from '../../api.ts'

/** Days are `2026-11-21`, local, both included. */
export type AuditFilter = { actor?: string; action?: string; target?: string; from?: string; to?: string }

export const filterNames = ['actor', 'action', 'target', 'from', 'to'] as const

/** The days as points in time, the end of the last day excluded; a day that is none is left out. */
export function auditQuery({ actor, action, target, from, to }: AuditFilter): AuditQuery {
  return { actor, action, target, from: startOf(from, 0), to: startOf(to, 1) }
}

function startOf(day: string | undefined, daysLater: number): string | undefined {
  if (!day || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined
  const at = new Date(`${day}T00:00:00`)
  // A day is not always 24 hours long.
  at.setDate(at.getDate() + daysLater)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}

export function isFiltered(filter: AuditFilter): boolean {
  return filterNames.some((name) => filter[name] !== undefined)
}

/** The filter with one thing changed; empty takes it away. */
export function withFilter(filter: AuditFilter, name: keyof AuditFilter, value: string): AuditFilter {
  const { [name]: _, ...others } = filter
  return value.trim() === '' ? others : { ...others, [name]: value.trim() }
}
