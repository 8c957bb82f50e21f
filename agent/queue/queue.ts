import { closeSync, mkdirSync, openSync, readdirSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { appendRecord, headerBytes, packRecord, readRecord, repairSegment, type Stored } from './segment.ts'
import { codeOf } from '../errors.ts'

type Segment = { path: string; file: number; bytes: number; samples: number; readAt: number }

export type QueueOptions = {
  directory: string
  maxBytes: number
  /** Samples that will never be sent. */
  onLost(samples: number, reason: 'queue_full' | 'disk'): void
  log(text: string): void
}

const namePattern = /^\d{12}\.segment$/
/** A sixteenth of the bound, so that dropping the oldest one loses little; no longer than this. */
const maxSegmentBytes = 256 * 1024

/**
 * What could not be sent yet, in files that outlive the process, oldest first. A record is removed with its whole segment
 * once all of that was sent: after `kill -9` some are sent twice, which a receiver counts once (series and time).
 */
export function openQueue({ directory, maxBytes, onLost, log }: QueueOptions) {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const segmentBytes = Math.min(maxSegmentBytes, Math.floor(maxBytes / 16))
  const names = readdirSync(directory)
    .filter((name) => namePattern.test(name))
    .sort()
  let next = Number.parseInt(names.at(-1) ?? '0', 10) + 1
  const segments: Segment[] = []
  for (const name of names) {
    const path = join(directory, name)
    const { bytes, samples, cutBytes } = repairSegment(path)
    if (cutBytes > 0) log(`${path}: cut off ${cutBytes} bytes at its end that were not whole`)
    segments.push({ path, file: openSync(path, 'r+'), bytes, samples, readAt: 0 })
  }
  // What an earlier process wrote is not continued: its end may have been cut.
  let tail: Segment | undefined
  const drop = (segment: Segment): void => {
    segments.splice(segments.indexOf(segment), 1)
    if (tail === segment) tail = undefined
    closeSync(segment.file)
    unlinkSync(segment.path)
  }
  for (const segment of [...segments]) if (segment.bytes === 0) drop(segment)
  const total = () => segments.reduce((sum, { bytes }) => sum + bytes, 0)
  const dropOldest = (reason: 'queue_full' | 'disk'): boolean => {
    const [oldest] = segments
    if (oldest === undefined) return false
    drop(oldest)
    onLost(oldest.samples, reason)
    return true
  }
  const writeTo = (record: Buffer): Segment => {
    if (tail === undefined || tail.bytes + record.length > segmentBytes) {
      const path = join(directory, `${String(next++).padStart(12, '0')}.segment`)
      tail = { path, file: openSync(path, 'wx+', 0o600), bytes: 0, samples: 0, readAt: 0 }
      segments.push(tail)
    }
    appendRecord(tail.file, tail.bytes, record)
    return tail
  }
  while (total() > maxBytes && dropOldest('queue_full'));

  return {
    /** Never throws for want of room: the oldest goes first, and what finds no room at all is lost and counted. */
    append(stored: Stored): void {
      const record = packRecord(stored)
      while (total() + record.length > maxBytes && dropOldest('queue_full'));
      for (;;) {
        try {
          const segment = writeTo(record)
          segment.bytes += record.length
          segment.samples += stored.samples
          return
        } catch (error) {
          if (!isNoRoom(error)) throw error
          if (tail?.bytes === 0) drop(tail)
          if (dropOldest('disk')) continue
          onLost(stored.samples, 'disk')
          return
        }
      }
    },
    /** The oldest; it stays until `done` is called, which does nothing when it was dropped meanwhile. */
    peek(): (Stored & { done(): void }) | undefined {
      for (let [head] = segments; head; [head] = segments) {
        const segment = head
        const stored = readRecord(segment.file, segment.readAt)
        if (stored) return { ...stored, done: () => finish(segment, stored) }
        // It was whole when it was written or repaired: the disk has lost it.
        log(`${segment.path}: what is left of it cannot be read`)
        drop(segment)
        onLost(segment.samples, 'disk')
      }
      return undefined
    },
    get bytes(): number {
      return total()
    },
    get isEmpty(): boolean {
      return segments.length === 0
    },
    close(): void {
      for (const { file } of segments.splice(0)) closeSync(file)
      tail = undefined
    },
  }

  function finish(segment: Segment, stored: Stored): void {
    if (!segments.includes(segment)) return
    segment.readAt += headerBytes + stored.payload.length
    segment.samples -= stored.samples
    if (segment.readAt >= segment.bytes) drop(segment)
  }
}

export type Queue = ReturnType<typeof openQueue>

function isNoRoom(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EIO' || code === 'EFBIG'
}
