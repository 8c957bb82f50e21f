/**
 * The subset of ClickHouse's HTTP interface that `@clickhouse/client` uses, as text for chDB
 * (https://clickhouse.com/docs/interfaces/http).
 */
import type { IncomingMessage } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib'

/** What a request asks for. `data` is the body of an INSERT, in the format that the query names. */
export type Statement = {
  query: string
  prelude: string
  format: string
  data: Buffer | undefined
  /** The same INSERT in the form in which the engine takes its data from memory; undefined: it has to be a file. */
  insert?: Insert | undefined
}

export type Insert = { table: string; columns?: string[]; settings: Record<string, string> }

/** Refused before the engine saw it. `code` and `type` are ClickHouse's (src/Common/ErrorCodes.cpp). */
export class RequestRefused extends Error {
  override name = 'RequestRefused'
  readonly status: number
  readonly code: number
  readonly type: string
  constructor(status: number, code: number, type: string, message: string) {
    super(message)
    this.status = status
    this.code = code
    this.type = type
  }
}

/** A body may have this many bytes, after decompression. */
export const maxBodyBytes = 128 * 1024 * 1024

/** Parameters of the interface itself, which are no settings. Access is decided by the socket, not by `user`. */
const interfaceParameters = new Set([
  'query', 'database', 'default_format', 'query_id', 'user', 'password', 'quota_key', 'wait_end_of_query',
  'buffer_size', 'compress', 'decompress', 'stacktrace', 'client_protocol_version',
]) // prettier-ignore
/** These would change what the statement means, and chDB has nothing like them. */
const unsupportedParameters = new Set(['session_id', 'session_check', 'session_timeout', 'role'])

export async function readStatement(request: IncomingMessage, url: URL): Promise<Statement> {
  const body = await readBody(request)
  const parameters = [...url.searchParams]
  let data: Buffer | undefined = body
  const contentType = request.headers['content-type'] ?? ''
  if (contentType.startsWith('multipart/form-data')) {
    parameters.push(...(await readForm(body, contentType)))
    data = undefined
  }
  const given = parameters.find(([name]) => name === 'query')?.[1] ?? ''
  const prelude = writePrelude(parameters)
  const format = parameters.find(([name]) => name === 'default_format')?.[1] ?? 'TabSeparated'
  if (given === '') return { query: (data ?? '').toString(), prelude, format, data: undefined }
  if (data === undefined || data.length === 0) return { query: given, prelude, format, data: undefined }
  // As on a server, the body continues the query, unless it is the data of an INSERT.
  if (insertWithData.test(given)) {
    return { query: given, prelude, format, data, insert: readInsert(given, parameters) }
  }
  return { query: `${given}\n${data.toString()}`, prelude, format, data: undefined }
}

const insertWithData = /^\s*INSERT\s+INTO\s+[\s\S]+?\s+FORMAT\s+\w+\s*$/i

/** Binary formats are not taken from memory, and names that need quotes are not worth it. */
const plainInsert = /^\s*INSERT\s+INTO\s+(?:(\w+)\.)?(\w+)\s*(?:\(([\w\s,]+)\))?\s+FORMAT\s+JSONEachRow\s*$/i
/** A body is small: threads for one cost more than they save (a third of the CPU time of an insert, measured). */
const insertSettings = { max_threads: '1', max_insert_threads: '1', input_format_parallel_parsing: '0' }

function readInsert(query: string, parameters: [string, string][]): Insert | undefined {
  const [, ownDatabase, name, columns] = plainInsert.exec(query) ?? []
  const database = ownDatabase ?? parameters.find(([key]) => key === 'database')?.[1]
  const settings = parameters.filter(([key]) => key !== 'database' && !interfaceParameters.has(key))
  const plain = database === undefined || /^\w+$/.test(database)
  if (name === undefined || !plain || settings.some(([key]) => key.startsWith('param_'))) return undefined
  return {
    table: database === undefined ? name : `${database}.${name}`,
    ...(columns !== undefined && { columns: columns.split(',').map((column) => column.trim()) }),
    settings: { ...insertSettings, ...Object.fromEntries(settings) },
  }
}

/** `INSERT INTO t (…) FORMAT X` reading its data from a file on this machine, with the same meaning otherwise. */
export function insertFromFile(query: string, path: string): string {
  return query.replace(/\s+FORMAT\s+(\w+)\s*$/i, (_, format: string) => ` FROM INFILE ${quote(path)} FORMAT ${format}`)
}

/** Settings, parameters and database as statements to run before: each request has a connection of its own. */
function writePrelude(parameters: [string, string][]): string {
  const assignments: string[] = []
  let database = ''
  for (const [name, value] of parameters) {
    if (unsupportedParameters.has(name)) {
      throw new RequestRefused(400, 48, 'NOT_IMPLEMENTED', `the embedded server has no ${name}`)
    }
    if (name === 'database') database = value
    if (interfaceParameters.has(name)) continue
    if (!/^\w+$/.test(name)) throw new RequestRefused(404, 115, 'UNKNOWN_SETTING', `Unknown setting ${name}`)
    assignments.push(`${name} = ${quote(value)}`)
  }
  const use = database === '' ? '' : `USE ${quoteName(database)}; `
  return use + (assignments.length === 0 ? '' : `SET ${assignments.join(', ')}; `)
}

const escapes: Record<string, string> = { '\\': '\\\\', "'": "\\'", '`': '\\`', '\0': '\\0' }
const quote = (text: string) => `'${text.replaceAll(/[\\'\0]/g, (char) => escapes[char] ?? char)}'`
const quoteName = (text: string) => `\`${text.replaceAll(/[\\`\0]/g, (char) => escapes[char] ?? char)}\``

const decompressors = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding === 'identity') return collect(request)
  if (!(encoding in decompressors)) {
    throw new RequestRefused(400, 89, 'UNKNOWN_COMPRESSION_METHOD', `unknown content encoding ${encoding}`)
  }
  // The check above makes it one of the keys.
  const decompressor = decompressors[encoding as keyof typeof decompressors]()
  const [, body] = await Promise.all([pipeline(request, decompressor), collect(decompressor)])
  return body
}

async function collect(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of stream) {
    // Node's byte streams without an encoding yield Buffers.
    chunks.push(chunk as Buffer)
    sizeBytes += (chunk as Buffer).length
    if (sizeBytes > maxBodyBytes) {
      throw new RequestRefused(413, 307, 'TOO_MANY_BYTES', `a body may have no more than ${maxBodyBytes} bytes`)
    }
  }
  return Buffer.concat(chunks, sizeBytes)
}

/** The client sends parameters that are too long for a URL as a form. */
async function readForm(body: Buffer, contentType: string): Promise<[string, string][]> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData()
  return [...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string')
}
