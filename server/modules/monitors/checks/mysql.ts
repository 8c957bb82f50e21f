import { createHash } from 'node:crypto'
import { EgressFailed, type OpenSocket } from '#platform/egress'
import { monotonicMs } from '#platform/clock'
import { contact } from './contact.ts'
import { converse, type Conversation } from './conversation.ts'
import { failed, found, type CheckRun, type Finding } from './result.ts'
import type { SpecOf } from './spec.ts'

type Spec = SpecOf<'mysql'>

/** Capabilities (MySQL internals, "Capabilities Flags"). */
const flags = { connectWithDb: 0x8, protocol41: 0x200, ssl: 0x800, secureConnection: 0x8000, pluginAuth: 0x80000 }
const maxPacketBytes = 65_536
const maxRounds = 6
/** The number of its collation. */
const utf8mb4 = 45

/** The connection phase (protocol version 10) with mysql_native_password or caching_sha2_password; no query is sent. */
export async function checkMysql(run: CheckRun, spec: Spec): Promise<Finding> {
  const startedAt = monotonicMs()
  const { host, port } = spec
  const plain = spec.tls || spec.password === null ? 'anywhere' : 'ownNetwork'
  let socket: OpenSocket = await run.egress.openSocket({ ...contact(run), host, port, plain })
  try {
    let talk = converse(socket.stream)
    const first = await readPacket(talk)
    if (first.body[0] === 0xff) return describeError(first.body)
    const greeting = readGreeting(first.body)
    const wanted =
      flags.protocol41 | flags.secureConnection | flags.pluginAuth | (spec.database ? flags.connectWithDb : 0)
    const head = Buffer.alloc(32)
    head.writeUInt32LE((spec.tls ? wanted | flags.ssl : wanted) >>> 0, 0)
    head.writeUInt32LE(maxPacketBytes, 4)
    head[8] = utf8mb4
    let sequence = first.sequence + 1
    if (spec.tls) {
      if ((greeting.capabilities & flags.ssl) === 0) return failed('tls', 'the server does not offer TLS')
      talk.write(packet(sequence, head))
      sequence += 1
      if (talk.leftover() > 0) throw new EgressFailed('protocol')
      socket = await socket.startTls({ verify: 'required' })
      talk = converse(socket.stream)
    }
    talk.write(packet(sequence, loginBody(spec, head, greeting)))
    const refused = await finish(talk, spec, socket.tls !== null)
    return refused ?? found(monotonicMs() - startedAt, {}, 'let us in, and is ready')
  } finally {
    socket.stream.destroy()
  }
}

/** Until the server waits for the handshake ("SSLRequest"). Undefined: it does. */
export async function askMysqlForTls(talk: Conversation): Promise<Finding | undefined> {
  const first = await readPacket(talk)
  if (first.body[0] === 0xff) return describeError(first.body)
  if ((readGreeting(first.body).capabilities & flags.ssl) === 0) return failed('tls', 'the server does not offer TLS')
  const head = Buffer.alloc(32)
  head.writeUInt32LE((flags.protocol41 | flags.secureConnection | flags.pluginAuth | flags.ssl) >>> 0, 0)
  head.writeUInt32LE(maxPacketBytes, 4)
  head[8] = utf8mb4
  talk.write(packet(first.sequence + 1, head))
  if (talk.leftover() > 0) throw new EgressFailed('protocol')
  return undefined
}

type Greeting = { capabilities: number; scramble: Buffer; plugin: string }

function readGreeting(body: Buffer): Greeting {
  const versionEnd = body.indexOf(0, 1)
  if (body[0] !== 10 || versionEnd < 0 || body.length < versionEnd + 32) throw new EgressFailed('protocol')
  const at = versionEnd + 5
  const capabilities = (body.readUInt16LE(at + 9) | (body.readUInt16LE(at + 14) << 16)) >>> 0
  // Eight bytes, and twelve more behind the fixed part; a zero byte ends them.
  const scramble = Buffer.concat([body.subarray(at, at + 8), body.subarray(at + 27, at + 39)])
  const plugin =
    body
      .subarray(at + 40)
      .toString('latin1')
      .split('\0')[0] ?? ''
  return { capabilities, scramble, plugin }
}

