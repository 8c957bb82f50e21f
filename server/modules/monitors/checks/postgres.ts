import { EgressFailed } from '#platform/egress'
import { monotonicMs } from '#platform/clock'
import { contact } from './contact.ts'
import { converse, type Conversation } from './conversation.ts'
import { failed, found, type CheckRun, type Finding } from './result.ts'
import { createScram, md5Password } from './scram.ts'
import type { SpecOf } from './spec.ts'

type Spec = SpecOf<'postgres'>

const maxMessageBytes = 65_536
const maxMessages = 200

/** A login (PostgreSQL protocol 3.0, §54.2) until the server is ready for queries; none is sent. */
export async function checkPostgres(run: CheckRun, spec: Spec): Promise<Finding> {
  const startedAt = monotonicMs()
  const { host, port } = spec
  // Begun in the clear, because the server is first asked whether it encrypts; a password only follows when it does.
  const plain = spec.tls || spec.password === null ? 'anywhere' : 'ownNetwork'
  let socket = await run.egress.openSocket({ ...contact(run), host, port, plain })
  try {
    let talk = converse(socket.stream)
    if (spec.tls) {
      const refused = await askPostgresForTls(talk)
      if (refused) return refused
      socket = await socket.startTls({ verify: 'required' })
      talk = converse(socket.stream)
    }
    talk.write(startup(spec))
    const refused = await logIn(talk, spec)
    if (refused) return refused
    talk.write(Buffer.from([0x58, 0, 0, 0, 4]))
    return found(monotonicMs() - startedAt, {}, 'let us in, and is ready')
  } finally {
    socket.stream.destroy()
  }
}

/** Until the server waits for the handshake (§54.2.10). Undefined: it does. */
export async function askPostgresForTls(talk: Conversation): Promise<Finding | undefined> {
  talk.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]))
  if ((await talk.readBytes(1)).toString('latin1') !== 'S') return failed('tls', 'the server does not offer TLS')
  // What was sent before the handshake could be somebody else's (CVE-2021-23222).
  if (talk.leftover() > 0) throw new EgressFailed('protocol')
  return undefined
}

function startup({ user, database }: Spec): Buffer {
  const body = Buffer.from(`user\0${user}\0database\0${database}\0application_name\0watchword check\0\0`)
  const head = Buffer.alloc(8)
  head.writeInt32BE(body.length + 8, 0)
  head.writeInt32BE(196_608, 4)
  return Buffer.concat([head, body])
}

/** Undefined: ready for queries. */
async function logIn(talk: Conversation, spec: Spec): Promise<Finding | undefined> {
  const scram = createScram(spec.password ?? '')
  for (let messages = 0; messages < maxMessages; messages += 1) {
    const { type, body } = await readMessage(talk)
    if (type === 'Z') return undefined
    if (type === 'E') return describeError(body)
    if (type !== 'R') continue
    const kind = body.readInt32BE(0)
    if (kind === 0) continue
    if (spec.password === null) return failed('login', 'the server wants a password')
    if (kind === 3) talk.write(message('p', Buffer.from(`${spec.password}\0`)))
    else if (kind === 5)
      talk.write(message('p', Buffer.from(`${md5Password(spec.user, spec.password, body.subarray(4, 8))}\0`)))
    else if (kind === 10) {
      if (!body.subarray(4).toString('latin1').split('\0').includes('SCRAM-SHA-256')) return unsupported()
      const first = Buffer.from(scram.first)
      const length = Buffer.alloc(4)
      length.writeInt32BE(first.length)
      talk.write(message('p', Buffer.concat([Buffer.from('SCRAM-SHA-256\0'), length, first])))
    } else if (kind === 11) talk.write(message('p', Buffer.from(scram.next(body.subarray(4).toString('utf8')))))
    else if (kind === 12) {
      if (!scram.isServer(body.subarray(4).toString('utf8')))
        return failed('login', 'the server does not know the password itself')
    } else return unsupported()
  }
  throw new EgressFailed('too_large')
}

const unsupported = () => failed('login', 'the server wants a kind of login that a check does not know')

async function readMessage(talk: Conversation): Promise<{ type: string; body: Buffer }> {
  const head = await talk.readBytes(5)
  const length = head.readInt32BE(1) - 4
  if (length < 0 || length > maxMessageBytes) throw new EgressFailed('protocol')
  const body = await talk.readBytes(length)
  if (head[0] === 0x52 && length < 4) throw new EgressFailed('protocol')
  return { type: String.fromCharCode(head[0] ?? 0), body }
}

function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.write(type, 0, 'latin1')
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

/** By its SQLSTATE (PostgreSQL appendix A); the text is the server's and stays there. */
function describeError(body: Buffer): Finding {
  const fields = body.toString('utf8').split('\0')
  const state = /^C([0-9A-Z]{5})$/.exec(fields.find((field) => field.startsWith('C')) ?? '')?.[1] ?? ''
  const facts = { sqlState: state }
  if (state.startsWith('28')) return failed('login', 'the login was refused', { facts })
  if (state === '3D000') return failed('login', 'there is no such database', { facts })
  if (state === '53300') return failed('reported', 'the server has too many connections', { facts })
  if (state.startsWith('57P')) return failed('not_serving', 'the server is starting or stopping', { facts })
  return failed('reported', 'the server answered with an error', { facts })
}
