/** Events as a JavaScript SDK sends them, of a given size, in a given number of groups. */
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

export const idLength = 32
const placeholder = 'f'.repeat(idLength)
/** Real source text, so that bodies compress as people's code does. */
const sourceLines = readFileSync(createRequire(import.meta.url).resolve('undici/lib/dispatcher/client-h1.js'), 'utf8')
  .split('\n')
  .filter((line) => line.length > 8)

export type Protocol = 'envelope' | 'events'

/** A body whose event id stands at `idOffsets` and can be written over there. */
export type Template = { body: Buffer; idOffsets: number[] }

/** Whether events say when they happened; those that do not happened when they came, and again when sent again. */
export type Time = 'own' | 'none'

/** `group` decides the fingerprint; the body has about `sizeBytes`. */
export function template(protocol: Protocol, group: number, sizeBytes: number, time: Time = 'own'): Template {
  const write = (group: number, frames: number): Buffer =>
    protocol === 'envelope' ? envelope(group, frames, time) : eventsApiBody(group, frames, time)
  let frames = 1
  let body = write(group, frames)
  while (body.length < sizeBytes) {
    const missing = sizeBytes - body.length
    frames += Math.max(1, Math.floor(missing / 1_500))
    body = write(group, frames)
    if (missing < 600) break
  }
  const text = body.toString('latin1')
  const idOffsets: number[] = []
  for (let at = text.indexOf(placeholder); at !== -1; at = text.indexOf(placeholder, at + idLength)) idOffsets.push(at)
  return { body, idOffsets }
}

/** The same event with another id: 32 hex digits. */
export function withId({ body, idOffsets }: Template, id: string): Buffer {
  const copy = Buffer.from(body)
  for (const offset of idOffsets) copy.write(id, offset, 'latin1')
  return copy
}

export function gzipped(body: Buffer): Buffer {
  return gzipSync(body, { level: 6 })
}

function envelope(group: number, frames: number, time: Time): Buffer {
  const event = sentryEvent(group, frames, time)
  const sdk = { name: 'sentry.javascript.node', version: '10.0.0' }
  const header = { event_id: placeholder, sent_at: new Date().toISOString(), sdk }
  return Buffer.from([header, { type: 'event' }, event].map((part) => JSON.stringify(part)).join('\n'))
}

function sentryEvent(group: number, frames: number, time: Time): object {
  return {
    event_id: placeholder,
    ...(time === 'own' && { timestamp: Date.now() / 1000 }),
    platform: 'node',
    level: 'error',
    environment: 'production',
    release: 'shop@1.4.2',
    server_name: 'web-3',
    transaction: 'POST /checkout',
    user: { id: String(1000 + (group % 50)), email: `customer${group % 50}@example.com` },
    tags: { region: 'eu-1', tier: 'paid' },
    contexts: {
      runtime: { name: 'node', version: 'v24.1.0' },
      os: { name: 'Linux', version: '6.8.0' },
      trace: { trace_id: '771a43a4192642f0b136d5159a501700', span_id: '9a1f4fd23c94aa10' },
    },
    breadcrumbs: [
      {
        timestamp: Date.now() / 1000,
        category: 'http',
        type: 'http',
        data: { url: 'https://pay.example.com/v1/charges' },
      },
    ],
    exception: {
      values: [
        {
          type: 'TypeError',
          value: "Cannot read properties of undefined (reading 'total')",
          mechanism: { type: 'generic', handled: false },
          stacktrace: { frames: Array.from({ length: frames }, (_, index) => frame(group, index)) },
        },
      ],
    },
  }
}

function frame(group: number, index: number): object {
  const at = (group * 31 + index * 13) % (sourceLines.length - 20)
  return {
    filename: `/srv/shop/src/part${group}/step${index}.js`,
    module: `part${group}.step${index}`,
    function: `handle${group}Step${index}`,
    lineno: 100 + index,
    colno: 17,
    in_app: true,
    pre_context: sourceLines.slice(at, at + 5),
    context_line: sourceLines[at + 5],
    post_context: sourceLines.slice(at + 6, at + 11),
  }
}

function eventsApiBody(group: number, frames: number, time: Time): Buffer {
  const stack = Array.from({ length: frames * 8 }, (_, index) => {
    return `    at handle${group}Step${index} (/srv/shop/src/part${group}/step${index}.js:${100 + index}:17)`
  })
  const source = sourceLines.slice(group % 500, (group % 500) + frames * 8)
  return Buffer.from(
    JSON.stringify({
      idempotencyKey: placeholder,
      level: 'error',
      ...(time === 'own' && { timestamp: new Date().toISOString() }),
      service: 'shop',
      environment: 'production',
      release: 'shop@1.4.2',
      error: { type: 'TypeError', message: "Cannot read properties of undefined (reading 'total')" },
      stackTrace: [`TypeError: Cannot read properties of undefined (reading 'total')`, ...stack].join('\n'),
      metadata: { source: source.join('\n') },
    }),
  )
}