function loginBody({ user, password, database }: Spec, head: Buffer, { scramble, plugin }: Greeting): Buffer {
  const answer = answerFor(plugin, password ?? '', scramble) ?? Buffer.alloc(0)
  const known = plugin === 'mysql_native_password' ? plugin : 'caching_sha2_password'
  return Buffer.concat([
    head,
    Buffer.from(`${user}\0`),
    Buffer.from([answer.length]),
    answer,
    Buffer.from(database ? `${database}\0` : ''),
    Buffer.from(`${known}\0`),
  ])
}

/** Undefined for a plugin that is not known. An empty password is answered with nothing. */
function answerFor(plugin: string, password: string, scramble: Buffer): Buffer | undefined {
  const native = plugin === 'mysql_native_password'
  if (!native && plugin !== 'caching_sha2_password') return undefined
  if (password === '') return Buffer.alloc(0)
  const hash = (...parts: (string | Buffer)[]) =>
    parts.reduce((sum, part) => sum.update(part), createHash(native ? 'sha1' : 'sha256')).digest()
  const once = hash(password)
  const mask = native ? hash(scramble, hash(once)) : hash(hash(once), scramble)
  return Buffer.from(once.map((byte, index) => byte ^ (mask[index] ?? 0)))
}

/** Undefined: the server said OK. */
async function finish(talk: Conversation, { password }: Spec, encrypted: boolean): Promise<Finding | undefined> {
  for (let round = 0; round < maxRounds; round += 1) {
    const { sequence, body } = await readPacket(talk)
    if (body[0] === 0x00) return undefined
    if (body[0] === 0xff) return describeError(body)
    if (body[0] === 0xfe) {
      const end = body.indexOf(0, 1)
      const plugin = body.subarray(1, end < 0 ? undefined : end).toString('latin1')
      const answer = answerFor(plugin, password ?? '', end < 0 ? Buffer.alloc(0) : body.subarray(end + 1, end + 21))
      if (!answer) return failed('login', 'the server wants a kind of login that a check does not know')
      talk.write(packet(sequence + 1, answer))
    } else if (body[0] === 0x01 && body[1] === 4) {
      // The server has not seen this password lately and wants it as it is, which only goes through TLS.
      if (!encrypted) return failed('login', 'the server wants the password in the clear, and gets it through TLS only')
      talk.write(packet(sequence + 1, Buffer.from(`${password ?? ''}\0`)))
    } else if (body[0] !== 0x01 || body[1] !== 3) throw new EgressFailed('protocol')
  }
  throw new EgressFailed('protocol')
}

async function readPacket(talk: Conversation): Promise<{ sequence: number; body: Buffer }> {
  const head = await talk.readBytes(4)
  const length = head.readUIntLE(0, 3)
  if (length === 0 || length > maxPacketBytes) throw new EgressFailed('protocol')
  return { sequence: head[3] ?? 0, body: await talk.readBytes(length) }
}

function packet(sequence: number, body: Buffer): Buffer {
  const head = Buffer.alloc(4)
  head.writeUIntLE(body.length, 0, 3)
  head[3] = sequence & 0xff
  return Buffer.concat([head, body])
}

function describeError(body: Buffer): Finding {
  if (body.length < 3) throw new EgressFailed('protocol')
  const number = body.readUInt16LE(1)
  const facts = { errorNumber: number }
  if (number === 1045 || number === 1044) return failed('login', 'the login was refused', { facts })
  if (number === 1049) return failed('login', 'there is no such database', { facts })
  if (number === 1040) return failed('reported', 'the server has too many connections', { facts })
  if (number === 1053) return failed('not_serving', 'the server is stopping', { facts })
  return failed('reported', 'the server answered with an error', { facts })
}
