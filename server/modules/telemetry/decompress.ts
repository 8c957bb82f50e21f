import { promisify } from 'node:util'
import {
  brotliDecompress,
  brotliDecompressSync,
  gunzip,
  gunzipSync,
  inflate,
  inflateRaw,
  inflateRawSync,
  inflateSync,
  zstdDecompress,
  zstdDecompressSync,
} from 'node:zlib'

import { AppError, invalidRequest, tooLarge } from '#platform/errors'

type Options = { maxOutputLength: number; chunkSize?: number }
type Codec = {
  now: (body: Buffer, options: Options) => Buffer
  /** In a thread of libuv's; its limit holds while inflating too. */
  apart: (body: Buffer, options: Options) => Promise<Buffer>
}

const gzip: Codec = { now: gunzipSync, apart: promisify(gunzip) }
const zlib: Codec = { now: inflateSync, apart: promisify(inflate) }
const raw: Codec = { now: inflateRawSync, apart: promisify(inflateRaw) }
const br: Codec = { now: brotliDecompressSync, apart: promisify(brotliDecompress) }
const zstd: Codec = { now: zstdDecompressSync, apart: promisify(zstdDecompress) }

const codecs: Record<string, (body: Buffer) => Codec> = {
  gzip: () => gzip,
  'x-gzip': () => gzip,
  deflate: (body) => (isZlib(body) ? zlib : raw),
  br: () => br,
  zstd: () => zstd,
}

/**
 * Compressed bytes from which on a body is inflated apart: other requests must not wait for it. Below, handing it over
 * costs more than inflating it.
 */
const apartFromBytes = 16 * 1024
/** What a smaller one may grow to before it is taken for one that has to be inflated apart: that takes a millisecond. */
const maxNowBytes = 256 * 1024
/** Each chunk is a way to a thread and back. */
const chunkBytes = 256 * 1024
/** Bodies that are inflated apart at a time; the others wait, so that many bombs at once cost no more than these. */
const maxApart = 4

/**
 * The body as it was before `Content-Encoding` (RFC 9110 §8.4.1; RFC 7932, RFC 8878): gzip, deflate with and without
 * zlib's wrapper, br, zstd. The limit counts decompressed bytes and holds while inflating, so that a bomb costs no
 * more than it. Rejects with unsupported_encoding (several at once, or unknown), too_large, invalid_request (corrupt or
 * truncated).
 */
export async function decompress(body: Buffer, contentEncoding: string | undefined, maxBytes: number): Promise<Buffer> {
  const name = (contentEncoding ?? '').trim().toLowerCase()
  if (name === '' || name === 'identity') return limited(body, maxBytes)
  const codec = Object.hasOwn(codecs, name) ? codecs[name]?.(body) : undefined
  if (!codec) throw new AppError('unsupported_encoding', 'send the body with one of: gzip, deflate, br, zstd')
  try {
    return limited(await inflated(body, codec, maxBytes), maxBytes)
  } catch (error) {
    if (error instanceof AppError) throw error
    if (isTooLarge(error)) throw overLimit(maxBytes)
    throw invalidRequest(`the body is not valid ${name}`)
  }
}

async function inflated(body: Buffer, codec: Codec, maxBytes: number): Promise<Buffer> {
  // zlib refuses a limit of 0, and the check behind it is exact.
  const limit = Math.max(maxBytes, 1)
  if (body.length < apartFromBytes) {
    try {
      return codec.now(body, { maxOutputLength: Math.min(limit, maxNowBytes) })
    } catch (error) {
      if (!isTooLarge(error) || limit <= maxNowBytes) throw error
    }
  }
  return inTurn(() => codec.apart(body, { maxOutputLength: limit, chunkSize: chunkBytes }))
}

let running = 0
const waiting: (() => void)[] = []

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= maxApart) await new Promise<void>((resolve) => waiting.push(resolve))
  else running += 1
  try {
    return await work()
  } finally {
    // Whoever waits takes the place that is free.
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
}

const isTooLarge = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'

function limited(body: Buffer, maxBytes: number): Buffer {
  if (body.length > maxBytes) throw overLimit(maxBytes)
  return body
}

const overLimit = (maxBytes: number) => tooLarge(`the body is larger than ${maxBytes} bytes when decompressed`)

/** RFC 1950 §2.2: method 8, and the two header bytes are a multiple of 31. */
function isZlib(body: Buffer): boolean {
  const [first = 0, second = 0] = body
  return (first & 0x0f) === 8 && first >> 4 <= 7 && ((first << 8) | second) % 31 === 0
}
