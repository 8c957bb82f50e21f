/** Runs in a process of its own, built as the agent is: cycles of reading and sending, and what they took. */
import { systemClock } from '../../agent/clock.ts'
import { readConfig } from '../../agent/config.ts'
import { staySmall } from '../../agent/engine.ts'
import { createHost } from '../../agent/host.ts'
import { openAgent } from '../../agent/run.ts'

const [cycles = 0, pauseMs = 0] = process.argv.slice(2).map(Number)
staySmall()
const started = process.cpuUsage()
const surroundings = { host: createHost(), clock: systemClock, env: process.env, log: () => undefined }
const agent = openAgent(readConfig(process.env, undefined, []), surroundings)
let [series, maxRssBytes, peakQueueBytes] = [0, 0, 0]
const before = process.cpuUsage()
for (let cycle = 0; cycle < cycles; cycle += 1) {
  const { batch } = await agent.cycle.read()
  series = batch.points.length
  agent.sender.offer(batch)
  await new Promise((resolve) => setTimeout(resolve, pauseMs))
  maxRssBytes = Math.max(maxRssBytes, process.memoryUsage.rss())
  peakQueueBytes = Math.max(peakQueueBytes, agent.queueBytes())
}
const { user, system } = process.cpuUsage(before)
await agent.sender.drain(10_000)
const { sent, refused, lost } = agent.state
agent.close()
process.stdout.write(
  JSON.stringify({
    node: process.version,
    startCpuMs: (started.user + started.system) / 1000,
    cpuMsPerCycle: (user + system) / 1000 / cycles,
    maxRssMb: maxRssBytes / 1024 / 1024,
    rssMb: process.memoryUsage.rss() / 1024 / 1024,
    series,
    peakQueueBytes,
    sent,
    refused,
    lost,
  }),
)
