/** A nats-server of our own, for what cannot be done to a shared one: to kill it and to start it again. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { connect } from '@nats-io/transport-node'

export type OwnNats = {
  url: string
  start(): Promise<void>
  /** Like a power switch: without a chance to write anything. */
  kill(): Promise<void>
  close(): Promise<void>
}

// Debian puts it where only root looks.
const path = [process.env['PATH'], '/usr/sbin', '/usr/local/sbin'].join(delimiter)

/** Not started yet. */
export async function ownNats(): Promise<OwnNats> {
  const port = await freePort()
  const directory = await mkdtemp(join(tmpdir(), 'watchword-nats-'))
  const url = `nats://127.0.0.1:${port}`
  let child: ChildProcess | undefined
  const kill = async (): Promise<void> => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }
  return {
    url,
    kill,
    start: async () => {
      const args = ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', directory]
      child = spawn('nats-server', args, { stdio: 'ignore', env: { PATH: path } })
      await once(child, 'spawn')
      await (await connect({ servers: url, waitOnFirstConnect: true, reconnectTimeWait: 50 })).close()
    },
    close: async () => {
      await kill()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
