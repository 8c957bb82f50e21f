/** What a browser would send of a bundle that fails: it is run, and V8's stack is written as the SDK writes it. */
import { createContext, Script } from 'node:vm'
import { randomBytes } from 'node:crypto'
import type { Context } from '#platform/context'
import { call, eventually, testApp } from '#testing'
import { endpoints } from '../../../app.ts'

export type SentFrame = {
  function: string
  filename: string
  abs_path: string
  lineno: number
  colno: number
  in_app: boolean
}

export type Failure = { frames: SentFrame[]; debugId: string | undefined; type: string; value: string }

/** Runs the bundle under its address and lets it fail. */
export function runBundle(script: string, url: string): Failure {
  const globals: Record<string, unknown> = {}
  const world = createContext(globals)
  globals['globalThis'] = world
  new Script(script, { filename: url }).runInContext(world)
  const ids = Object.values((globals['_sentryDebugIds'] ?? {}) as Record<string, string>)
  try {
    ;(globals['start'] as (text: string) => void)('null')
  } catch (error) {
    const { name, message, stack = '' } = error as Error
    return { frames: framesOf(stack, url), debugId: ids[0], type: name, value: message }
  }
  throw new Error('the bundle did not fail')
}

function framesOf(stack: string, url: string): SentFrame[] {
  const frames = stack.split('\n').flatMap((line) => {
    const found = /^ +at (?:(.+) \()?(.+):(\d+):(\d+)\)?$/.exec(line)
    if (!found || found[2] !== url) return []
    const [, name = '?', file = '', lineno, colno] = found
    return [
      { function: name, filename: file, abs_path: file, lineno: Number(lineno), colno: Number(colno), in_app: true },
    ]
  })
  return frames.reverse()
}

/** As `@sentry/browser` sends it. */
export function browserEvent({ frames, debugId, type, value }: Failure, changes: object = {}): object {
  const image = { type: 'sourcemap', code_file: frames[0]?.abs_path, debug_id: debugId }
  return {
    event_id: randomBytes(16).toString('hex'),
    timestamp: new Date().toISOString(),
    platform: 'javascript',
    exception: { values: [{ type, value, stacktrace: { frames } }] },
    ...(debugId !== undefined && { debug_meta: { images: [image] } }),
    ...changes,
  }
}

/** Sends it through the front door; gives what the API then says of it. */
export async function send(ctx: Context, project: { id: string; number: number; ingestKey: string }, event: object) {
  const { event_id: id } = event as { event_id: string }
  const envelope = `${JSON.stringify({ event_id: id })}\n{"type":"event"}\n${JSON.stringify(event)}\n`
  const app = await testApp()
  const address = `http://localhost/api/${project.number}/envelope/?sentry_key=${project.ingestKey}`
  const answer = await app.fetch(new Request(address, { method: 'POST', body: envelope }))
  if (answer.status !== 200) throw new Error(`the event was refused: ${answer.status} ${await answer.text()}`)
  return eventually('the event', async () => {
    const { items } = await (await call(ctx, endpoints, 'GET', `/incidents?projectId=${project.id}`)).json()
    for (const incident of items) {
      const found = await call(ctx, endpoints, 'GET', `/incidents/${incident.id}/events/${id}`)
      if (found.status === 200) return { incident, event: await found.json() }
    }
    return undefined
  })
}
