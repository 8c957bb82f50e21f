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

/** How much a value may differ that is not the same for two who look at the same moment. */
function slackOf(key: string, value: number): number {
  // The kernel takes back some of these for a moment.
  if (/mode=(idle|iowait)\b/.test(key)) return 1
  // Who reads has files open for it: node_exporter several at once, the agent one after the other.
  if (key.startsWith('node_filefd_allocated')) return 32
  return 1e-9 * Math.abs(value)
}

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
    // What comes, goes or moves between three readings is compared again; what is unlike every time fails.
    let unlike = new Map<string, string>()
    for (let round = 0; round < 40 && (round === 0 || unlike.size > 0); round += 1) {
      const before = await readOurs()
      const theirs = keyed((await readExporter(url)) ?? [])
      const after = await readOurs()
      if (round === 0) assert.ok(before.size > 100 && theirs.size > 100)
      const keys = round === 0 ? new Set([...before.keys(), ...theirs.keys()]) : unlike.keys()
      unlike = new Map(
        [...keys].flatMap((key) => {
          const difference = compare(key, before.get(key), theirs.get(key), after.get(key))
          return difference === undefined ? [] : [[key, difference]]
        }),
      )
    }
    assert.deepEqual(Object.fromEntries(unlike), {})
  },
)

/** What is wrong with a series, or undefined. */
function compare(key: string, low?: Sample, theirs?: Sample, high?: Sample): string | undefined {
  if (/^(watchword|container)_/.test(key)) return undefined
  // Which states there are differs from one look to the next.
  if (key.startsWith('node_processes_state')) return undefined
  if (!low || !high) return theirs && whole.test(key) ? 'not read' : undefined
  if (theirs?.type !== low.type) return `${low.type}, theirs ${theirs?.type}`
  if (moving.test(key)) return undefined
  const slack = slackOf(key, theirs.value)
  const isBetween =
    theirs.value >= Math.min(low.value, high.value) - slack && theirs.value <= Math.max(low.value, high.value) + slack
  return isBetween ? undefined : `${theirs.value} is not between ${low.value} and ${high.value}`
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
