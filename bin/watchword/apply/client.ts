/** The few calls of the API that `apply` needs. */
import { setTimeout as wait } from 'node:timers/promises'
import { textOf, type Item } from './kinds/index.ts'

export class CallFailed extends Error {}

export type Client = {
  /** `field` holds the list in the answer. */
  list: (path: string, field?: string) => Promise<Item[]>
  send: (method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, body?: unknown) => Promise<Item>
}

const timeoutMs = 30_000
const maxAttempts = 5
const maxPages = 500

/** Throws CallFailed for what is refused, cannot be reached, or is no Watchword. */
export function createClient(url: string, key: string): Client {
  const base = new URL(url).origin
  const send: Client['send'] = async (method, path, body) => {
    for (let attempt = 1; ; attempt++) {
      const answer = await request(`${base}/api/v1${path}`, method, key, body)
      if ((answer.status === 429 || answer.status === 503) && attempt < maxAttempts) {
        await wait(Math.min(60, Number(answer.headers.get('retry-after')) || attempt) * 1_000)
        continue
      }
      const text = await answer.text()
      if (answer.ok) return text === '' ? {} : (JSON.parse(text) as Item)
      throw new CallFailed(`${method} ${path}: ${answer.status} ${problemOf(text)}`)
    }
  }
  const list: Client['list'] = async (path, field = 'items') => {
    const found: Item[] = []
    let cursor: unknown = null
    for (let page = 0; page < maxPages; page++) {
      const query = typeof cursor === 'string' ? `?cursor=${encodeURIComponent(cursor)}` : ''
      const answer = await send('GET', `${path}${query}`)
      found.push(...(answer[field] as Item[])) // as the API describes every list
      cursor = answer['nextCursor']
      if (typeof cursor !== 'string') return found
    }
    throw new CallFailed(`GET ${path}: more than can be compared`)
  }
  return { list, send }
}

async function request(url: string, method: string, key: string, body: unknown): Promise<Response> {
  try {
    return await fetch(url, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    })
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    throw new CallFailed(`${new URL(url).origin} cannot be reached: ${cause instanceof Error ? cause.message : ''}`)
  }
}

/** What a problem details body (RFC 9457) says, with the fields that it names. */
function problemOf(text: string): string {
  try {
    const { detail, title, fields } = JSON.parse(text) as Item
    const named = Array.isArray(fields)
      ? (fields as Item[]).map((field) => `${textOf(field, 'path')}: ${textOf(field, 'message')}`)
      : []
    return [detail ?? title, ...named].filter((each) => typeof each === 'string').join('; ')
  } catch {
    return text.slice(0, 200)
  }
}
