/** One-file readings of the kernel's own state. */
import { malformed, numberOf, type Collector } from './collector.ts'

export const loadavg: Collector = {
  name: 'loadavg',
  collect(host, out) {
    const path = '/proc/loadavg'
    const fields = host.read(path).split(' ')
    out.gauge('node_load1', numberOf(fields[0], path))
    out.gauge('node_load5', numberOf(fields[1], path))
    out.gauge('node_load15', numberOf(fields[2], path))
  },
}

const meminfoLine = /^([\w()]+):\s+(\d+)( kB)?$/
/** Names of series by the kernel's, which are the same in each cycle. */
const meminfoNames = new Map<string, string>()

export const meminfo: Collector = {
  name: 'meminfo',
  collect(host, out) {
    const path = '/proc/meminfo'
    let found = 0
    for (const line of host.read(path).split('\n')) {
      if (line === '') continue
      const [, key = '', value, unit = ''] = meminfoLine.exec(line) ?? malformed(path)
      let name = meminfoNames.get(key + unit)
      if (name === undefined) {
        // `Active(anon)` is `Active_anon`; what has no unit is a count of pages.
        name = `node_memory_${key.replace(/\((.*)\)/, '_$1')}${unit === '' ? '' : '_bytes'}`
        if (meminfoNames.size < 1_000) meminfoNames.set(key + unit, name)
      }
      out.gauge(name, Number(value) * (unit === '' ? 1 : 1024))
      found += 1
    }
    if (found === 0) malformed(path)
  },
}

const statNames: Record<string, readonly ['counter' | 'gauge', string]> = {
  intr: ['counter', 'node_intr_total'],
  ctxt: ['counter', 'node_context_switches_total'],
  processes: ['counter', 'node_forks_total'],
  btime: ['gauge', 'node_boot_time_seconds'],
  procs_running: ['gauge', 'node_procs_running'],
  procs_blocked: ['gauge', 'node_procs_blocked'],
}

export const stat: Collector = {
  name: 'stat',
  collect(host, out) {
    const path = '/proc/stat'
    let found = 0
    for (const line of host.read(path).split('\n')) {
      const space = line.indexOf(' ')
      const known = statNames[line.slice(0, space)]
      if (known === undefined) continue
      const end = line.indexOf(' ', space + 1)
      out[known[0]](known[1], numberOf(line.slice(space + 1, end < 0 ? undefined : end), path))
      found += 1
    }
    if (found === 0) malformed(path)
  },
}

export const filefd: Collector = {
  name: 'filefd',
  collect(host, out) {
    const path = '/proc/sys/fs/file-nr'
    const fields = host.read(path).trim().split(/\s+/)
    out.gauge('node_filefd_allocated', numberOf(fields[0], path))
    out.gauge('node_filefd_maximum', numberOf(fields[2], path))
  },
}

const vmstatLines = /^(?:oom_kill|pgpg|pswp|pg.*fault).*$/gm

export const vmstat: Collector = {
  name: 'vmstat',
  collect(host, out) {
    const path = '/proc/vmstat'
    for (const line of host.read(path).match(vmstatLines) ?? []) {
      const space = line.indexOf(' ')
      out.unknown(`node_vmstat_${line.slice(0, space)}`, numberOf(line.slice(space + 1), path))
    }
  },
}

const some = /^some .*total=(\d+)$/m
const full = /^full .*total=(\d+)$/m
const stalls = [
  ['cpu', some, 'node_pressure_cpu_waiting_seconds_total'],
  ['io', some, 'node_pressure_io_waiting_seconds_total'],
  ['io', full, 'node_pressure_io_stalled_seconds_total'],
  ['memory', some, 'node_pressure_memory_waiting_seconds_total'],
  ['memory', full, 'node_pressure_memory_stalled_seconds_total'],
] as const

/** Pressure stall information; a kernel without it (before 4.20, or with `psi=0`) has no such metrics. */
export const pressure: Collector = {
  name: 'pressure',
  collect(host, out) {
    const files = new Map<string, string | undefined>()
    for (const [resource, line, name] of stalls) {
      const path = `/proc/pressure/${resource}`
      if (!files.has(path)) files.set(path, host.find(path))
      const text = files.get(path)
      if (text === undefined) continue
      const match = line.exec(text) ?? malformed(path)
      out.counter(name, Number(match[1]) / 1e6)
    }
  },
}

export const conntrack: Collector = {
  name: 'conntrack',
  collect(host, out) {
    const path = '/proc/sys/net/netfilter/nf_conntrack_count'
    const entries = host.find(path)
    // Without the kernel's module there is nothing to track.
    if (entries === undefined) return
    out.gauge('node_nf_conntrack_entries', numberOf(entries, path))
    out.gauge('node_nf_conntrack_entries_limit', numberOf(host.find('/proc/sys/net/netfilter/nf_conntrack_max'), path))
  },
}

export const time: Collector = {
  name: 'time',
  collect(_host, out, nowMs) {
    out.gauge('node_time_seconds', nowMs / 1000)
  },
}
