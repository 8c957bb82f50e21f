/** A name server for tests, on a port of this machine: answers TXT questions (RFC 1035 §4) from a map. */
import { createSocket } from 'node:dgram'
import type { Context } from '#platform/context'

export type NameServer = {
  /** By name; null: the server fails at it. */
  records: Map<string, string[] | null>
  /** The same context, whose egress asks this server. */
  asking(ctx: Context): Context
  close(): void
}

export async function startNameServer(): Promise<NameServer> {
  const records = new Map<string, string[] | null>()
  const socket = createSocket('udp4')
  socket.on('message', (question, peer) => socket.send(answer(question, records), peer.port, peer.address))
  await new Promise<void>((resolve) => {
    socket.bind(0, '127.0.0.1', resolve)
  })
  const resolver = { host: '127.0.0.1', port: socket.address().port }
  return {
    records,
    asking: (ctx) => ({
      ...ctx,
      egress: { ...ctx.egress, askForRecords: (input) => ctx.egress.askForRecords({ ...input, resolver }) },
    }),
    close: () => socket.close(),
  }
}

const failed = 2
const noSuchName = 3

function answer(question: Buffer, records: NameServer['records']): Buffer {
  const labels: string[] = []
  let at = 12
  for (let length = question.readUInt8(at); length > 0; length = question.readUInt8(at)) {
    labels.push(question.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  const asked = question.subarray(12, at + 5)
  const found = records.get(labels.join('.').toLowerCase())
  const texts = found ?? []
  const head = Buffer.alloc(12)
  question.copy(head, 0, 0, 2)
  head.writeUInt16BE(0x8180 | (found === null ? failed : found === undefined ? noSuchName : 0), 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(texts.length, 6)
  return Buffer.concat([head, asked, ...texts.map(textRecord)])
}

function textRecord(text: string): Buffer {
  const fixed = Buffer.alloc(12)
  fixed.writeUInt16BE(0xc00c, 0)
  fixed.writeUInt16BE(16, 2)
  fixed.writeUInt16BE(1, 4)
  fixed.writeUInt32BE(1, 6)
  fixed.writeUInt16BE(1 + text.length, 10)
  return Buffer.concat([fixed, Buffer.from([text.length]), Buffer.from(text, 'latin1')])
}
