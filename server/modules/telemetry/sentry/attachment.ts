/** Files that come with an event. They are kept as they are and never looked into. */
import type { EventAttachment } from '../records.ts'
import type { EnvelopeItem } from './envelope.ts'
import * as limits from './limits.ts'
import { notKept } from './outcome.ts'
import { readText } from './parts.ts'
import type { Kept } from './record.ts'

/** Dumps of a process' memory: whatever it held is in them, and nobody here could read them. */
const dumps = new Set(['event.minidump', 'event.applecrashreport', 'unreal.context', 'unreal.logs'])

/** Those of one envelope, once it is known which event they belong to; without one they belong to nothing. */
export function readAttachments(items: readonly EnvelopeItem[], eventId: string | undefined, receivedAt: Date): Kept {
  const files = items.filter(({ header }) => !dumps.has(String(header.attachment_type)))
  const counted = [notKept('attachment', 'unsupported', bytesOf(items) - bytesOf(files))]
  if (eventId === undefined) return { outcomes: [...counted, notKept('attachment', 'no_event', bytesOf(files))] }
  const kept = files.slice(0, limits.maxAttachments)
  counted.push(notKept('attachment', 'too_many', bytesOf(files) - bytesOf(kept)))
  return {
    records: { attachments: kept.map((item) => toAttachment(item, eventId, receivedAt)) },
    outcomes: counted,
  }
}

/** Attachments are counted in bytes, and one that is empty as one. */
const bytesOf = (items: readonly EnvelopeItem[]) =>
  items.reduce((total, { payload }) => total + Math.max(1, payload.length), 0)

function toAttachment({ header, payload }: EnvelopeItem, eventId: string, receivedAt: Date): EventAttachment {
  return {
    receivedAt,
    eventId,
    fileName: fileNameOf(header.filename),
    contentType: contentTypeOf(header.content_type),
    bytes: payload,
  }
}

/** The last part of whatever path it was, without what a terminal or a file system would take for something else. */
export function fileNameOf(value: unknown): string {
  const last = (typeof value === 'string' ? value : '').split(/[/\\]/).at(-1) ?? ''
  const name = readText(last.replaceAll(/[\p{Cc}\p{Cf}]/gu, ''), limits.maxFileName)
  return name === undefined || /^\.*$/.test(name) ? 'attachment' : name
}

/** RFC 9110 §8.3.1, without parameters; what is none is only bytes. */
function contentTypeOf(value: unknown): string {
  const type = typeof value === 'string' ? (value.slice(0, 200).split(';')[0] ?? '').trim().toLowerCase() : ''
  return /^[a-z0-9!#$&^_.+-]{1,64}\/[a-z0-9!#$&^_.+-]{1,64}$/.test(type) ? type : 'application/octet-stream'
}
