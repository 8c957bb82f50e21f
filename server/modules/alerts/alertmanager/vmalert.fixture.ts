/** VictoriaMetrics' vmalert, from Debian's package: we are where it asks, what it writes to and restores from, and whom it tells. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { eventually } from '#testing'
import { freePort } from './prometheus.fixture.ts'

const command = process.env['WATCHWORD_TEST_VMALERT']
export const skip = command === undefined ? 'set WATCHWORD_TEST_VMALERT to a vmalert program' : false

type Keys = { ingestKey: string; apiKey: string }

/** An alert as vmalert itself shows it. */
export type ItsAlert = { name: string; state: string; activeAt: string; restored: boolean; value: string }

export type Vmalert = {
  alerts(): Promise<ItsAlert[]>
  kill(): Promise<void>
}

/** Ends with the test. `origin` is of the server that is everything to it. */
export async function startVmalert(
  t: Pick<TestContext, 'after'>,
  origin: string,
  { ingestKey, apiKey }: Keys,
  rules: string,
): Promise<Vmalert> {
  const directory = await mkdtemp(join(tmpdir(), 'watchword-vmalert-'))
  const file = join(directory, 'rules.yml')
  const address = `127.0.0.1:${await freePort()}`
  await writeFile(file, rules)
  const options = [
    ...[`-rule=${file}`, `-httpListenAddr=${address}`, '-loggerLevel=WARN'],
    ...[`-datasource.url=${origin}/prometheus`, `-datasource.bearerToken=${apiKey}`],
    ...[`-remoteRead.url=${origin}/prometheus`, `-remoteRead.bearerToken=${apiKey}`],
    '-remoteRead.ignoreRestoreErrors=false',
    ...[`-remoteWrite.url=${origin}/prometheus`, `-remoteWrite.bearerToken=${ingestKey}`],
    '-remoteWrite.flushInterval=1s',
    ...[`-notifier.url=${origin}/alertmanager`, `-notifier.bearerToken=${ingestKey}`],
  ]
  const child = spawn(command ?? 'vmalert', options, { stdio: ['ignore', 'inherit', 'inherit'] })
  const ended = once(child, 'exit')
  const end = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
  }
  t.after(async () => {
    await end()
    await rm(directory, { recursive: true })
  })
  const ask = (path: string) => fetch(`http://${address}${path}`)
  await eventually('vmalert', async () => {
    if (child.exitCode !== null) throw new Error(`vmalert ended with ${child.exitCode}`)
    return ask('/health').then(
      ({ ok }) => ok,
      () => false, // it does not listen yet
    )
  })
  return {
    alerts: async () => ((await (await ask('/api/v1/alerts')).json()) as { data: { alerts: ItsAlert[] } }).data.alerts,
    kill: end,
  }
}
