import { asText, clippedText, isRecord } from '../clean.ts'
import type { EventNote } from '../event.ts'
import { maxMessage } from './limits.ts'

export type Message = { text: string | undefined; template: string | undefined }

/**
 * What `logentry` and `message` say, whichever is there: a text, `{message, formatted, params}`, a list (React Native's
 * console arguments) or any other map.
 */
export function readMessage(payload: Record<string, unknown>, notes: EventNote[]): Message {
  for (const value of [payload.logentry, payload.message]) {
    const message = isRecord(value) ? readLogEntry(value) : { text: asText(value, maxMessage), template: undefined }
    if (message.text) return clipped(message, notes)
  }
  return { text: undefined, template: undefined }
}

function clipped(message: Message, notes: EventNote[]): Message {
  const clip = (text: string | undefined) => text && clippedText(text, maxMessage, notes, 'message')
  return { text: clip(message.text), template: clip(message.template) }
}

function readLogEntry(entry: Record<string, unknown>): Message {
  const template = asText(entry.message, maxMessage)
  const formatted = asText(entry.formatted, maxMessage)
  if (template === undefined && formatted === undefined) return { text: asText(entry, maxMessage), template: undefined }
  const hasParams = isRecord(entry.params) || (Array.isArray(entry.params) && entry.params.length > 0)
  const text = formatted || fill(template ?? '', entry.params)
  return { text, template: template && (hasParams || template !== text) ? template : undefined }
}

/** `%s` and friends, `%(name)s`, `{}`, `{0}`, `{name}`, in one pass; what has no value stays as it is. */
function fill(template: string, params: unknown): string {
  let next = 0
  const pattern = /%\(([\w.]{1,64})\)[a-z]|%[sdifjoOxr]|\{([\w.]{0,64})\}/g
  return template.slice(0, maxMessage).replace(pattern, (whole, dictName?: string, braceName?: string) => {
    const name = dictName ?? (braceName || undefined)
    const value = name === undefined ? paramAt(params, String(next++)) : paramAt(params, name)
    return asText(value, maxMessage) ?? whole
  })
}

const paramAt = (params: unknown, name: string): unknown =>
  typeof params === 'object' && params !== null && Object.hasOwn(params, name)
    ? (params as Record<string, unknown>)[name] // an own property, just checked
    : undefined
