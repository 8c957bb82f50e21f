/**
 * The request log: what was asked for, from where, and how it was answered. Exactly the fields of `requestLogFields`,
 * one JSON object a line, in files of one hour each below the data directory, so that they end by age like tables do.
 * It is written beside the requests: a disk that is full loses lines, counts them and stops nothing.
 */
import { createReadStream } from 'node:fs'
import { appendFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'

export const requestLogFields = ['time', 'id', 'path', 'status', 'address', 'userAgent'] as const

const line = z.strictObject({
  time: z.iso.datetime().transform((text) => new Date(text)),
  id: z.string(),
  path: z.string(),
  status: z.number(),
  address: z.string(),
  userAgent: z.string(),
})
export type LoggedRequest = z.output<typeof line>

/** As it was logged: `userAgent` with 300 characters at most. */
export type Sender = { address: string; userAgent: string }

export type RequestLogQuery = {
  from: Date
  /** Inclusive. */
  to: Date
  /** The path contains it. */
  path?: string | undefined
  status?: number | undefined
  address?: string | undefined
  limit: number
}

export type RequestLog = {
  /** Returns at once; `path` without a query. */
  note(request: Omit<LoggedRequest, 'time'>): void
  /** Writes what waits. */
  flush(): Promise<void>
  /** Newest first. `isComplete` is false when there was more to read than one look may read. */
  search(query: RequestLogQuery): Promise<{ items: LoggedRequest[]; isComplete: boolean }>
  /** Deletes the files in which everything is older; returns how many lines there were, and since when. */
  sweep(before: Date): Promise<{ rows: number; oldest: Date | null }>
  /** Empties address and browser of the lines that came from one of these; returns how many. For whoever is erased. */
  forget(senders: readonly Sender[]): Promise<number>
  /** Lines that could not be written since the start. */
  dropped(): number
  close(): Promise<void>
}

const flushMs = 1_000
const sweepMs = 10 * 60_000
/** What waits while the disk is slow: some 20 MB. What comes beyond it is dropped and counted. */
const maxWaiting = 50_000
const maxPathLength = 300
const maxUserAgentLength = 300
const maxReadBytes = 256 * 1024 * 1024
const hourMs = 3_600_000
const filePattern = /^requests-(\d{4}-\d\d-\d\dT\d\d)\.ndjson$/

/** `keptDays` is asked from time to time: each process deletes its own old files, whichever process sweeps the stores. */
export async function openRequestLog(options: {
  directory: string
  now: Clock
  log: Log
  keptDays?: () => number
}): Promise<RequestLog> {
  const { directory, now, log, keptDays } = options
  await mkdir(directory, { recursive: true, mode: 0o700 })
  let waiting: { hour: string; text: string }[] = []
  let droppedTotal = 0
  let isFailing = false
  let writing: Promise<void> = Promise.resolve()

  const drop = (count: number, error: unknown): void => {
    droppedTotal += count
    if (!isFailing) log.error('the request log cannot be written: lines are lost', { component: 'requestLog', error })
    isFailing = true
  }
  const write = async (): Promise<void> => {
    const batch = waiting
    waiting = []
    const hours = Map.groupBy(batch, ({ hour }) => hour)
    for (const [hour, lines] of hours) {
      try {
        await appendFile(join(directory, `requests-${hour}.ndjson`), lines.map(({ text }) => text).join(''), {
          mode: 0o600,
        })
        isFailing = false
      } catch (error) {
        drop(lines.length, error)
      }
    }
  }
  const flush = (): Promise<void> => (writing = writing.then(write))
  const timer = setInterval(() => void flush(), flushMs)
  timer.unref()
  const sweepOld = async (days: number): Promise<void> => {
    try {
      await sweep(directory, new Date(now().getTime() - days * 24 * hourMs))
    } catch (error) {
      log.warn('old files of the request log could not be deleted', { component: 'requestLog', error })
    }
  }
  const sweeper = keptDays && setInterval(() => void sweepOld(keptDays()), sweepMs)
  sweeper?.unref()

  return {
    note: ({ id, path, status, address, userAgent }) => {
      if (waiting.length >= maxWaiting) return drop(1, new Error('too many lines wait'))
      const time = now().toISOString()
      const entry = {
        time,
        id,
        path: loggedPath(path),
        status,
        address,
        userAgent: userAgent.slice(0, maxUserAgentLength),
      }
      waiting.push({ hour: time.slice(0, 13), text: `${JSON.stringify(entry)}\n` })
    },
    flush,
    search: async (query) => {
      await flush()
      return search(directory, query)
    },
    sweep: async (before) => {
      await flush()
      return sweep(directory, before)
    },
    forget: async (senders) => {
      if (senders.length === 0) return 0
      await flush()
      // In the queue of writes, so that no line is added to a file while another one takes its place.
      const forgetting = writing.then(() => forget(directory, senders))
      writing = forgetting.then(noted, noted)
      return forgetting
    },
    dropped: () => droppedTotal,
    close: async () => {
      clearInterval(timer)
      clearInterval(sweeper)
      await flush()
    },
  }
}

const ownId = /^[a-z]{2,4}_[0-9a-f]{32}$/
const plainWords = /^[a-z][a-z._-]{0,60}$/
const shortPart = /^[\w.~-]{1,20}$/

/**
 * The path with every part replaced that could be a secret: links that were mailed carry one. Nothing of 128 bits fits
 * into twenty characters; longer ones stay when they are ids of ours, or words.
 */
export function loggedPath(path: string): string {
  const end = path.search(/[?#]/)
  const bare = (end === -1 ? path : path.slice(0, end)).slice(0, maxPathLength * 4)
  const parts = bare.split('/').map((part) => {
    return part === '' || shortPart.test(part) || ownId.test(part) || plainWords.test(part) ? part : '{…}'
  })
  return parts.join('/').slice(0, maxPathLength)
}

/** Names of the files, newest first, with the hour that each holds. */
async function listFiles(directory: string): Promise<{ path: string; from: Date; to: Date }[]> {
  const names = (await readdir(directory)).sort().reverse()
  return names.flatMap((name) => {
    const hour = filePattern.exec(name)?.[1]
    if (hour === undefined) return []
    const from = new Date(`${hour}:00:00.000Z`)
    return [{ path: join(directory, name), from, to: new Date(from.getTime() + hourMs) }]
  })
}

async function search(
  directory: string,
  query: RequestLogQuery,
): Promise<{ items: LoggedRequest[]; isComplete: boolean }> {
  const files = (await listFiles(directory)).filter(({ from, to }) => to > query.from && from <= query.to)
  const items: LoggedRequest[] = []
  let bytes = 0
  for (const { path } of files) {
    if (items.length >= query.limit) break
    bytes += (await stat(path)).size
    if (bytes > maxReadBytes) return { items, isComplete: false }
    // Of the file's matches the newest are the last ones.
    const found: LoggedRequest[] = []
    await eachLine(path, (request) => {
      if (!matches(request, query)) return
      found.push(request)
      if (found.length > query.limit) found.shift()
    })
    items.push(...found.reverse().slice(0, query.limit - items.length))
  }
  return { items, isComplete: true }
}

function matches(request: LoggedRequest, { from, to, path, status, address }: RequestLogQuery): boolean {
  if (request.time < from || request.time > to) return false
  if (status !== undefined && request.status !== status) return false
  if (address !== undefined && request.address !== address) return false
  return path === undefined || request.path.includes(path)
}

async function forget(directory: string, senders: readonly Sender[]): Promise<number> {
  const keys = new Set(
    senders.map(({ address, userAgent }) => senderOf({ address, userAgent: userAgent.slice(0, maxUserAgentLength) })),
  )
  let rows = 0
  for (const { path } of await listFiles(directory)) rows += await forgetInFile(path, keys)
  return rows
}

async function forgetInFile(path: string, keys: ReadonlySet<string>): Promise<number> {
  let rows = 0
  const isWanted = (request: LoggedRequest): boolean => keys.has(senderOf(request))
  await eachLine(path, (request) => (rows += isWanted(request) ? 1 : 0))
  if (rows === 0) return 0
  // A name that is no log file's, so that what a crash leaves is not read; the next one replaces it.
  const unfinished = `${path}.unfinished`
  const file = await open(unfinished, 'w', 0o600)
  try {
    let text = ''
    for await (const one of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      const parsed = line.safeParse(parseJson(one))
      const kept = parsed.success && isWanted(parsed.data) ? { ...parsed.data, address: '', userAgent: '' } : undefined
      text += `${kept ? JSON.stringify(kept) : one}\n`
      if (text.length > 1_000_000) {
        await file.writeFile(text)
        text = ''
      }
    }
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(unfinished, path)
  return rows
}

function senderOf({ address, userAgent }: Sender): string {
  return `${address}\n${userAgent}`
}

function noted(): void {
  // Whoever asked is told what went wrong; the next write begins anew.
}

async function eachLine(path: string, see: (request: LoggedRequest) => void): Promise<void> {
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    // The last one of a process that was killed may be half a line.
    const parsed = line.safeParse(parseJson(text))
    if (parsed.success) see(parsed.data)
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // the caller sees that it is no line
  }
}

async function sweep(directory: string, before: Date): Promise<{ rows: number; oldest: Date | null }> {
  let rows = 0
  let oldest: Date | null = null
  for (const { path, from, to } of await listFiles(directory)) {
    if (to > before) continue
    await eachLine(path, () => (rows += 1))
    await rm(path, { force: true })
    oldest = from
  }
  return { rows, oldest }
}
