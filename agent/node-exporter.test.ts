/** The same host at the same moment, as node_exporter reads it and as the agent does. */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import { test } from 'node:test'
import { createCollecting } from './collect.ts'
import { createCollectors } from './collectors/index.ts'
import { createHost } from './host.ts'
import { createMetadataCollectors } from './metadata.ts'
import { parseText } from './parse-text.ts'
import type { Sample } from './sample.ts'

const program = ['prometheus-node-exporter', 'node_exporter'].find(
  (name) => spawnSync(name, ['--version']).status === 0,
)
/** Where there is none the test says so; CI must have one. */
const skip =
  program === undefined && !process.env['CI'] && 'there is no node_exporter: apt-get install prometheus-node-exporter'

/** Of these families each name of node_exporter is one of ours. */
const whole =
  /^node_(load|memory_|vmstat_|netstat_|sockstat_|pressure_|filefd_|cpu_(guest_)?seconds|nf_conntrack_entries|procs_|intr_|forks_|context_|boot_time|time_seconds|uname_|os_|filesystem_|thermal_zone_)/
/** They move so fast, or by themselves, that two readings never agree: their names and labels are compared. */
const moving = /^node_(time_seconds|processes_|procs_|load)/
/** The kernel takes back some of these for a moment. */
const stepping = new Set(['idle', 'iowait'])

test(
  'each series has the name, the labels, the type and the value that node_exporter gives it',
  { skip },
  async (t) => {
    const url = `http://127.0.0.1:${await freePort()}/metrics`
    const args = [
      `--web.listen-address=${new URL(url).host}`,
      '--collector.processes',
      // Debian leaves out more than node_exporter's own defaults.
      '--collector.netdev.device-exclude=^(veth|cali|lxc)',
      '--collector.filesystem.mount-points-exclude=^/(dev|proc|run/credentials/.+|sys|var/lib/docker/.+|var/lib/containers/storage/.+)($|/)',
    ]
    const exporter = spawn(program ?? '', args, { stdio: 'ignore' })
    t.after(() => exporter.kill('SIGKILL'))
    await until(() => readExporter(url))

    const collect = createCollecting(createHost(), [
      ...createCollectors(),
      ...createMetadataCollectors({ version: '', isHostNameWithheld: false }),
    ])
    const readOurs = async () => keyed((await collect(Date.now(), Infinity)).flatMap(({ samples }) => samples))
    const disagreeing = new Set<string>()
    // A gauge that moves between three readings is compared again.
    for (let round = 0; round < 40 && (round === 0 || disagreeing.size > 0); round += 1) {
      const before = await readOurs()
      const theirs = keyed((await readExporter(url)) ?? [])
      const after = await readOurs()
      if (round === 0) {
        compareNames(before, theirs)
        for (const key of before.keys())
          if (!moving.test(key) && !/^(watchword|container)_/.test(key)) disagreeing.add(key)
      }
      for (const key of disagreeing) {
        const [low, high] = [before.get(key), after.get(key)]
        const value = theirs.get(key)?.value
        if (low === undefined || high === undefined || value === undefined) continue
        if (isBetween(value, low, high)) disagreeing.delete(key)
      }
    }
    assert.deepEqual([...disagreeing], [])
  },
)

function compareNames(ours: Map<string, Sample>, theirs: Map<string, Sample>): void {
  for (const [key, { type }] of ours) {
    if (key.startsWith('watchword_') || key.startsWith('container_')) continue
    // Which states there are differs from one look to the next.
    if (key.startsWith('node_processes_state')) continue
    assert.equal(theirs.get(key)?.type, type, key)
  }
  for (const key of theirs.keys()) if (whole.test(key)) assert.ok(ours.has(key), `not read: ${key}`)
  assert.ok(ours.size > 100)
}

function isBetween(value: number, a: Sample, b: Sample): boolean {
  const slack = stepping.has(a.labels.at(-1) ?? '') ? 1 : 1e-9 * Math.abs(value)
  return value >= Math.min(a.value, b.value) - slack && value <= Math.max(a.value, b.value) + slack
}

function keyed(samples: readonly Sample[]): Map<string, Sample> {
  return new Map(
    samples
      .filter(({ name }) => name !== 'node_scrape_collector_success')
      .map((sample) => {
        const pairs: string[] = []
        for (let index = 0; index < sample.labels.length; index += 2)
          pairs.push(sample.labels.slice(index, index + 2).join('='))
        return [`${sample.name}{${pairs.sort().join(',')}}`, sample]
      }),
  )
}

async function readExporter(url: string): Promise<Sample[] | undefined> {
  const answer = await fetch(url).catch(() => undefined)
  return answer?.ok ? parseText(await answer.text(), { maxSamples: 100_000, withTimes: 'ignored' }) : undefined
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function until(find: () => Promise<unknown>): Promise<void> {
  const deadline = performance.now() + 60_000
  while (performance.now() < deadline) {
    if ((await find()) !== undefined) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('node_exporter does not answer')
}
