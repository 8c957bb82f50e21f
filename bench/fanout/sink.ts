/**
 * A mail server in a process of its own, which takes everything and keeps how often each message came. Prints its port
 * on a line of its own, and answers each line on its input with a line of JSON.
 */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { SMTPServer } from 'smtp-server'

const counts = new Map<string, number>()
let firstMs = 0
let lastMs = 0
let broken = 0

const server = new SMTPServer({
  ...{ authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], hideSTARTTLS: true, disableReverseLookup: true },
  logger: false,
  onData(stream, session, done) {
    let head = ''
    stream.on('data', (chunk: Buffer) => {
      if (head.length < 4_000) head += chunk.toString('latin1')
    })
    stream.on('end', () => {
      const id = /^Message-ID: <([^>]+)>\r$/m.exec(head)?.[1]
      const to = session.envelope.rcptTo[0] && session.envelope.rcptTo[0].address
      if (id === undefined || !head.includes(`To: ${to}`)) broken += 1
      else counts.set(id, (counts.get(id) ?? 0) + 1)
      lastMs = performance.now()
      if (firstMs === 0) firstMs = lastMs
      done(null)
    })
  },
})
server.on('error', () => undefined)
server.listen(0, '127.0.0.1')
await once(server.server, 'listening')
console.log(String((server.server.address() as AddressInfo).port))

createInterface({ input: process.stdin }).on('line', () => {
  const doubled = [...counts.values()].filter((count) => count > 1).length
  console.log(JSON.stringify({ messages: counts.size, doubled, broken, milliseconds: lastMs - firstMs }))
})
process.stdin.on('end', () => process.exit(0))
