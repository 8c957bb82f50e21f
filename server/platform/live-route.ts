/** `GET /api/v1/stream`: what changes in a workspace, as server-sent events. */
import type { Authenticate, RawRequest, Route } from '#platform/http'
import { requirePermission, type Context, type Services } from './context.ts'
import { AppError, rateLimited, unauthenticated } from './errors.ts'

const heartbeatMs = 15_000
/** A workspace's open streams in one process; each costs a socket. */
const maxStreams = 500
/** A reader that falls this far behind is cut off: it reconnects and reads everything again. */
const maxQueuedChunks = 1_000

/**
 * A stream lives no longer than what it was opened with: it ends at once when the session, the membership or the key
 * is revoked, at the moment in which the key expires or the session reaches its limit, and at the next heartbeat for
 * any other reason for which the same request would be refused.
 */
export function streamRoute(authenticate: Authenticate): Route {
  const open = new Map<string, number>()
  return {
    name: 'stream',
    methods: ['GET'],
    path: '/api/v1/stream',
    handle: async (services, request) => {
      const listener = await findListener(authenticate, services, request)
      const { workspaceId } = listener.ctx
      const streams = open.get(workspaceId) ?? 0
      if (streams >= maxStreams) throw rateLimited(30)
      open.set(workspaceId, streams + 1)
      const body = streamTo(services, listener, {
        signal: request.signal,
        askAgain: () => findListener(authenticate, services, passiveRequest(request)),
        onEnd: () => open.set(workspaceId, (open.get(workspaceId) ?? 1) - 1),
      })
      return new Response(body, {
        headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
      })
    },
  }
}

type Listener = { ctx: Context; sessionId: string | null; endsAt: Date | null }

/** Throws unauthenticated, or forbidden for a key without the scope: messages name things of every kind. */
async function findListener(
  authenticate: Authenticate,
  services: Services,
  request: Parameters<Authenticate>[1],
): Promise<Listener> {
  const { ctx, person, endsAt = null } = await authenticate(services, request)
  if (!ctx) throw unauthenticated()
  requirePermission(ctx, 'workspace.read')
  return { ctx, sessionId: person?.sessionId ?? null, endsAt }
}

/** Nobody sits behind it: an open tab must not keep a session alive for ever. */
function passiveRequest({ headers, url, requestId, remoteAddress }: RawRequest) {
  return { headers, url, requestId, remoteAddress, passive: true }
}

type Life = { signal: AbortSignal; askAgain: () => Promise<Listener>; onEnd: () => void }

function streamTo(services: Services, listener: Listener, life: Life): ReadableStream<Uint8Array> {
  const { workspaceId } = listener.ctx
  let stop = (): void => {}
  return new ReadableStream<Uint8Array>({
    start: (controller) => {
      const send = (text: string): void => {
        if ((controller.desiredSize ?? 0) < -maxQueuedChunks) stop()
        else controller.enqueue(new TextEncoder().encode(text))
      }
      const unsubscribe = services.live.subscribe(workspaceId, ({ event, data }) =>
        send(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
      )
      const unguard = guard(services, listener, life.askAgain, () => stop())
      const heartbeat = setInterval(() => send(': still here\n\n'), heartbeatMs)
      stop = () => {
        stop = () => {}
        clearInterval(heartbeat)
        unsubscribe()
        unguard()
        life.onEnd()
        try {
          controller.close()
        } catch {
          // The client was first: it is closed already.
        }
      }
      life.signal.addEventListener('abort', () => stop())
      // The browser learns at once that it is connected, and how soon to come back.
      send('retry: 2000\n\n')
    },
    cancel: () => stop(),
  })
}

/** Calls `refuse` as soon as the listener may listen no longer, until the returned function is called. */
function guard(
  services: Services,
  { ctx, sessionId, endsAt }: Listener,
  askAgain: Life['askAgain'],
  refuse: () => void,
): () => void {
  const { workspaceId, actor } = ctx
  let end: NodeJS.Timeout | undefined
  let over = false

  const check = async (): Promise<void> => {
    try {
      const now = await askAgain()
      if (now.ctx.workspaceId === workspaceId && now.ctx.actor.id === actor.id) checkAt(now.endsAt)
      else refuse()
    } catch (error) {
      // A store that is away says nothing about who may listen; the next check asks again.
      if (!(error instanceof AppError) || error.code !== 'unavailable') refuse()
    }
  }
  const checkAt = (at: Date | null): void => {
    clearTimeout(end)
    const leftMs = at === null ? Infinity : at.getTime() - services.now().getTime()
    // What is further away is looked at again by a regular check before.
    if (!over && leftMs <= 2 * heartbeatMs) end = setTimeout(() => void check(), Math.max(0, leftMs) + 1)
  }

  const ids = [actor.id, `${workspaceId} ${actor.id}`, ...(sessionId === null ? [] : [sessionId])]
  const unwatch = services.live.onRevoked(ids, refuse)
  const regular = setInterval(() => void check(), heartbeatMs)
  checkAt(endsAt)
  // What was revoked between the first question and the watch that began just now was told to nobody.
  void check()
  return () => {
    over = true
    clearInterval(regular)
    clearTimeout(end)
    unwatch()
  }
}
