/** A Prometheus of our own, from Debian's package, with one rule and us as its Alertmanager. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'

const command = process.env['WATCHWORD_TEST_PROMETHEUS']
export const skip = command === undefined ? 'set WATCHWORD_TEST_PROMETHEUS to a prometheus program' : false

const rules = (expr: string) => `groups:
- name: test
  interval: 1s
  rules:
  - alert: Always
    expr: ${expr}
    labels: { severity: warning }
    annotations: { summary: 'it is {{ $value }}' }
`

/** Ends with the test. `origin` is of the server that takes its alerts. */
export async function startPrometheus(t: Pick<TestContext, 'after'>, origin: string, key: string) {
  const directory = await mkdtemp(join(tmpdir(), 'watchword-prometheus-'))
  const address = `127.0.0.1:${await freePort()}`
  await writeFile(join(directory, 'rules.yml'), rules('vector(1)'))
  await writeFile(
    join(directory, 'prometheus.yml'),
    `global: { evaluation_interval: 1s }
rule_files: [rules.yml]
alerting:
  alertmanagers:
    - path_prefix: /alertmanager
      authorization: { credentials: ${key} }
      static_configs: [{ targets: ['${new URL(origin).host}'] }]
`,
  )
  const options = [
    `--config.file=${directory}/prometheus.yml`,
    `--storage.tsdb.path=${directory}/data`,
    `--web.listen-address=${address}`,
    '--web.enable-lifecycle',
    '--rules.alert.resend-delay=1s',
    '--log.level=error',
  ]
  const child = spawn(command ?? 'prometheus', options, { stdio: ['ignore', 'inherit', 'inherit'] })
  const ended = once(child, 'exit')
  t.after(async () => {
    child.kill('SIGTERM')
    await ended
    await rm(directory, { recursive: true })
  })
  while (!(await isReady(address))) {
    if (child.exitCode !== null) throw new Error(`prometheus ended with ${child.exitCode}`)
    await delay(50)
  }
  return {
    stopFiring: async () => {
      await writeFile(join(directory, 'rules.yml'), rules('vector(1) > 2'))
      const answer = await fetch(`http://${address}/-/reload`, { method: 'POST' })
      if (!answer.ok) throw new Error(`prometheus did not take its rules: ${answer.status}`)
    },
  }
}

async function isReady(address: string): Promise<boolean> {
  try {
    return (await fetch(`http://${address}/-/ready`)).ok
  } catch {
    return false // it does not listen yet
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
