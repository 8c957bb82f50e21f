import { numberOf, type Collector } from './collector.ts'

/** Reading one costs about 10 µs, so that a busy machine is looked at once a minute, and not whole. */
const maxProcesses = 10_000
const everyMs = 60_000

export const processes: Collector = {
  name: 'processes',
  everyMs,
  collect(host, out) {
    const states = new Map<string, number>()
    let [threads, found] = [0, 0]
    for (const name of host.list('/proc')) {
      if (!/^\d+$/.test(name) || found >= maxProcesses) continue
      const text = host.find(`/proc/${name}/stat`)
      // It ended between two looks.
      if (text === undefined) continue
      // The name of the program stands in brackets and may contain anything, brackets too.
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
      const state = fields[0] ?? ''
      states.set(state, (states.get(state) ?? 0) + 1)
      threads += numberOf(fields[17], `/proc/${name}/stat`)
      found += 1
    }
    for (const [state, count] of states) out.gauge('node_processes_state', count, 'state', state)
    out.gauge('node_processes_pids', found)
    out.gauge('node_processes_threads', threads)
    out.gauge('node_processes_max_processes', numberOf(host.find('/proc/sys/kernel/pid_max'), 'pid_max'))
    out.gauge('node_processes_max_threads', numberOf(host.find('/proc/sys/kernel/threads-max'), 'threads-max'))
  },
}
