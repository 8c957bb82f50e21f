/** A name server over UDP that knows a few names (RFC 1035 §4): enough for a resolver to ask it. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { after } from 'node:test'

const types: Record<number, string> = { 1: 'A', 5: 'CNAME', 15: 'MX', 16: 'TXT', 28: 'AAAA', 257: 'CAA' }

/** `records` by `NAME TYPE`; a number is the response code of a name. `silent.test` is never answered. */
export async function dnsServer(
  records: Record<string, string[] | number>,
): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = []
  const socket = createSocket('udp4')
  socket.on('message', (message, from) => {
    const { name, end } = readName(message, 12)
    const type = types[message.readUInt16BE(end)] ?? ''
    asked.push(`${name} ${type}`)
    if (name === 'silent.test') return
    const known = records[`${name} ${type}`] ?? records[name] ?? []
    const code = typeof known === 'number' ? known : 0
    const answers = typeof known === 'number' ? [] : known.map((text) => answer(type, message.readUInt16BE(end), text))
    const head = Buffer.from(message.subarray(0, 12))
    head.writeUInt16BE(0x8180 | code, 2)
    head.writeUInt16BE(answers.length, 6)
    head.writeUInt32BE(0, 8)
    socket.send(Buffer.concat([head, message.subarray(12, end + 4), ...answers]), from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  after(() => socket.close())
  return { port: socket.address().port, asked }
}

function readName(message: Buffer, start: number): { name: string; end: number } {
  const labels: string[] = []
  let at = start
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.subarray(at + 1, at + 1 + length).toString('latin1'))
    at += length + 1
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 }
}

function answer(type: string, number: number, text: string): Buffer {
  const data = dataOf(type, text)
  const head = Buffer.alloc(12)
  head.writeUInt16BE(0xc00c, 0)
  head.writeUInt16BE(number, 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt32BE(60, 6)
  head.writeUInt16BE(data.length, 10)
  return Buffer.concat([head, data])
}

function dataOf(type: string, text: string): Buffer {
  const words = text.split(' ')
  if (type === 'A') return Buffer.from(text.split('.').map(Number))
  if (type === 'TXT') return Buffer.concat([Buffer.from([text.length]), Buffer.from(text)])
  if (type === 'CAA') {
    const [flags = '', tag = '', value = ''] = words
    return Buffer.concat([Buffer.from([Number(flags), tag.length]), Buffer.from(tag + value)])
  }
  if (type !== 'MX') return nameBytes(text)
  const priority = Buffer.alloc(2)
  priority.writeUInt16BE(Number(words[0]))
  return Buffer.concat([priority, nameBytes(words[1] ?? '')])
}

function nameBytes(name: string): Buffer {
  const labels = name.split('.').flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)])
  return Buffer.concat([...labels, Buffer.from([0])])
}
