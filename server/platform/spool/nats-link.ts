import { setTimeout as pause } from 'node:timers/promises'
import { connect, type NatsConnection, type NodeConnectionOptions } from '@nats-io/transport-node'
import type { Log } from '../log.ts'

/** A connection that comes back by itself for as long as it takes. */
export type NatsLink = {
  /** The connection while it is up and prepared; undefined otherwise, and then nothing is buffered. */
  ready(): NatsConnection | undefined
  /** Something that was prepared has gone: prepares again. */
  prepareAgain(): void
  close(): Promise<void>
}

export type NatsLinkOptions = {
  connection: NodeConnectionOptions
  /** Called after each connect and reconnect, again and again until it does not throw. Must be repeatable. */
  prepare(connection: NatsConnection): Promise<void>
  log: Log
}

const retryMs = 500
const flushMs = 2_000
const fixedOptions: NodeConnectionOptions = {
  name: 'watchword',
  timeout: 2_000,
  maxReconnectAttempts: -1,
  reconnectTimeWait: retryMs,
  // A server that is gone without a word is noticed after two of these.
  pingInterval: 5_000,
  maxPingOut: 2,
  // A password that is being changed must not end the attempts.
  ignoreAuthErrorAbort: true,
}

/** Starts to connect and returns at once: a program whose NATS is away starts, and answers 503 until it is back. */
export function createNatsLink(options: NatsLinkOptions): NatsLink {
  const { log } = options
  const closing = new AbortController()
  let connection: NatsConnection | undefined
  let ready = false
  let preparing = false
  let saidAway = false
  let turn = 0

  const away = (message: string, error?: unknown): void => {
    ready = false
    if (!saidAway) log.warn(message, { component: 'nats', error })
    saidAway = true
  }
  const wait = (): Promise<void> => pause(retryMs, undefined, { signal: closing.signal }).catch(() => undefined)

  const prepare = async (current: NatsConnection): Promise<void> => {
    turn += 1
    const mine = turn
    const isNewest = (): boolean => mine === turn && !closing.signal.aborted && !current.isClosed()
    preparing = true
    // A later turn takes over: only the newest preparation says that all is there.
    while (isNewest()) {
      try {
        await options.prepare(current)
        if (!isNewest()) return
        ready = true
        preparing = false
        if (saidAway) log.info('NATS is back', { component: 'nats' })
        saidAway = false
        return
      } catch (error) {
        away('the stream cannot be prepared', error)
        await wait()
      }
    }
  }

  const watch = async (current: NatsConnection): Promise<void> => {
    for await (const status of current.status()) {
      if (status.type === 'disconnect') {
        turn += 1
        away('NATS is away')
      }
      if (status.type === 'reconnect') void prepare(current)
    }
  }

  const run = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      try {
        const current = await connect({ ...fixedOptions, ...options.connection })
        connection = current
        // It was closed meanwhile, when there was nothing yet to close.
        if (closing.signal.aborted) await current.close()
        void watch(current)
        void prepare(current)
        const ended = await current.closed()
        if (!closing.signal.aborted) away('NATS is away', ended)
      } catch (error) {
        away('NATS is away', error)
      }
      await wait()
    }
  }
  const running = run()

  return {
    ready: () => (ready ? connection : undefined),
    prepareAgain: () => {
      if (connection && ready && !preparing) void prepare(connection)
    },
    close: async () => {
      closing.abort()
      const flushed = connection && ready ? connection.flush().catch(() => undefined) : Promise.resolve()
      await Promise.race([flushed, pause(flushMs, undefined, { ref: false })])
      ready = false
      await connection?.close()
      await running
    },
  }
}
