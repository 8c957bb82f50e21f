import { requirePermission, type Context } from '#platform/context'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import { findHosts, nameOf, type KnownHost } from './find-hosts.ts'
import { coverageOf, hostStates, latest, stateOf, type Heard, type HostSort, type HostState } from './host.ts'
import { nothingKnown, readFigures, type Figures } from './read-figures.ts'
import { readFirstSeen, readHeard, readHeardOfDay } from './read-heard.ts'
import { readUnanswered } from './read-unanswered.ts'

type HostFilter = {
  projectId?: string | undefined
  /** Words in name, labels, system; all of them must be there. */
  query?: string | undefined
  state?: HostState | undefined
}

/** A host with its state; `heard`: of each of its series, none is for a host without samples in seven days. */
export type JudgedHost = KnownHost & { name: string; state: HostState; heard: Heard[]; lastSeenMs: number }

export type ListedHost = JudgedHost & { firstSeenMs: number; coverageShare: number; figures: Figures }

type HostPage = { items: ListedHost[]; nextCursor: string | null; counts: Record<HostState, number> }

/** `counts`: of all that match the filter but for the state. Figures are those of hosts that report. */
export async function listHosts(ctx: Context, input: PageQuery & HostFilter & { sort: HostSort }): Promise<HostPage> {
  requirePermission(ctx, 'metrics.read')
  const { limit, sort, state } = input
  const after = decodeCursor(input.cursor, 3)
  const words = (input.query ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  const all = await judgeHosts(ctx, await findHostsOf(ctx, input.projectId))
  const matching = all.filter((host) => words.every((word) => textOf(host).includes(word)))
  const counts = { quiet: 0, reporting: 0, stopped: 0 }
  for (const host of matching) counts[host.state] += 1
  const placed = matching
    .filter((host) => state === undefined || host.state === state)
    .map((host) => ({ host, place: placeOf(host, sort) }))
    .filter(({ place }) => after.length === 0 || compare(place, after) > 0)
    .toSorted((a, b) => compare(a.place, b.place))
  const page = placed.slice(0, limit)
  const last = placed.length > limit ? page.at(-1) : undefined
  return {
    items: await withFigures(
      ctx,
      page.map(({ host }) => host),
    ),
    nextCursor: last ? encodeCursor(last.place) : null,
    counts,
  }
}

/** Every host of the workspace, or of one project. */
export function findHostsOf(ctx: Context, projectId?: string): Promise<KnownHost[]> {
  return findHosts(ctx.columns.forWorkspace(ctx.workspaceId), { projectId, nowMs: ctx.now().getTime() })
}

/** With their states. */
export async function judgeHosts(ctx: Context, hosts: readonly KnownHost[]): Promise<JudgedHost[]> {
  const columns = ctx.columns.forWorkspace(ctx.workspaceId)
  const nowMs = ctx.now().getTime()
  const heard = await readHeard(columns, hosts, nowMs)
  const judged = hosts.map((host): JudgedHost => {
    const own = host.heartbeats.flatMap(({ id }) => heard.get(id) ?? [])
    const newest = latest(own)
    const lastSeenMs = newest?.lastMs ?? host.oldest.lastDayMs
    return { ...host, name: nameOf(host), state: stateOf(newest, nowMs), heard: own, lastSeenMs }
  })
  const stopped = judged.filter(({ state }) => state === 'stopped')
  const unanswered = await readUnanswered(columns, stopped, nowMs)
  return judged.map((host) => (unanswered.has(host.id) ? { ...host, state: 'quiet' } : host))
}

/** What takes samples to know, for the few that are shown. */
export async function withFigures(ctx: Context, hosts: readonly JudgedHost[]): Promise<ListedHost[]> {
  const columns = ctx.columns.forWorkspace(ctx.workspaceId)
  const nowMs = ctx.now().getTime()
  const reporting = hosts.filter(({ state }) => state === 'reporting')
  const [first, heard, figures] = await Promise.all([
    readFirstSeen(columns, hosts),
    readHeardOfDay(columns, hosts, nowMs),
    readFigures(columns, reporting, nowMs),
  ])
  return hosts.map((host) => {
    const firstSeenMs = first.get(host.id) ?? host.oldest.firstDayMs
    const ofDay = host.heartbeats.flatMap(({ id }) => heard.get(id) ?? [])
    return {
      ...host,
      firstSeenMs,
      coverageShare: coverageOf(ofDay, firstSeenMs, nowMs),
      figures: figures.get(host.id) ?? nothingKnown,
    }
  })
}

const textOf = ({ name, instance, job, uname, os, labels }: JudgedHost): string =>
  [name, instance, job, os['pretty_name'], uname['release'], uname['machine'], ...Object.entries(labels).map(pairText)]
    .join('\n')
    .toLowerCase()

const pairText = ([name, value]: [string, string]): string => `${name}=${value}`

/** What it is sorted by, as text, then name and id. */
function placeOf({ state, lastSeenMs, name, id }: JudgedHost, sort: HostSort): string[] {
  const rank = {
    state: () => String(hostStates.indexOf(state)),
    name: () => '',
    lastSeen: () => String(1e15 - lastSeenMs).padStart(16, '0'),
  }
  // So long that people see the order, and so short that a cursor takes it.
  return [
    rank[sort](),
    name
      .replaceAll(/\p{Cc}/gu, '')
      .slice(0, 60)
      .toWellFormed(),
    id,
  ]
}

function compare(a: readonly string[], b: readonly string[]): number {
  for (const [at, text] of a.entries()) {
    const other = b[at] ?? ''
    if (text !== other) return text < other ? -1 : 1
  }
  return 0
}
