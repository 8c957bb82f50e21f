import { promisify } from 'node:util'
import { constants, zstdCompress, zstdDecompress } from 'node:zlib'
import { headers, type MsgHdrs } from '@nats-io/transport-node'

const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)

/** NATS refuses messages over `max_payload`, 1 MiB by default: large ones are compressed, off the event loop. */
const compressFromBytes = 32 * 1024
const maxTextBytes = 64 * 1024 * 1024
const level = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }
const encodingHeader = 'Content-Encoding'

export async function packText(text: string): Promise<{ data: Uint8Array; headers?: MsgHdrs }> {
  const plain = Buffer.from(text)
  if (plain.length < compressFromBytes) return { data: plain }
  const coding = headers()
  coding.set(encodingHeader, 'zstd')
  return { data: await compress(plain, level), headers: coding }
}

export async function unpackText(message: { data: Uint8Array; headers?: MsgHdrs | undefined }): Promise<string> {
  const packed = message.headers?.get(encodingHeader) === 'zstd'
  const plain = packed ? await decompress(message.data, { maxOutputLength: maxTextBytes }) : Buffer.from(message.data)
  return plain.toString('utf8')
}
