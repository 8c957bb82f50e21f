/** The program's API as a client of it sees it: paths below /api/v1, JSON in and out. */
import { setTimeout as delay } from 'node:timers/promises'

export type Api = {
  get<T>(path: string): Promise<T>
  post<T>(path: string, body?: unknown): Promise<T>
}

export type Installation = {
  api: Api
  projectId: string
  dsn: string
  ingestKey: string
  apiKey: string
  projectNumber: string
}

const attemptTimeoutMs = 30_000

export class ApiError extends Error {
  override name = 'ApiError'
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** `patienceMs`: how long a request is tried again after a refused connection or a 503. `base`: before all paths. */
export function connectApi(
  url: string,
  apiKey: string | undefined,
  options: { patienceMs: number; headers?: Record<string, string>; base?: string },
): Api {
  const once = async <T>(method: string, path: string, body: unknown): Promise<T> => {
    const response = await fetch(`${url}${options.base ?? '/api/v1'}${path}`, {
      method,
      headers: {
        ...options.headers,
        ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(attemptTimeoutMs),
    })
    const text = await response.text()
    if (!response.ok) throw new ApiError(response.status, `${method} ${path} answered ${response.status}: ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as T // the caller says what the endpoint answers
  }
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const deadlineMs = performance.now() + options.patienceMs
    for (;;) {
      try {
        return await once<T>(method, path, body)
      } catch (error) {
        const passing = !(error instanceof ApiError) || error.status === 503
        if (!passing || performance.now() > deadlineMs) throw error
      }
      await delay(100)
    }
  }
  return { get: (path) => call('GET', path), post: (path, body) => call('POST', path, body) }
}

/** Sets a fresh installation up. */
export async function setUp(url: string): Promise<Installation> {
  const headers = await csrfHeaders(url)
  const made = await connectApi(url, undefined, { patienceMs: 0, headers }).post<
    Omit<Installation, 'api' | 'projectNumber'>
  >('/setup', {
    name: 'Bench',
    email: 'bench@example.com',
    password: 'a password for one run',
    workspace: { name: 'Bench', slug: 'bench' },
  })
  const projectNumber = new URL(made.dsn).pathname.slice(1)
  return { ...made, projectNumber, api: connectApi(url, made.apiKey, { patienceMs: 30_000 }) }
}

/** Where the policy wants the double-submit cookie: the cookie, and its value in the header. */
async function csrfHeaders(url: string): Promise<Record<string, string>> {
  const answer = await fetch(`${url}/api/v1/setup`)
  const [, name, value] = /^((?:__Host-)?watchword_csrf)=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '') ?? []
  return name === undefined || value === undefined ? {} : { cookie: `${name}=${value}`, 'watchword-csrf': value }
}

export async function listAll<T>(api: Api, path: string): Promise<T[]> {
  const items: T[] = []
  let cursor: string | null = null
  do {
    const at: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page: { items: T[]; nextCursor: string | null } = await api.get(`${path}?limit=100${at}`)
    items.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null)
  return items
}

export type CountedIncident = { id: string; title: string; eventCount: number }

export function listIncidents(api: Api): Promise<CountedIncident[]> {
  return listAll(api, '/incidents')
}

export function countEvents(incidents: readonly CountedIncident[]): number {
  return incidents.reduce((sum, { eventCount }) => sum + eventCount, 0)
}

export async function listEventIds(api: Api, incidents: readonly CountedIncident[]): Promise<string[]> {
  const ids: string[] = []
  for (const { id } of incidents) {
    const events = await listAll<{ id: string }>(api, `/incidents/${id}/events`)
    ids.push(...events.map((event) => event.id))
  }
  return ids
}
