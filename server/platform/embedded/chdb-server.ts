/**
 * The child process that has chDB: `node chdb-server.ts <directory> <socket>`. A crash of the engine's native code
 * takes down this process and nothing else. It ends when its standard input ends.
 */
import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { unlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Engine } from './chdb-engine.ts'
import { EngineBusy, openEngine } from './chdb-engine.ts'
import { RequestRefused, insertFromFile, readStatement } from './chdb-request.ts'
import type { Statement } from './chdb-request.ts'
import { lockFileFromOrphan } from './lock-file.ts'

const orphanPatienceMs = 10_000
const drainTimeoutMs = 6_000
const compressFromBytes = 1024
/** ClickHouse's code for an engine that has given up (ABORTED): only a new process helps. */
const abortedCode = 236

/** Which status ClickHouse answers to which of its codes (src/Server/HTTP/exceptionCodeToHTTPStatus.cpp), else 500. */
const statusOfCode: Record<number, number> = {
  6: 400, 26: 400, 27: 400, 36: 400, 38: 400, 41: 400, 42: 400, 43: 400, 44: 404, 46: 404, 47: 404, 53: 400,
  60: 404, 62: 400, 70: 400, 72: 400, 73: 404, 81: 404, 115: 404, 117: 400, 158: 400, 159: 408, 164: 403, 202: 503,
  307: 413, 349: 400, 396: 400, 456: 400, 457: 400,
} // prettier-ignore

async function main(directory: string, socketName: string): Promise<void> {
  const inputEnded = new Promise<void>((resolve) =>
    process.stdin
      .on('end', resolve)
      .on('error', () => resolve())
      .resume(),
  )
  process.stdout.on('error', () => undefined)
  const lock = await lockFileFromOrphan(join(process.cwd(), 'clickhouse.lock'), orphanPatienceMs)
  const spool = join(process.cwd(), 'inserts')
  rmSync(spool, { recursive: true, force: true })
  mkdirSync(spool, { mode: 0o700 })
  const engine = openEngine(directory)
  rmSync(socketName, { force: true })
  const server = createServer({ maxHeaderSize: 1024 * 1024, keepAliveTimeout: 10_000 }, (request, response) => {
    answer(engine, spool, request, response).catch((error: unknown) => report(response, error))
  })
  server.listen(socketName, () => process.stdout.write('ready\n'))
  await inputEnded
  server.close()
  // Acknowledged rows are on the disk already; this only lets running requests have their answer.
  await Promise.race([engine.idle(), delay(drainTimeoutMs)])
  engine.close()
  lock.release()
  // The engine's exit handlers take up to two seconds (measured) and have nothing left to save.
  process.kill(process.pid, 'SIGKILL')
}

async function answer(
  engine: Engine,
  spool: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost')
  if (url.pathname === '/ping') return void response.end('Ok.\n')
  response.setHeader('X-ClickHouse-Query-Id', url.searchParams.get('query_id') || randomUUID())
  response.setHeader('X-ClickHouse-Timezone', 'UTC')
  const statement = await readStatement(request, url)
  if (statement.query.trim() === '') return void response.end('Ok.\n')
  const result = await execute(engine, spool, statement)
  const summary = { read_rows: String(result.rowsRead), read_bytes: String(result.bytesRead), ...result.written }
  response.setHeader('X-ClickHouse-Summary', JSON.stringify(summary))
  response.setHeader('Content-Type', 'application/octet-stream')
  await send(request, url, response, result.bytes)
}

type Result = { bytes: Uint8Array; rowsRead: number; bytesRead: number; written: Record<string, string> }

async function execute(engine: Engine, spool: string, statement: Statement): Promise<Result> {
  const { prelude, query, format, data, insert } = statement
  if (data === undefined) {
    const lane = /^\s*INSERT\b/i.test(query) ? 'write' : 'read'
    const result = await engine.run(lane, prelude + query, format)
    return { bytes: result.bytes(), rowsRead: result.rowsRead, bytesRead: result.bytesRead, written: {} }
  }
  if (insert !== undefined) {
    const rows = await engine.insert(insert, data)
    return { bytes: new Uint8Array(), rowsRead: rows, bytesRead: data.length, written: writtenOf(rows, data) }
  }
  const path = join(spool, randomUUID())
  try {
    await writeFile(path, data, { mode: 0o600 })
    const result = await engine.run('write', prelude + insertFromFile(query, path), format)
    const written = writtenOf(result.rowsRead, data)
    return { bytes: result.bytes(), rowsRead: result.rowsRead, bytesRead: result.bytesRead, written }
  } finally {
    await unlink(path).catch(() => undefined)
  }
}

function writtenOf(rows: number, data: Buffer): Record<string, string> {
  return { written_rows: String(rows), written_bytes: String(data.length) }
}

async function send(request: IncomingMessage, url: URL, response: ServerResponse, bytes: Uint8Array): Promise<void> {
  const wanted = url.searchParams.get('enable_http_compression') === '1'
  const accepted = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
  if (!wanted || !accepted || bytes.length < compressFromBytes) return void response.end(bytes)
  response.setHeader('Content-Encoding', 'gzip')
  response.end(await promisify(gzip)(bytes, { level: 1 }))
}

/** The error's text has the form that clients parse: `Code: 62. DB::Exception: … (SYNTAX_ERROR)`. */
function report(response: ServerResponse, error: unknown): void {
  const { status, code, text } = describe(error)
  if (response.headersSent) return void response.destroy()
  response.statusCode = status
  response.setHeader('X-ClickHouse-Exception-Code', String(code))
  response.setHeader('Connection', 'close') // the rest of a refused body is not read
  if (status === 503) response.setHeader('Retry-After', '1')
  response.end(`${text}\n`, () => {
    if (code === abortedCode) process.exit(1)
  })
}

function describe(error: unknown): { status: number; code: number; text: string } {
  const refusal = (status: number, code: number, type: string, message: string) => {
    return { status, code, text: `Code: ${code}. DB::Exception: ${message}. (${type})` }
  }
  if (error instanceof RequestRefused) return refusal(error.status, error.code, error.type, error.message)
  if (error instanceof EngineBusy) return refusal(503, 202, 'TOO_MANY_SIMULTANEOUS_QUERIES', error.message)
  const message = error instanceof Error ? error.message : String(error)
  // chDB repeats the beginning where the engine has wrapped an error in itself.
  const text = message.replace(/^(Code: (\d+)\. DB::Exception: )(?=Code: \2\. DB::Exception: )/, '')
  const code = Number(/^Code: (\d+)\./.exec(text)?.[1] ?? 0)
  if (code === 0) return refusal(500, 1002, 'UNKNOWN_EXCEPTION', message)
  return { status: statusOfCode[code] ?? 500, code, text }
}

const [directory, socketName] = process.argv.slice(2)
if (directory === undefined || socketName === undefined) throw new Error('usage: chdb-server.ts <directory> <socket>')
main(directory, socketName).catch((error: unknown) => {
  process.stderr.write(`watchword: ${error instanceof Error ? error.message : String(error)}\n`, () => process.exit(1))
})
