/** Everything that is not the JSON API: protocols of others, public pages, assets, streams. */
import type { Services } from '../context.ts'
import type { Failure } from './problem.ts'

export type RawRequest = {
  method: string
  url: URL
  /** As it was sent, without the query. */
  path: string
  params: Record<string, string>
  headers: Headers
  /** One header, by its name in lower case, without making an object of all of them. */
  header(name: string): string | undefined
  remoteAddress: string
  requestId: string
  /** The body as sent, not decompressed; throws `too_large` as soon as it passes the limit. */
  body(limitBytes: number): Promise<Buffer>
  /** Aborts when the client goes away. */
  signal: AbortSignal
}

/** An answer for where a web Response would cost too much: text, or bytes. Header names in lower case. */
export type PlainAnswer = {
  status: number
  headers: Record<string, string>
  body: string | Uint8Array<ArrayBuffer> | null
}

export type Route = {
  /** For metrics and logs, e.g. `sentryEnvelope`. */
  name: string
  methods: readonly ('GET' | 'POST' | 'PUT' | 'OPTIONS' | 'HEAD' | 'DELETE')[]
  /** Parameters in braces; `*` at the end matches the rest. */
  path: string
  /** `statusPage`: only on `<slug>.<status domain>`, with the slug as a parameter. Default: every other host. */
  host?: 'statusPage'
  /** Answered without the web framework (direct.ts): for what comes thousands of times a second. */
  direct?: true
  handle(services: Services, request: RawRequest): Promise<Response | PlainAnswer>
  /** The form in which errors are answered; default: problem details. */
  answerError?(error: Failure, request: RawRequest): Response | PlainAnswer
}

/** `json` for direct routes. */
export function plainJson(
  body: unknown,
  init: { status?: number; headers?: Record<string, string> } = {},
): PlainAnswer {
  return {
    status: init.status ?? 200,
    headers: { 'content-type': 'application/json; charset=utf-8', ...init.headers },
    body: JSON.stringify(body),
  }
}

export function json(body: unknown, init: { status?: number; headers?: Record<string, string> } = {}): Response {
  return new Response(JSON.stringify(body), {
    status: init.status ?? 200,
    headers: { 'content-type': 'application/json; charset=utf-8', ...init.headers },
  })
}

/** Escape before you call: this sends what it is given. */
export function html(body: string, init: { status?: number; headers?: Record<string, string> } = {}): Response {
  return new Response(body, {
    status: init.status ?? 200,
    headers: { 'content-type': 'text/html; charset=utf-8', ...init.headers },
  })
}

/** `303 See Other`: after a form was sent, read there. Only to paths of our own. */
export function redirect(path: string): Response {
  return new Response(null, { status: 303, headers: { location: path } })
}
