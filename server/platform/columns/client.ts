/** The connection to the column store; the only file that speaks to the driver. */
import { ClickHouseLogLevel, createClient } from '@clickhouse/client'
import type { DataFormat } from '@clickhouse/client'
import { Agent as HttpAgent } from 'node:http'
import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { isConnectionError, translateError } from './errors.ts'

export type Settings = Record<string, string | number>
export type QueryParams = Record<string, unknown>
export type Statement = { sql: string; params?: QueryParams; settings?: Settings; timeoutMs: number }

export type Client = {
  /** The answer in a format that is text. A read is tried again when nobody answered. */
  readText(statement: Statement & { format: DataFormat }): Promise<string>
  /** The answer in any format, also binary ones. */
  readBlock(statement: Statement & { format: string }): Promise<Buffer>
  command(statement: Statement): Promise<void>
  /** Sends `data` after `INSERT … FORMAT X`; never tried again here, for the first try may have arrived. */
  insert(statement: Statement & { data: Buffer }): Promise<void>
  ping(): Promise<boolean>
  close(): Promise<void>
}

const maxConnections = 24
const readAttempts = 3
const firstRetryMs = 100

/**
 * `url`: `http(s)://user:password@host:8123/database`. With `?socket_path=/path` the host is not resolved, and the
 * Unix socket is used. Throws TypeError when it is no URL.
 */
export function createColumnsClient(url: string, options: { database: boolean }): Client {
  const target = new URL(url)
  const socketPath = target.searchParams.get('socket_path')
  target.searchParams.delete('socket_path')
  if (!options.database) target.pathname = '/'
  // Node's types leave out that an agent hands its options on to net.connect.
  const agentOptions = { socketPath, keepAlive: true, maxSockets: maxConnections }
  const client = createClient({
    url: target.href,
    application: 'watchword',
    request_timeout: 15 * 60_000, // each statement has a shorter one of its own
    max_open_connections: maxConnections,
    use_multipart_params_auto: true,
    log: { level: ClickHouseLogLevel.OFF }, // its messages quote statements
    ...(socketPath === null ? {} : { http_agent: new HttpAgent(agentOptions) }),
  })
  const run = async (statement: Statement & { data?: Buffer }): Promise<Buffer> => {
    const values = statement.data === undefined ? {} : { values: Readable.from([statement.data]) }
    const { stream, response_headers: headers } = await client.exec({ ...request(statement), ...values })
    return collect(stream, Number(headers['content-length'] ?? 0))
  }
  const readText = async (statement: Statement & { format: DataFormat }): Promise<string> => {
    const result = await client.query({ ...request(statement), format: statement.format })
    return result.text()
  }
  return {
    readText: (statement) => translated(() => retried(() => readText(statement))),
    readBlock: (statement) => {
      const sql = `${statement.sql.replace(/[\s;]+$/, '')}\nFORMAT ${statement.format}`
      return translated(() => retried(() => run({ ...statement, sql })))
    },
    command: (statement) => translated(async () => void (await run(statement))),
    insert: (statement) => translated(async () => void (await run(statement))),
    ping: async () => (await client.ping()).success,
    close: () => client.close(),
  }
}

/** Into memory of the length that was announced, so that a large answer is not held twice. */
async function collect(stream: Readable, announced: number): Promise<Buffer> {
  if (!(announced > 0)) return Buffer.concat(await stream.toArray())
  let answer = Buffer.allocUnsafeSlow(announced)
  let length = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    // Whoever unpacks an answer on its way may give more than was announced.
    if (length + chunk.length > answer.length)
      answer = Buffer.concat([answer.subarray(0, length)], (length + chunk.length) * 2)
    length += chunk.copy(answer, length)
  }
  return answer.subarray(0, length)
}

function request({ sql, params, settings, timeoutMs }: Statement) {
  return {
    query: sql,
    ...(params === undefined ? {} : { query_params: params }),
    ...(settings === undefined ? {} : { clickhouse_settings: settings }),
    abort_signal: AbortSignal.timeout(timeoutMs),
  }
}

async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw translateError(error)
  }
}

async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt === readAttempts || !isConnectionError(error)) throw error
    }
    await delay(firstRetryMs * 4 ** (attempt - 1))
  }
}
