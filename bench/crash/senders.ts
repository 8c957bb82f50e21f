/** Clients that send distinct events all the time and do what SDKs do when there is no answer: send the same again. */
import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Installation } from '../api.ts'
import { template, withId, type Protocol } from '../payloads.ts'
import type { Random } from './random.ts'

export type Sent = {
  /** Ids of events, as they are stored, that were answered with 2xx. */
  acknowledged: Set<string>
  /** Those that were given up after a failed attempt: each may have been taken in or not. */
  givenUp: Set<string>
  attempts: number
  refusals: Record<string, number>
  /** The longest time from an event's first attempt to its acknowledgement. */
  longestMs: number
}

export type Senders = { sent: Sent; stop(): Promise<void> }

const senderCount = 6
const sizeBytes = 1_500
/** Incidents begin all the time, and stay below the 60 mails in an hour that a channel sends. */
const firstGroups = 16
const lastGroups = 54
const newGroupEveryMs = 5_000
const giveUpShare = 0.05
const pauseMs = 25
const retryMs = 150
const timeoutMs = 20_000

export function startSenders(url: string, installation: Installation, random: Random): Senders {
  const sent: Sent = { acknowledged: new Set(), givenUp: new Set(), attempts: 0, refusals: {}, longestMs: 0 }
  const startMs = performance.now()
  const stopping = new AbortController()
  const groups = (): number =>
    Math.min(lastGroups, firstGroups + Math.floor((performance.now() - startMs) / newGroupEveryMs))
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const group = Math.floor(random.between(0, groups()))
      // The two protocols would make two groups of what is the same here.
      const protocol: Protocol = group % 3 === 0 ? 'events' : 'envelope'
      await sendOne(request(url, installation, protocol, group), sent, random)
      await delay(pauseMs)
    }
  }
  const all = Promise.all(Array.from({ length: senderCount }, run))
  return {
    sent,
    stop: async () => {
      stopping.abort()
      await all
    },
  }
}

type Request = { storedId: string; url: string; headers: Record<string, string>; body: Buffer }

async function sendOne({ storedId, url, headers, body }: Request, sent: Sent, random: Random): Promise<void> {
  const startMs = performance.now()
  for (;;) {
    sent.attempts += 1
    const outcome = await attempt(url, headers, body)
    if (outcome.startsWith('2')) {
      sent.acknowledged.add(storedId)
      sent.longestMs = Math.max(sent.longestMs, performance.now() - startMs)
      return
    }
    sent.refusals[outcome] = (sent.refusals[outcome] ?? 0) + 1
    if (random.chance(giveUpShare)) {
      sent.givenUp.add(storedId)
      return
    }
    await delay(retryMs)
  }
}

async function attempt(url: string, headers: Record<string, string>, body: Buffer): Promise<string> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: new Uint8Array(body),
      signal: AbortSignal.timeout(timeoutMs),
    })
    await response.arrayBuffer()
    return String(response.status)
  } catch (error) {
    return error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'connection'
  }
}

function request(url: string, installation: Installation, protocol: Protocol, group: number): Request {
  const id = randomBytes(16).toString('hex')
  const body = withId(template(protocol, group, sizeBytes, group % 4 === 0 ? 'none' : 'own'), id)
  const { projectNumber, ingestKey, projectId } = installation
  if (protocol === 'events') {
    const headers = { 'content-type': 'application/json', 'x-watchword-key': ingestKey }
    const storedId = createHash('sha256').update(`${projectId}\0${id}`).digest('hex').slice(0, 32)
    return { storedId, url: `${url}/api/v1/events`, headers, body }
  }
  const query = `sentry_version=7&sentry_key=${ingestKey}&sentry_client=crash%2F1`
  const headers = { 'content-type': 'application/x-sentry-envelope' }
  return { storedId: id, url: `${url}/api/${projectNumber}/envelope/?${query}`, headers, body }
}
