/** What the agent costs the host: processor time a cycle, memory, and the size of its file. */
import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { buildAgent, bundle, maxAgentBytes } from '../bin/build-agent/build.ts'
import { makeScratch } from './program.ts'
import { report, rounded } from './report.ts'

const target = { cpuMsPerCycle: 2, maxRssMb: 64, fileBytes: maxAgentBytes }

type Figures = {
  node: string
  startCpuMs: number
  cpuMsPerCycle: number
  maxRssMb: number
  rssMb: number
  series: number
  peakQueueBytes: number
  sent: number
  refused: number
  lost: Record<string, number>
}

/** `--cycles` of them, `--pause` milliseconds apart, on `--node` with `--flags` for it; the receiver answers at once and is not counted. */
export async function benchAgent(args: string[]): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: {
      cycles: { type: 'string', default: '1000' },
      pause: { type: 'string', default: '20' },
      node: { type: 'string', default: process.execPath },
      flags: { type: 'string', default: '' },
    },
  })
  const scratch = makeScratch()
  const receiver = createServer((request, response) => {
    request.resume()
    request.on('end', () => response.writeHead(204, { 'x-prometheus-remote-write-samples-written': '1' }).end())
  })
  try {
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
    // A server that listens on a port has an address of this kind.
    const { port } = receiver.address() as AddressInfo
    const { sizeBytes } = await buildAgent(scratch.directory)
    const program = await bundle('bench/agent/cycles.ts', scratch.directory, 'cycles.mjs')
    const env = {
      WATCHWORD_AGENT_URL: `http://127.0.0.1:${port}/write`,
      WATCHWORD_AGENT_KEY: 'bench',
      WATCHWORD_AGENT_DATA_DIR: join(scratch.directory, 'agent'),
    }
    const flags = values.flags.split(' ').filter((flag) => flag !== '')
    const { stdout } = await promisify(execFile)(values.node, [...flags, program, values.cycles, values.pause], { env })
    // It is our own program.
    const figures = JSON.parse(stdout) as Figures
    const met =
      figures.cpuMsPerCycle <= target.cpuMsPerCycle &&
      figures.maxRssMb <= target.maxRssMb &&
      sizeBytes <= target.fileBytes
    report('agent', {
      cycles: Number(values.cycles),
      flags,
      nodeOfAgent: figures.node,
      series: figures.series,
      cpuMsPerCycle: Math.round(figures.cpuMsPerCycle * 100) / 100,
      startCpuMs: rounded(figures.startCpuMs),
      rssMb: rounded(figures.rssMb),
      maxRssMb: rounded(figures.maxRssMb),
      fileBytes: sizeBytes,
      samplesSent: figures.sent,
      samplesLost: Object.values(figures.lost).reduce((sum, count) => sum + count, figures.refused),
      target,
      met,
    })
    return met
  } finally {
    receiver.close()
    scratch.remove()
  }
}
