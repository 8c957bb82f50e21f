/** A Prometheus of our own, from Debian's package: as a sender into us, and as an oracle beside us. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'

export type PrometheusServer = { url: string }

const command = process.env['WATCHWORD_TEST_PROMETHEUS']
export const skip = command === undefined ? 'set WATCHWORD_TEST_PROMETHEUS to a prometheus program' : false

/** Ready to be asked; ends with the test. `config` is its YAML, given its own address. */
export async function startPrometheus(
  t: Pick<TestContext, 'after'>,
  config: (address: string) => string = () => '',
): Promise<PrometheusServer> {
  const directory = await mkdtemp(join(tmpdir(), 'watchword-prometheus-'))
  const address = `127.0.0.1:${await freePort()}`
  await writeFile(join(directory, 'prometheus.yml'), config(address))
  const options = [
    `--config.file=${directory}/prometheus.yml`,
    `--storage.tsdb.path=${directory}/data`,
    `--web.listen-address=${address}`,
    '--web.enable-remote-write-receiver',
    '--enable-feature=promql-at-modifier,promql-negative-offset',
    '--log.level=error',
  ]
  const child = spawn(command ?? 'prometheus', options, { stdio: ['ignore', 'inherit', 'inherit'] })
  const ended = once(child, 'exit')
  t.after(async () => {
    child.kill('SIGTERM')
    await ended
    await rm(directory, { recursive: true })
  })
  const url = `http://${address}`
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error(`prometheus ended with ${child.exitCode}`)
    await delay(50)
  }
  return { url }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/-/ready`)).ok
  } catch {
    return false // it does not listen yet
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
