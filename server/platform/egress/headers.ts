import type { Dispatcher } from 'undici'
import { EgressRefused } from './errors.ts'

const methods: readonly Dispatcher.HttpMethod[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** What belongs to the connection and not to the message, or would make a proxy see another request than we sent. */
const ownHeaders =
  /^(host|connection|keep-alive|content-length|transfer-encoding|te|trailer|upgrade|expect|http2-settings|proxy-.*)$/

const maxHeaders = 64
const maxHeaderValueLength = 8192

export function checkMethod(method: string): Dispatcher.HttpMethod {
  const known = methods.find((candidate) => candidate === method.toUpperCase())
  if (!known) throw new EgressRefused('method')
  return known
}

/**
 * Names in lower case (RFC 9110 §5.6.2: only token characters), values of visible ASCII, space and tab. Adds who we
 * are, and asks for an answer that is not compressed, because nothing here inflates one.
 */
export function checkHeaders(headers: Record<string, string>): Record<string, string> {
  const checked: Record<string, string> = { 'user-agent': 'Watchword', 'accept-encoding': 'identity' }
  const entries = Object.entries(headers)
  if (entries.length > maxHeaders) throw new EgressRefused('header')
  for (const [rawName, value] of entries) {
    const name = rawName.toLowerCase()
    const wellFormed = /^[a-z0-9!#$%&'*+.^_`|~-]{1,256}$/.test(name) && /^[\t\x20-\x7e]*$/.test(value)
    if (!wellFormed || ownHeaders.test(name) || value.length > maxHeaderValueLength) throw new EgressRefused('header')
    checked[name] = value
  }
  return checked
}

export function headersAsText(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const entries = Object.entries(headers).filter((entry) => entry[1] !== undefined)
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : `${value}`]),
  )
}
