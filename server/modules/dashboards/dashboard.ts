/** A dashboard as it is kept: the JSON that came, and of it what lists show. Pure. */
import { readDashboard, type JsonObject, type Problem } from '#common/dashboards'
import { AppError, conflict, invalidRequest } from '#platform/errors'

/** Of a body with a dashboard in it: the largest that people share are about half a megabyte. */
export const maxBodyBytes = 3 * 1024 * 1024
/** Of the dashboard itself, as JSON. */
export const maxJsonBytes = 2 * 1024 * 1024
/** Of a workspace. */
export const maxDashboards = 500
/** Of one dashboard, as long as all of them together are no larger than `maxVersionBytes`. */
export const maxVersions = 50
export const maxVersionBytes = 20 * 1024 * 1024

export type Dashboard = {
  id: string
  title: string
  description: string
  tags: string[]
  folder: string | null
  json: JsonObject
  /** Counts up with each save. */
  version: number
  createdAt: Date
  /** A user or API key. */
  createdBy: string
  updatedAt: Date
  updatedBy: string
}

/** What lists show of a JSON, and what could not be read of it as it was meant. */
export type Reading = { title: string; description: string; tags: string[]; problems: Problem[] }

const maxTitle = 200
const maxDescription = 2_000
const maxTags = 50
const maxTag = 100

/** Throws invalid_request for what is no dashboard, and too_large. */
export function readStored(json: JsonObject): Reading {
  const size = Buffer.byteLength(JSON.stringify(json))
  if (size > maxJsonBytes) throw new AppError('too_large', `a dashboard is no larger than ${maxJsonBytes} bytes`)
  const { dashboard, problems } = readDashboard(json)
  const fatal = problems.find((problem) => problem.fatal)
  if (fatal) throw invalidRequest(`this is no dashboard: ${fatal.text}`, [{ path: 'dashboard', message: fatal.text }])
  return {
    title: oneLine(dashboard.title, maxTitle) || 'Dashboard',
    description: (dashboard.description ?? '').slice(0, maxDescription).toWellFormed(),
    tags: [...new Set(dashboard.tags.map((tag) => oneLine(tag, maxTag)))].filter((tag) => tag !== '').slice(0, maxTags),
    problems,
  }
}

/** Who last saved it is told, and when: whoever is refused has to talk to somebody. */
export function refuseStale(dashboard: Dashboard, seen: number, name: string): void {
  if (dashboard.version === seen) return
  const at = dashboard.updatedAt.toISOString()
  const refusal = conflict(`${name} saved version ${dashboard.version} of this dashboard at ${at}; you have ${seen}`)
  refusal.fields.push({ path: 'version', message: String(dashboard.version) })
  throw refusal
}

/** The JSON under another title. */
export function retitled(json: JsonObject, title: string | undefined): JsonObject {
  return title === undefined ? json : { ...json, title }
}

/** Keys in the order of the alphabet, so that two exports can be compared line by line. */
export function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, child]) => [key, inOrder(child)]))
}

function oneLine(text: string, length: number): string {
  return text
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, length)
    .toWellFormed()
}
