/** How long the installed program takes to its first answer, and what it takes while nothing happens. */
import { setTimeout as delay } from 'node:timers/promises'
import { setUp } from './api.ts'
import { usageOf } from './processes.ts'
import { freePort, makeScratch, startProgram } from './program.ts'
import { report } from './report.ts'

const idleMs = 10_000
const target = { startedMs: 5_000, idlePssMb: 600 }

export async function benchStart(): Promise<boolean> {
  const scratch = makeScratch()
  try {
    const port = await freePort()
    const first = await startProgram(scratch, port)
    await setUp(first.url)
    await first.stop()
    const second = await startProgram(scratch, port)
    await delay(idleMs)
    const idle = usageOf(second.pid)
    await second.stop()
    const firstStartMs = Math.round(first.startedMs)
    const startMs = Math.round(second.startedMs)
    const met = Math.max(firstStartMs, startMs) < target.startedMs && idle.pssMb < target.idlePssMb
    report('start', {
      firstStartMs,
      startMs,
      idleRssMb: idle.rssMb,
      idlePssMb: idle.pssMb,
      processes: idle.processes,
      target,
      met,
    })
    return met
  } finally {
    scratch.remove()
  }
}
