/**
 * The server's stream of what has changed (`GET /api/v1/stream`, server-sent events). It is read through `fetch`,
 * because a comment every 15 seconds tells a live connection from a dead one and `EventSource` hides comments.
 */

export type StreamMessage =
  | { event: 'activity'; data: { id: string; type: string; subjectId: string } }
  | { event: 'incidents'; data: { ids: string[] } }
  /** Some messages were missed: everything shown may be old. */
  | { event: 'gap' }

export type StreamState = 'connecting' | 'live' | 'lost'

type Handlers = { onMessage: (message: StreamMessage) => void; onState: (state: StreamState) => void }

/** Two and a half heartbeats. */
const silenceMs = 40_000
const longestWaitMs = 30_000
/** Browsers allow six connections to a host, and a forgotten tab should not hold one. */
const hiddenMs = 60_000

/** Connects, and connects again with growing waits, until the returned function is called. */
export function openStream(workspace: string, handlers: Handlers): () => void {
  let connection: AbortController | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let hiddenTimer: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let closed = false

  const connect = async (): Promise<void> => {
    clearTimeout(timer)
    connection?.abort()
    const mine = (connection = new AbortController())
    try {
      await read(
        workspace,
        mine,
        () => {
          // Whatever happened while there was no connection was missed.
          if (failures > 0) handlers.onMessage({ event: 'gap' })
          failures = 0
          handlers.onState('live')
        },
        handlers.onMessage,
      )
    } catch {
      // Told below, like an orderly end.
    }
    if (closed || mine !== connection) return
    failures += 1
    handlers.onState('lost')
    timer = setTimeout(() => void connect(), Math.min(longestWaitMs, 500 * 2 ** failures) * (0.75 + Math.random() / 2))
  }

  const onVisibility = (): void => {
    clearTimeout(hiddenTimer)
    if (document.hidden) {
      hiddenTimer = setTimeout(() => {
        clearTimeout(timer)
        connection?.abort()
        connection = undefined
        failures += 1
      }, hiddenMs)
    } else if (!connection) void connect()
  }
  const onOnline = (): void => void connect()

  document.addEventListener('visibilitychange', onVisibility)
  window.addEventListener('online', onOnline)
  handlers.onState('connecting')
  void connect()
  return () => {
    closed = true
    clearTimeout(timer)
    clearTimeout(hiddenTimer)
    connection?.abort()
    document.removeEventListener('visibilitychange', onVisibility)
    window.removeEventListener('online', onOnline)
  }
}

async function read(
  workspace: string,
  connection: AbortController,
  onOpen: () => void,
  onMessage: (message: StreamMessage) => void,
): Promise<void> {
  const response = await fetch(`/api/v1/stream?workspace=${encodeURIComponent(workspace)}`, {
    headers: { accept: 'text/event-stream', 'watchword-workspace': workspace },
    signal: connection.signal,
  })
  if (!response.ok || !response.body) throw new Error(`the stream answered ${response.status}`)
  onOpen()
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const silence = setTimeout(() => connection.abort(), silenceMs)
    const { done, value } = await reader.read().finally(() => clearTimeout(silence))
    if (done) return
    const blocks = (rest + value).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const message = parseBlock(block)
      if (message) onMessage(message)
    }
  }
}

/** One block of the stream; undefined for comments and for kinds of message that this version does not know. */
function parseBlock(block: string): StreamMessage | undefined {
  let event = ''
  let data = ''
  for (const line of block.split('\n')) {
    if (line.startsWith('event:')) event = line.slice(6).trim()
    if (line.startsWith('data:')) data += line.slice(5).trim()
  }
  if (event === 'gap') return { event }
  if ((event !== 'activity' && event !== 'incidents') || data === '') return undefined
  // The server's own words, named by `event`.
  return { event, data: JSON.parse(data) }
}
