/** What alert rules cost while hosts report: processor time without rules and with them, and that of a Prometheus. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { setUp } from './api.ts'
import { usageOf } from './processes.ts'
import { freePort, makeScratch, startProgram } from './program.ts'
import { cpuLabels, intervalMs, requestsOf } from './queries/data.ts'
import { report, rounded, say } from './report.ts'
import { startPeer } from './samples/peers.ts'
import { sendAll, type Target } from './samples/send.ts'

const hosts = 100
const seriesOfHost = 40
const rulesOfGroup = 20
const settleMs = 30_000

type Rule = { name: string; expr: string }

/** `--rules` each evaluated every 15 s; `--seconds` of measuring; `--peer` Prometheus as well. */
export async function benchRules(args: string[]): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: {
      rules: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '60' },
      peer: { type: 'boolean', default: false },
    },
  })
  const groups = groupsOf(Number(values.rules))
  const seconds = Number(values.seconds)
  await measureOurs(groups, seconds)
  if (values.peer) await measurePeer(groups, seconds)
  return true
}

/** Each of one host, and none of them fires. */
function groupsOf(count: number): Rule[][] {
  const rules = Array.from({ length: count }, (_, at) => ({
    name: `CpuBusy${at}`,
    expr: `sum by (mode) (rate(node_cpu_seconds_total{instance="host-${at % hosts}.example.net:9100"}[5m])) > 1e9`,
  }))
  return Array.from({ length: Math.ceil(count / rulesOfGroup) }, (_, at) =>
    rules.slice(at * rulesOfGroup, (at + 1) * rulesOfGroup),
  )
}

async function measureOurs(groups: readonly Rule[][], seconds: number): Promise<void> {
  const scratch = makeScratch()
  const program = await startProgram(scratch, await freePort())
  try {
    const { api, ingestKey, projectId } = await setUp(program.url)
    const headers = { authorization: `Bearer ${ingestKey}` }
    const stop = startSending({ url: program.url, path: '/prometheus/api/v1/write', connections: 2, headers })
    await measure('watchword', program.pid, { rules: 0, seconds })
    for (const [at, rules] of groups.entries()) {
      await api.post('/alert-rule-groups', { projectId, name: `Group ${at}`, intervalMs, rules })
    }
    await measure('watchword', program.pid, { rules: groups.flat().length, seconds })
    await stop()
  } finally {
    await program.stop()
    scratch.remove()
  }
}

async function measurePeer(groups: readonly Rule[][], seconds: number): Promise<void> {
  const scratch = makeScratch()
  const file = join(scratch.directory, 'rules.yml')
  // JSON is YAML.
  const named = groups.map((rules, at) => ({
    name: `Group ${at}`,
    interval: `${intervalMs / 1000}s`,
    rules: rules.map(({ name, expr }) => ({ alert: name, expr })),
  }))
  writeFileSync(file, JSON.stringify({ groups: named }))
  const peer = await startPeer('prometheus', scratch, { rule_files: [file] })
  try {
    if (!peer) return say('prometheus is not installed')
    const stop = startSending({ url: peer.url, path: '/api/v1/write', connections: 1, headers: {} })
    await measure(`prometheus ${peer.version}`, peer.pid, { rules: groups.flat().length, seconds })
    await stop()
  } finally {
    await peer?.stop()
    scratch.remove()
  }
}

/** Each host reports every 15 s, one after the other. */
function startSending(target: Target): () => Promise<void> {
  const headers = { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy', ...target.headers }
  const own = { ...target, headers: { ...headers, 'x-prometheus-remote-write-version': '0.1.0' } }
  const labels = cpuLabels(hosts * seriesOfHost)
  const over = new AbortController()
  const sending = (async () => {
    for (let at = 0; !over.signal.aborted; at++) {
      const toMs = Math.floor(Date.now() / intervalMs) * intervalMs
      const from = (at % hosts) * seriesOfHost
      const host = labels.slice(from, from + seriesOfHost)
      await sendAll(own, [...requestsOf({ labels: host, fromMs: toMs - intervalMs, toMs })])
      await delay(intervalMs / hosts)
    }
  })()
  return async () => {
    over.abort()
    await sending
  }
}

async function measure(
  who: string,
  pid: number,
  { rules, seconds }: { rules: number; seconds: number },
): Promise<void> {
  await delay(settleMs)
  const before = usageOf(pid)
  await delay(seconds * 1000)
  const after = usageOf(pid)
  const cpuMsPerSecond = rounded(((after.cpuSeconds - before.cpuSeconds) * 1000) / seconds)
  report('rules', {
    who,
    rules,
    series: hosts * seriesOfHost,
    everyMs: intervalMs,
    cpuMsPerSecond,
    memory: after.pssMb,
  })
}
