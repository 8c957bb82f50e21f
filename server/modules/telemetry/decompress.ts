import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib'

import { AppError, invalidRequest, tooLarge } from '#platform/errors'

type Inflate = (body: Buffer, options: { maxOutputLength: number }) => Buffer

const codecs: Record<string, Inflate> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: (body, options) => (isZlib(body) ? inflateSync(body, options) : inflateRawSync(body, options)),
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
}

/**
 * The body as it was before `Content-Encoding` (RFC 9110 §8.4.1; RFC 7932, RFC 8878): gzip, deflate with and without
 * zlib's wrapper, br, zstd. The limit counts decompressed bytes and holds while inflating, so that a bomb costs no
 * more than it. Throws unsupported_encoding (several at once, or unknown), too_large, invalid_request (corrupt or
 * truncated).
 */
export function decompress(body: Buffer, contentEncoding: string | undefined, maxBytes: number): Buffer {
  const name = (contentEncoding ?? '').trim().toLowerCase()
  if (name === '' || name === 'identity') return limited(body, maxBytes)
  const inflate = Object.hasOwn(codecs, name) ? codecs[name] : undefined
  if (!inflate) throw new AppError('unsupported_encoding', 'send the body with one of: gzip, deflate, br, zstd')
  try {
    // zlib refuses a limit of 0, and the check behind it is exact.
    return limited(inflate(body, { maxOutputLength: Math.max(maxBytes, 1) }), maxBytes)
  } catch (error) {
    if (error instanceof AppError) throw error
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') throw overLimit(maxBytes)
    throw invalidRequest(`the body is not valid ${name}`)
  }
}

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
