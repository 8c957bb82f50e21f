/** What is answered, in the encoding of the request: the response messages and `google.rpc.Status`. */
import protobuf from 'protobufjs/minimal.js'
import { AppError } from '#platform/errors'
import type { PlainAnswer } from '#platform/http'

export type Encoding = 'protobuf' | 'json'
export type Signal = 'traces' | 'logs' | 'metrics'

const contentTypes: Record<Encoding, string> = { protobuf: 'application/x-protobuf', json: 'application/json' }
const rejectedNames: Record<Signal, string> = {
  traces: 'rejectedSpans',
  logs: 'rejectedLogRecords',
  metrics: 'rejectedDataPoints',
}

/** Exporters write it to their log; the whole answer must stay small. */
const maxMessageLength = 500

/** Parameters such as `charset` are legal. Undefined for any other type. */
export function encodingOf(contentType: string | undefined): Encoding | undefined {
  const type = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase()
  if (type === 'application/x-protobuf' || type === 'application/protobuf') return 'protobuf'
  return type === 'application/json' ? 'json' : undefined
}

export const unknownType = () => new AppError('unsupported_encoding', 'send application/x-protobuf or application/json')

/** What was not taken, or taken with a change; nothing of both: `partial_success` stays unset. */
export type Partial = { rejected: number; message: string }

export function success(signal: Signal, encoding: Encoding, partial: Partial, headers: Headers): PlainAnswer {
  const { rejected } = partial
  const message = partial.message.slice(0, maxMessageLength).toWellFormed()
  const isPartial = rejected > 0 || message !== ''
  if (encoding === 'json') {
    // 64-bit integers are texts in this mapping.
    const told = { ...(rejected > 0 && { [rejectedNames[signal]]: String(rejected) }), errorMessage: message }
    return answer(200, encoding, JSON.stringify(isPartial ? { partialSuccess: told } : {}), headers)
  }
  const writer = protobuf.Writer.create()
  if (isPartial) {
    // ExportPartialSuccess: 1 rejected, 2 message; it is field 1 of each response.
    writer.uint32(0x0a).fork()
    if (rejected > 0) writer.uint32(0x08).int64(rejected)
    writer.uint32(0x12).string(message).ldelim()
  }
  return answer(200, encoding, bytesOf(writer), headers)
}

/** Of google.rpc.Code those that say the same as our statuses. */
const rpcCodes: Record<number, number> = { 400: 3, 401: 16, 403: 7, 404: 5, 413: 3, 415: 3, 429: 8, 503: 14 }

export function failure(
  { status, message }: { status: number; message: string },
  encoding: Encoding,
  headers: Headers,
): PlainAnswer {
  const text = message.slice(0, maxMessageLength).toWellFormed()
  const code = rpcCodes[status] ?? 13
  if (encoding === 'json') return answer(status, encoding, JSON.stringify({ code, message: text }), headers)
  // google.rpc.Status: 1 code, 2 message.
  const writer = protobuf.Writer.create().uint32(0x08).int32(code).uint32(0x12).string(text)
  return answer(status, encoding, bytesOf(writer), headers)
}

type Headers = Record<string, string>

const bytesOf = (writer: protobuf.Writer): Uint8Array<ArrayBuffer> => new Uint8Array(writer.finish())

function answer(status: number, encoding: Encoding, body: PlainAnswer['body'], headers: Headers): PlainAnswer {
  return { status, headers: { ...headers, 'content-type': contentTypes[encoding] }, body }
}
