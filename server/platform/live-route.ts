/** `GET /api/v1/stream`: what changes in a workspace, as server-sent events. */
import type { Authenticate, Route } from '#platform/http'
import { rateLimited, unauthenticated } from './errors.ts'

const heartbeatMs = 15_000
/** A workspace's open streams in one process; each costs a socket. */
const maxStreams = 500
/** A reader that falls this far behind is cut off: it reconnects and reads everything again. */
const maxQueuedChunks = 1_000

export function streamRoute(authenticate: Authenticate): Route {
  const open = new Map<string, number>()
  return {
    name: 'stream',
    methods: ['GET'],
    path: '/api/v1/stream',
    handle: async (services, request) => {
      const { ctx, person } = await authenticate(services, request)
      if (!ctx) throw unauthenticated()
      const { workspaceId } = ctx
      const streams = open.get(workspaceId) ?? 0
      if (streams >= maxStreams) throw rateLimited(30)
      open.set(workspaceId, streams + 1)

      let stop = (): void => {}
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          const send = (text: string): void => {
            if ((controller.desiredSize ?? 0) < -maxQueuedChunks) stop()
            else controller.enqueue(new TextEncoder().encode(text))
          }
          const unsubscribe = services.live.subscribe(workspaceId, ({ event, data }) =>
            send(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
          )
          const unwatch = services.live.onRevoked(
            [ctx.actor.id, `${workspaceId} ${ctx.actor.id}`, ...(person ? [person.sessionId] : [])],
            () => stop(),
          )
          const heartbeat = setInterval(() => send(': still here\n\n'), heartbeatMs)
          stop = () => {
            stop = () => {}
            clearInterval(heartbeat)
            unsubscribe()
            unwatch()
            open.set(workspaceId, (open.get(workspaceId) ?? 1) - 1)
            try {
              controller.close()
            } catch {
              // The client was first: it is closed already.
            }
          }
          request.signal.addEventListener('abort', () => stop())
          // The browser learns at once that it is connected, and how soon to come back.
          send('retry: 2000\n\n')
        },
        cancel: () => stop(),
      })
      return new Response(body, {
        headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
      })
    },
  }
}
