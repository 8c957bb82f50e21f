import { createHash } from 'node:crypto'
import { EgressFailed } from '#platform/egress'
import { monotonicMs } from '#platform/clock'
import { newSecret } from '#platform/ids'
import { contact } from './contact.ts'
import { converse, type Conversation } from './conversation.ts'
import { failed, found, type CheckRun, type Finding } from './result.ts'
import type { SpecOf } from './spec.ts'

const maxHeadBytes = 16_384
const maxFrameBytes = 65_536
const maxFrames = 100
const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 }

/** Opens (RFC 6455 §4), sends one message or a ping, and waits for an answer. */
export async function checkWebsocket(run: CheckRun, spec: SpecOf<'websocket'>): Promise<Finding> {
  const startedAt = monotonicMs()
  if (!URL.canParse(spec.url)) throw new EgressFailed('protocol')
  const url = new URL(spec.url)
  const tls = url.protocol === 'wss:'
  const socket = await run.egress.openSocket({
    ...contact(run),
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (tls ? 443 : 80) : Number(url.port),
    ...(tls && { tls: { verify: 'required' as const, alpn: ['http/1.1'] } }),
    plain: spec.send === null ? 'anywhere' : 'ownNetwork',
  })
  try {
    const talk = converse(socket.stream)
    const key = Buffer.from(newSecret(16), 'base64url').toString('base64')
    talk.write(
      `GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\nUser-Agent: Watchword\r\n\r\n`,
    )
    const head = (await talk.readUntil('\r\n\r\n', maxHeadBytes)).toString('latin1')
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1])
    if (Number.isNaN(status)) throw new EgressFailed('protocol')
    const facts = { status }
    const latencyMs = monotonicMs() - startedAt
    if (status !== 101)
      return failed('status', `answered with status ${status} instead of opening`, { latencyMs, facts })
    if (!accepts(head, key))
      return failed('protocol', 'the answer to the opening was not a WebSocket’s', { latencyMs, facts })
    talk.write(
      spec.send === null ? frame(opcodes.ping, Buffer.from('watchword')) : frame(opcodes.text, Buffer.from(spec.send)),
    )
    const isThere = await waitForAnswer(talk, spec.expect ?? (spec.send === null ? null : ''))
    const wholeMs = monotonicMs() - startedAt
    if (!isThere) return failed('keyword', 'no answer had the expected text', { latencyMs: wholeMs, facts })
    talk.write(frame(opcodes.close, Buffer.from([0x03, 0xe8])))
    return found(wholeMs, facts, 'opened and answered')
  } finally {
    socket.stream.destroy()
  }
}

function accepts(head: string, key: string): boolean {
  const expected = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
  return /^sec-websocket-accept: *(\S+) *$/im.exec(head)?.[1] === expected && /^upgrade: *websocket *$/im.test(head)
}

/** From a client every frame is masked (RFC 6455 §5.3). All are short: a message has 1,000 characters at most. */
function frame(opcode: number, payload: Buffer): Buffer {
  const mask = Buffer.from(newSecret(4), 'base64url')
  const size = payload.length < 126 ? [0x80 | payload.length] : [0x80 | 126, payload.length >> 8, payload.length & 0xff]
  return Buffer.concat([
    Buffer.from([0x80 | opcode, ...size]),
    mask,
    Buffer.from(payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0))),
  ])
}

/** `text` null: a pong. False when it is closed, or too much came without it. */
async function waitForAnswer(talk: Conversation, text: string | null): Promise<boolean> {
  let message = ''
  for (let frames = 0; frames < maxFrames; frames += 1) {
    const [first = 0, second = 0] = await talk.readBytes(2)
    const opcode = first & 0x0f
    let length = second & 0x7f
    if (length === 126) length = (await talk.readBytes(2)).readUInt16BE(0)
    else if (length === 127) throw new EgressFailed('too_large')
    // A server never masks.
    if ((second & 0x80) !== 0 || length > maxFrameBytes) throw new EgressFailed('protocol')
    const payload = await talk.readBytes(length)
    if (opcode === opcodes.close) return false
    if (opcode === opcodes.pong && text === null) return true
    if (opcode === opcodes.ping) talk.write(frame(opcodes.pong, payload.subarray(0, 125)))
    if (opcode > opcodes.binary || text === null) continue
    message =
      opcode === opcodes.continuation
        ? (message + payload.toString('utf8')).slice(-maxFrameBytes)
        : payload.toString('utf8')
    if (message.includes(text)) return true
  }
  return false
}
