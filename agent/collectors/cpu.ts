import { malformed, numberOf, type Collector } from './collector.ts'

/** Linux reports these in hundredths of a second on every architecture that Node runs on (USER_HZ). */
const ticksPerSecond = 100
const modes = ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal'] as const
const guestModes = ['user', 'nice'] as const
const idle = modes.indexOf('idle')
/** When idle time goes back further than this, the CPU was taken away and came again: it counts from its new value. */
const hotplugSeconds = 3

export function createCpuCollector(): Collector {
  const before = new Map<string, number[]>()
  return {
    name: 'cpu',
    collect(host, out) {
      const path = '/proc/stat'
      let found = 0
      for (const line of host.read(path).split('\n')) {
        const [head = '', ...fields] = line.startsWith('cpu') ? line.split(' ') : []
        const cpu = head.slice(3)
        // The first line is the sum of all.
        if (cpu === '') continue
        const given = fields.map((text) => numberOf(text, path) / ticksPerSecond)
        if (given.length < 4) malformed(path)
        const seconds = monotonic(before.get(cpu), given)
        before.set(cpu, seconds)
        let index = 0
        for (const mode of modes) out.counter('node_cpu_seconds_total', seconds[index++] ?? 0, 'cpu', cpu, 'mode', mode)
        for (const mode of guestModes)
          out.counter('node_cpu_guest_seconds_total', seconds[index++] ?? 0, 'cpu', cpu, 'mode', mode)
        found += 1
      }
      if (found === 0) malformed(path)
    },
  }
}

/** The kernel's counters for idle and iowait step back at times; a counter that falls would read as a restart. */
function monotonic(before: number[] | undefined, now: number[]): number[] {
  if (before === undefined || (before[idle] ?? 0) - (now[idle] ?? 0) >= hotplugSeconds) return now
  return now.map((value, index) => Math.max(value, before[index] ?? 0))
}
